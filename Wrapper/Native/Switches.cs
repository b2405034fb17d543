namespace TorchBridge.Native;

/// <summary>AppContext switches: what a program may turn off, at any time, and last what it may turn on.</summary>
internal static class Switches
{
    /// <summary>Levels of functorch; without them a batch is a loop.</summary>
    public static bool FunctionTransforms => IsOn("TorchBridge.FunctionTransforms");

    /// <summary>Dual numbers; without them a Jacobian-vector product is two passes in reverse.</summary>
    public static bool ForwardMode => IsOn("TorchBridge.ForwardMode");

    /// <summary>Reading the graph behind a tensor.</summary>
    public static bool Graph => IsOn("TorchBridge.Graph");

    /// <summary>Gradients by the direct call inside a <see cref="CatchFrame"/>; without it TorchScript makes the call.</summary>
    public static bool DirectGrad => IsOn("TorchBridge.DirectGrad");

    /// <summary>
    /// The rules that only Python's torch registers; without them LibTorch loops over a batch, and a second derivative takes two backward
    /// passes. They are registered for the life of the process: to be turned off before the first transform.
    /// </summary>
    public static bool Decompositions => IsOn("TorchBridge.Decompositions");

    /// <summary>Seeing this thread's random operations; without it a draw where none is allowed goes unnoticed.</summary>
    public static bool DrawWatch => IsOn("TorchBridge.DrawWatch");

    /// <summary>Asking whether a derivative of LibTorch's is known to be wrong; without it wrong numbers are returned.</summary>
    public static bool KnownFaults => IsOn("TorchBridge.KnownFaults");

    public const string UntriedPlatformName = "TorchBridge.UntriedPlatform";

    /// <summary>
    /// C++ functions and objects also on a <see cref="Platform"/> where nobody has tried them; the only switch that is off where it is not
    /// set.
    /// </summary>
    public static bool UntriedPlatform { get; } = AppContext.TryGetSwitch(UntriedPlatformName, out bool on) && on;

    private static bool IsOn(string name) => !AppContext.TryGetSwitch(name, out bool on) || on;
}
