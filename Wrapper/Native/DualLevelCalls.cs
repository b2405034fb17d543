namespace TorchBridge.Native;

/// <summary>torch::autograd::forward_ad: LibTorch's dual level, one for the whole process. Nothing here catches C++ exceptions.</summary>
internal static unsafe class DualLevelCalls
{
    private static readonly nint
        s_enter = LibTorch.FindAny("_ZN5torch8autograd10forward_ad16enter_dual_levelEv",
            "?enter_dual_level@forward_ad@autograd@torch@@YA_KXZ"),
        s_exit = LibTorch.FindAny("_ZN5torch8autograd10forward_ad15exit_dual_levelEm", "_ZN5torch8autograd10forward_ad15exit_dual_levelEy",
            "?exit_dual_level@forward_ad@autograd@torch@@YAX_K@Z");

    public static bool IsSupported => Switches.ForwardMode && s_enter != 0 && s_exit != 0;

    /// <summary>Enters the level. If it is already entered, LibTorch ends the process.</summary>
    public static void Enter() => ((delegate* unmanaged<ulong>)s_enter)();

    /// <summary>Leaves the level and drops every tangent in it.</summary>
    public static void Exit() => ((delegate* unmanaged<ulong, void>)s_exit)(0);
}
