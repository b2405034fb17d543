using static TorchSharp.torch;

namespace TorchBridge.Tests.Programs;

/// <summary>A way to compute something of a random program.</summary>
/// <param name="Name">What it is called here.</param>
/// <param name="Compute">Computes it by TorchBridge.</param>
/// <param name="ByDifferences">Computes it by differences of values.</param>
/// <param name="As">The recorded method of PyTorch whose answer it must be, where that has another name.</param>
internal sealed record ProgramMethod(
    string Name, Func<RandomProgram, Tensor?[]> Compute, Func<ProgramDifferences, Tensor[]> ByDifferences, string? As = null)
{
    public static readonly ProgramMethod[] All =
        [.. ProgramMethods.Gradients(), .. ProgramMethods.Jacobians(), .. ProgramMethods.Hessians(), .. ProgramMethods.Batches()];

    /// <summary>The name of PyTorch's answer in the file.</summary>
    public string Recorded => As ?? Name;
}
