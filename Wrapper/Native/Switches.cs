namespace TorchBridge.Native;

/// <summary>What a program may turn off: AppContext switches, read once, true where they are not set.</summary>
internal static class Switches
{
    /// <summary>Gradients by the direct call inside a <see cref="CatchFrame"/>; without it TorchScript makes the call.</summary>
    public static bool DirectGrad { get; } = IsOn("TorchBridge.DirectGrad");

    /// <summary>
    /// The rules that only Python's torch registers; without them LibTorch loops over a batch, and a second derivative takes two backward
    /// passes.
    /// </summary>
    public static bool Decompositions { get; } = IsOn("TorchBridge.Decompositions");

    private static bool IsOn(string name) => !AppContext.TryGetSwitch(name, out bool on) || on;
}
