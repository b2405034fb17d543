namespace TorchBridge.Native;

/// <summary>What a program may turn off: AppContext switches, read once.</summary>
internal static class Switches
{
    /// <summary>Gradients by the direct call inside a <see cref="CatchFrame"/>; without it TorchScript makes the call.</summary>
    public static bool DirectGrad { get; } = IsOn("TorchBridge.DirectGrad");

    /// <summary>
    /// The rules that only Python's torch registers; without them LibTorch loops over a batch, and a second derivative takes two backward
    /// passes.
    /// </summary>
    public static bool Decompositions { get; } = IsOn("TorchBridge.Decompositions");

    public const string UntriedPlatformName = "TorchBridge.UntriedPlatform";

    /// <summary>C++ functions and objects also on a <see cref="Platform"/> where nobody has tried them; the only switch that is off where it is not set.</summary>
    public static bool UntriedPlatform { get; } = AppContext.TryGetSwitch(UntriedPlatformName, out bool on) && on;

    private static bool IsOn(string name) => !AppContext.TryGetSwitch(name, out bool on) || on;
}
