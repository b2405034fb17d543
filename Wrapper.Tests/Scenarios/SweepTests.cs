using TorchBridge.Tests.Golden;
using static TorchSharp.torch;

namespace TorchBridge.Tests.Scenarios;

/// <summary>
/// Every recorded operator, and TorchSharp's functions beside them, in every derivative of the catalogue
/// against differences: a wrong number is one that docs/known-faults.md explains.
/// </summary>
[TestClass]
[TestCategory("Soak")]
public sealed class SweepTests
{
    /// <summary>The scenarios of each operator that are wrong. Each has a row in the table of known faults.</summary>
    private static readonly Dictionary<string, string[]> s_ofOperators = new()
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

    /// <summary>The same of TorchSharp's functions.</summary>
    private static readonly Dictionary<string, string[]> s_ofFunctions = new()
    {
        ["instance_norm"] = ["Autograd.Grad three times"],
        ["layer_norm over two dimensions"] = ["Autograd.Grad three times"],
    };

    /// <summary>Derivatives by choice: what lies at a padding index has no gradient, and has a tangent.</summary>
    private static readonly string[] s_byChoice = ["embedding_padding"];

    public static IEnumerable<object[]> Operators => OperatorData.Names.Except(s_byChoice).Select(name => new object[] { name });

    public static IEnumerable<object[]> Functions => SweptFunctions.All.Select(sample => new object[] { sample.Name });

    [TestMethod]
    [DynamicData(nameof(Operators))]
    public void NothingElseOfAnOperatorIsWrong(string name)
    {
        using var scope = NewDisposeScope();
        if (Flat(OperatorData.Base(name)) is { } setting)
            AssertWrong(s_ofOperators.GetValueOrDefault(name, []), setting, name);
    }

    [TestMethod]
    [DynamicData(nameof(Functions))]
    public void NothingElseOfAFunctionIsWrong(string name)
    {
        using var scope = NewDisposeScope();
        AssertWrong(s_ofFunctions.GetValueOrDefault(name, []), Flat(SweptFunctions.All.Single(sample => sample.Name == name)), name);
    }

    private static void AssertWrong(string[] explained, Setting setting, string name)
    {
        string[] wrong = [.. ScenarioCatalogue.With(Tags.Sweep).Where(scenario => IsWrong(scenario, setting))
            .Select(scenario => scenario.Name)];
        CollectionAssert.AreEquivalent(explained, wrong, $"{name}: {string.Join(", ", wrong)}");
    }

    /// <summary>An operator of real tensors as a function from vector to vector.</summary>
    internal static Setting? Flat(OperatorData data) =>
        data.Inputs.Any(input => !input.is_floating_point() || input.numel() == 0) ? null
        : new(x => Vector([.. data.Call(Parts(x, data.Inputs)).Where(output => output.is_floating_point() || output.is_complex())
            .Select(output => output.is_complex() ? view_as_real(output.resolve_conj()) : output)]), Vector(data.Inputs));

    /// <summary>A function of TorchSharp's as one from vector to vector.</summary>
    internal static Setting Flat(Sample sample)
    {
        Tensor[] inputs = sample.Inputs(11);
        return new(x => Vector(sample.Function(Parts(x, inputs))), Vector(inputs));
    }

    private static Tensor[] Parts(Tensor x, Tensor[] inputs)
    {
        long start = 0;
        return [.. inputs.Select(input => x.narrow(0, (start += input.numel()) - input.numel(), input.numel()).reshape(input.shape))];
    }

    private static Tensor Vector(Tensor[] tensors) => cat([.. tensors.Select(tensor => tensor.reshape(-1))]);

    /// <summary>An error does not count as a wrong number.</summary>
    internal static bool IsWrong(Scenario scenario, Setting setting)
    {
        using var scope = NewDisposeScope();
        try
        {
            return !scenario.IsRight(setting);
        }
        catch (Exception e) when (e is AutogradException or System.Runtime.InteropServices.ExternalException)
        {
            return false;
        }
    }
}
