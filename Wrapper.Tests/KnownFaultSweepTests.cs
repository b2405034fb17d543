using TorchBridge.Tests.Golden;
using TorchBridge.Tests.Tools;
using static TorchSharp.torch;

namespace TorchBridge.Tests;

/// <summary>Every recorded operator in every call of DerivativeCall against differences: a wrong number is one that docs/known-faults.md explains.</summary>
[TestClass]
[TestCategory("Soak")]
public sealed class KnownFaultSweepTests
{
    /// <summary>Of an operator the calls that are wrong, each a row of the table that says so for the operation.</summary>
    private static readonly Dictionary<string, string[]> s_explained = new()
    {
        ["logcumsumexp"] = ["Autograd.Grad three times"],
        ["scatter_reduce_prod"] = ["JacFwd", "Vmap(JacFwd)", "Jvp"],
        ["select_scatter"] = ["Grad(Vmap)"],
        ["det"] = ["Vmap(JacFwd)"],
        ["solve"] = ["Vmap(JacFwd)"],
        ["lu_solve"] = ["Vmap(JacFwd)"],
        ["layer_norm"] = ["Autograd.Grad three times"],
        ["batch_norm_train"] = ["Autograd.Grad three times"],
    };

    /// <summary>Derivatives by choice: what lies at a padding index has no gradient, and has a tangent.</summary>
    private static readonly string[] s_byChoice = ["embedding_padding"];

    public static IEnumerable<object[]> Operators => OperatorData.Names.Except(s_byChoice).Select(name => new object[] { name });

    [TestMethod]
    [DynamicData(nameof(Operators))]
    public void NothingElseIsWrong(string name)
    {
        using var scope = NewDisposeScope();
        if (Flat(OperatorData.Base(name)) is not { } setting)
            return;
        string[] wrong = [.. DerivativeCall.All.Where(call => IsWrong(call, setting)).Select(call => call.Name)];
        CollectionAssert.AreEquivalent(s_explained.GetValueOrDefault(name, []), wrong, $"{name}: {string.Join(", ", wrong)}");
    }

    /// <summary>An operator of real tensors as a function from vector to vector.</summary>
    internal static DerivativeCall.Setting? Flat(OperatorData data)
    {
        if (data.Inputs.Any(input => !input.is_floating_point() || input.numel() == 0))
            return null;
        return new(x =>
        {
            long start = 0;
            Tensor[] inputs = [.. data.Inputs.Select(input => x.narrow(0, (start += input.numel()) - input.numel(), input.numel()).reshape(input.shape))];
            return cat([.. data.Call(inputs).Where(output => output.is_floating_point() || output.is_complex())
                .Select(output => output.is_complex() ? view_as_real(output.resolve_conj()).reshape(-1) : output.reshape(-1))]);
        }, cat([.. data.Inputs.Select(input => input.flatten())]));
    }

    /// <summary>An error is no wrong number.</summary>
    internal static bool IsWrong(DerivativeCall call, DerivativeCall.Setting setting)
    {
        using var scope = NewDisposeScope();
        try
        {
            return !call.IsRight(setting);
        }
        catch (Exception e) when (e is AutogradException or System.Runtime.InteropServices.ExternalException)
        {
            return false;
        }
    }
}
