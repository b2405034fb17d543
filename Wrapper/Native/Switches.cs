namespace TorchBridge.Native;

/// <summary>AppContext switches for features that a program may turn off. They are on unless set, and may be set at any time.</summary>
internal static class Switches
{
    /// <summary>Levels of functorch. Without them Vmap is a loop.</summary>
    public static bool FunctionTransforms => IsOn("TorchBridge.FunctionTransforms");

    /// <summary>Dual numbers. Without them a Jacobian-vector product takes two backward passes.</summary>
    public static bool ForwardMode => IsOn("TorchBridge.ForwardMode");

    /// <summary>Reading the graph behind a tensor.</summary>
    public static bool Graph => IsOn("TorchBridge.Graph");

    /// <summary>Gradients by a direct call inside a <see cref="CatchFrame"/>. Without it TorchScript makes the call.</summary>
    public static bool DirectGrad => IsOn("TorchBridge.DirectGrad");

    /// <summary>
    /// The rules that otherwise only PyTorch's Python package registers. Without them LibTorch loops over a batch, and a second derivative
    /// takes two backward passes. They stay registered for the life of the process, so turn them off before the first transform.
    /// </summary>
    public static bool Decompositions => IsOn("TorchBridge.Decompositions");

    /// <summary>Groups of processes that train together.</summary>
    public static bool Distributed => IsOn("TorchBridge.Distributed");

    /// <summary>Hooks of tensors, of saved tensors and of passes.</summary>
    public static bool Hooks => IsOn("TorchBridge.Hooks");

    /// <summary>Watching this thread's random operations. Without it VmapRandomness.Error does not notice a draw.</summary>
    public static bool DrawWatch => IsOn("TorchBridge.DrawWatch");

    /// <summary>The check whether LibTorch computes a derivative wrongly. Without it wrong numbers are returned.</summary>
    public static bool KnownFaults => IsOn("TorchBridge.KnownFaults");

    public const string UntriedPlatformName = "TorchBridge.UntriedPlatform";

    /// <summary>
    /// C++ functions and objects on a <see cref="Platform"/> where they are not tested. Only this switch is off unless it is set.
    /// </summary>
    public static bool UntriedPlatform { get; } = AppContext.TryGetSwitch(UntriedPlatformName, out bool on) && on;

    private static bool IsOn(string name) => !AppContext.TryGetSwitch(name, out bool on) || on;
}
