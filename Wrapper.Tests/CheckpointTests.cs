using TorchBridge.Tests.Tools;
using static TorchSharp.torch;

namespace TorchBridge.Tests;

/// <summary>Checkpoint: the derivatives are the same as without it, for any function.</summary>
[TestClass]
[DoNotParallelize]
public sealed partial class CheckpointTests
{
    public TestContext TestContext { get; set; } = null!;

    private delegate Tensor Function(Func<Func<Tensor[], Tensor>, Tensor[], Tensor> call, Tensor a, Tensor b);

    /// <summary>Programs in which parts are called by <c>call</c>: directly, or as checkpoints.</summary>
    private static readonly Dictionary<string, Function> s_programs = new()
    {
        ["one input"] = (call, a, b) => call(x => x[0].sin().exp(), [a * b]),
        ["two inputs"] = (call, a, b) => call(x => x[0] * x[1].tanh(), [a, b]),
        ["a leaf captured"] = (call, a, b) => call(x => x[0] * b, [a]),
        ["a captured leaf that the input depends on"] = (call, a, b) => call(x => x[0] * b * b, [a * b]),
        ["an input that depends on the other"] = (call, a, b) => call(x => x[0] * x[0] * x[1], [a, (a * b).exp()]),
        ["one input twice"] = (call, a, b) => call(x => x[0] * x[1].exp(), [a, a]) * b,
        ["an unused input"] = (call, a, b) => call(x => x[0].exp(), [a, b]) * b,
        ["the identity"] = (call, a, b) => call(x => x[0], [a * b]),
        ["one after the other"] = (call, a, b) => call(x => x[0].exp() * b, [call(x => x[0].sin() * b, [a])]),
        ["nested"] = (call, a, b) => call(x => call(y => y[0].exp() * b, [x[0] * 2]).sin() * x[1], [a * b, b]),
        ["a constant input"] = (call, a, b) => call(x => x[0] * x[1] * b, [a.detach(), b]) * a,
        ["linear"] = (call, a, b) => call(x => x[0] + x[1], [a, b]) * a,
        ["a custom function"] = (call, a, b) => call(x => Functions.Cube(x[0] * b), [a]),
    };

    public static IEnumerable<object[]> Programs => s_programs.Keys.Select(name => new object[] { name });

    [TestMethod]
    [DynamicData(nameof(Programs))]
    public void HasTheSameGradients(string name) => Compare(name, (function, a, b) => [.. Autograd.Grad([function.sum()], [a, b])]);

    [TestMethod]
    [DynamicData(nameof(Programs))]
    public void AccumulatesTheSameGradients(string name) => Compare(name, (y, a, b) =>
    {
        Autograd.ZeroGrad([a, b]);
        y.sum().Backward(retainGraph: true);
        y.sum().Backward();
        return [a.grad, b.grad];
    });

    [TestMethod]
    [DynamicData(nameof(Programs))]
    public void HasTheSameSecondAndThirdDerivatives(string name) => Compare(name, (y, a, b) =>
    {
        Tensor?[] first = Autograd.Grad([y.sum()], [a, b], createGraph: true, materializeGrads: true);
        Tensor?[] second = Autograd.Grad([(first[0]! * first[1]!).sum() + (first[0]! * first[0]!).sum()], [a, b], createGraph: true,
            materializeGrads: true);
        Tensor?[] third = Autograd.Grad([(second[0]! * second[0]!).sum() + (second[1]! * a).sum()], [a, b], materializeGrads: true);
        return [.. first, .. second, .. third];
    });

    [TestMethod]
    [DynamicData(nameof(Programs))]
    public void HasTheSameGradientsWhereTheGraphCannotBeSeen(string name)
    {
        using var off = new SwitchedOff("Graph");
        HasTheSameGradients(name);
    }

    [TestMethod]
    public void SeveralOutputs()
    {
        using var scope = NewDisposeScope();
        Tensor a = Random(3), b = Random(3);
        int calls = 0;
        Tensor[] y = Autograd.Checkpoint(x =>
        {
            calls++;
            return [x[0] * x[1], x[0].argmax(), x[1].exp(), x[0].detach()];
        }, a, b);
        CollectionAssert.AreEqual(new[] { true, false, true, false }, y.Select(output => output.requires_grad).ToArray());
        Numeric.AssertClose(Numeric.Values(b.exp()), Numeric.Values(Autograd.Grad(y[2].sum(), b, retainGraph: true)), 1e-12);
        Numeric.AssertClose(Numeric.Values(b), Numeric.Values(Autograd.Grad((y[0] + y[2]).sum(), a)), 1e-12);
        Assert.AreEqual(3, calls);
        Assert.AreEqual(AutogradError.GraphFreed, Assert.ThrowsExactly<AutogradException>(() => Autograd.Grad(y[0].sum(), a)).Kind);
    }

    [TestMethod]
    [DynamicData(nameof(Programs))]
    public void ABatchOfGradientsGoesThroughIt(string name) =>
        Compare(name, (y, a, b) => Autograd.Grad([y], [a, b], [rand([4, 3], float64, generator: Seeded())], isGradsBatched: true));

    private static void Compare(string name, Func<Tensor, Tensor, Tensor, Tensor?[]> derivatives)
    {
        using var scope = NewDisposeScope();
        Tensor a = Random(3), b = Random(3);
        Function program = s_programs[name];
        double[]?[] plain = Values((function, arguments) => function(arguments));
        int calls = 0;
        double[]?[] checkpointed = Values((function, arguments) =>
        {
            calls++;
            return Autograd.Checkpoint(inputs => [function(inputs)], arguments)[0];
        });
        Assert.IsGreaterThan(0, calls);
        for (int i = 0; i < plain.Length; i++)
            Numeric.AssertClose(plain[i]!, checkpointed[i]!, 1e-12, 1e-12);

        double[]?[] Values(Func<Func<Tensor[], Tensor>, Tensor[], Tensor> call) =>
            [.. derivatives(program(call, a, b), a, b).Select(gradient => gradient is null ? null : Numeric.Values(gradient))];
    }

    private static Generator Seeded() => new(3);

    private static Tensor Random(params long[] shape) => rand(shape, dtype: float64).requires_grad_();
}
