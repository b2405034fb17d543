using TorchBridge.Tests.Tools;
using static TorchSharp.torch;

namespace TorchBridge.Tests;

/// <summary>
/// TorchSharp's functions in every call of DerivativeCall against differences, as KnownFaultSweepTests has the recorded operators: a wrong
/// number is one that docs/known-faults.md explains.
/// </summary>
[TestClass]
[TestCategory("Soak")]
public sealed class FunctionSweepTests
{
    /// <summary>Of a function the calls that are wrong.</summary>
    private static readonly Dictionary<string, string[]> s_explained = new()
    {
        ["instance_norm"] = ["Autograd.Grad three times"],
        ["layer_norm over two dimensions"] = ["Autograd.Grad three times"],
    };

    public static IEnumerable<object[]> Functions => SweptFunctions.All.Select(sample => new object[] { sample.Name });

    [TestMethod]
    [DynamicData(nameof(Functions))]
    public void NothingElseIsWrong(string name)
    {
        using var scope = NewDisposeScope();
        Sample sample = SweptFunctions.All.Single(sample => sample.Name == name);
        DerivativeCall.Setting setting = Flat(sample);
        string[] wrong = [.. DerivativeCall.All.Where(call => KnownFaultSweepTests.IsWrong(call, setting)).Select(call => call.Name)];
        CollectionAssert.AreEquivalent(s_explained.GetValueOrDefault(name, []), wrong, $"{name}: {string.Join(", ", wrong)}");
    }

    /// <summary>The function as one from vector to vector.</summary>
    internal static DerivativeCall.Setting Flat(Sample sample)
    {
        Tensor[] inputs = sample.Inputs(11);
        long[] sizes = [.. inputs.Select(input => input.numel())];
        Tensor[] Parts(Tensor x) => [.. x.split(sizes, -1).Zip(inputs, (part, input) => part.reshape(input.shape))];
        Tensor Vector(Tensor[] tensors) => cat([.. tensors.Select(tensor => tensor.reshape(-1))]);
        return new(x => Vector(sample.Function(Parts(x))), Vector(inputs));
    }
}
