using TorchBridge.Tests.Tools;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchBridge.Tests;

/// <summary>A checkpointed function that does something else when it is computed again is an error and not a wrong gradient.</summary>
[TestClass]
public sealed class CheckpointDeterminismTests
{
    private const string OtherNumber = "A different number of tensors was saved during the original forward and recomputation",
        OtherMetadata = "Recomputed values for the following tensors have different metadata than during the forward pass";

    private static readonly Dictionary<string, (Func<Tensor, Tensor, bool, Tensor> Func, string Phrase)> s_programs = new()
    {
        ["another shape inside"] = ((a, _, first) => (first ? a[..2] : a[..1]).exp().sum(), OtherMetadata),
        ["another shape of the same size"] = ((a, _, first) => a.repeat(2).reshape(first ? [2, 3] : [3, 2]).exp().sum(), OtherMetadata),
        ["another type inside"] = ((a, _, first) => a.to_type(first ? float32 : float16).exp().to_type(float64), OtherMetadata),
        ["another operation"] = ((a, _, first) => first ? a.sin() : a.cos(), OtherMetadata),
        ["one operation more"] = ((a, _, first) => first ? a.sin() : a.sin().neg(), OtherNumber),
        ["one operation less"] = ((a, _, first) => first ? a.sin().neg() : a.sin(), OtherNumber),
        ["another wiring"] = ((a, b, first) => first ? a.sin() * b : b.sin() * a, OtherMetadata),
        ["another argument"] = ((a, b, first) => (first ? a : b).exp(), OtherMetadata),
        ["the other output of an operation"] = ((a, _, first) => a.reshape(3, 1).unbind()[first ? 0 : 1].exp(), OtherMetadata),
    };

    public static IEnumerable<object[]> Programs => s_programs.Keys.Select(name => new object[] { name });

    [TestMethod]
    [DynamicData(nameof(Programs))]
    public void IsAnError(string name)
    {
        using var scope = NewDisposeScope();
        AutogradException thrown = Assert.ThrowsExactly<AutogradException>(() => Grad(name, createGraph: false));
        Assert.AreEqual(AutogradError.Other, thrown.Kind);
        StringAssert.StartsWith(thrown.Message, "Checkpoint: torch.utils.checkpoint: ");
        StringAssert.Contains(thrown.Message, s_programs[name].Phrase);
        Assert.ThrowsExactly<AutogradException>(() => Grad(name, createGraph: true));
    }

    [TestMethod]
    public void TheMessageSaysWhatWasAndWhatIs()
    {
        using var scope = NewDisposeScope();
        AutogradException thrown = Assert.ThrowsExactly<AutogradException>(() => Grad("another type inside", createGraph: false));
        StringAssert.Contains(thrown.Message,
            "saved metadata: ExpBackward0 {'shape': torch.Size([3]), 'dtype': torch.float32, 'device': cpu}");
        StringAssert.Contains(thrown.Message,
            "recomputed metadata: ExpBackward0 {'shape': torch.Size([3]), 'dtype': torch.float16, 'device': cpu}");
    }

    [TestMethod]
    public void TheCheckCanBeSwitchedOffAndTheirNumberIsStillCompared()
    {
        using var scope = NewDisposeScope();
        Tensor x = Leaf();
        int calls = 0;
        Tensor y = Autograd.Checkpoint((Tensor t) => calls++ == 0 ? t.sin() : t.cos(), x, determinismCheck: false);
        Numeric.AssertClose(Numeric.Values(-x.sin()), Numeric.Values(Autograd.Grad(y.sum(), x)), 1e-12);
        calls = 0;
        Tensor z = Autograd.Checkpoint(t => [calls++ == 0 ? t[0].sin() : t[0].sin().neg()], new List<Tensor> { x },
            determinismCheck: false)[0];
        StringAssert.Contains(Assert.ThrowsExactly<AutogradException>(() => Autograd.Grad(z.sum(), x)).Message, OtherNumber);
    }

    /// <summary>A gradient that is taken inside the function makes a new leaf each time.</summary>
    [TestMethod]
    public void ALeafThatTheFunctionMakesMayBeAnotherEachTime()
    {
        using var scope = NewDisposeScope();
        Tensor x = Leaf();
        Tensor Score(Tensor t)
        {
            Tensor inner = t.detach().requires_grad_();
            return Autograd.Grad((inner.pow(3) * t).sum(), inner, createGraph: true);      // 3 x² t
        }
        Numeric.AssertClose(Numeric.Values(x.square() * 3), Numeric.Values(Autograd.Grad(Autograd.Checkpoint(Score, x).sum(), x)), 1e-12);
    }

    [TestMethod]
    public void BranchesOnRandomNumbersAreReplayedUnlessToldNotTo()
    {
        using var scope = NewDisposeScope();
        Tensor x = Leaf();
        int different = 0;
        for (int i = 0; i < 20; i++)
        {
            Tensor Branching(Tensor t) => rand(1).ToSingle() < 0.5 ? t.sin() : t.cos().neg();
            Autograd.Grad(Autograd.Checkpoint(Branching, x).sum(), x);
            Tensor free = Autograd.Checkpoint(Branching, x, preserveRngState: false).sum();
            try
            {
                Autograd.Grad(free, x);
            }
            catch (AutogradException)
            {
                different++;
            }
        }
        Assert.IsGreaterThan(0, different);
    }

    [TestMethod]
    public void NestedInABatchOfGradientsTheGraphIsTheSame()
    {
        using var scope = NewDisposeScope();
        Tensor x = Leaf();
        Tensor jacobian = Autograd.Jacobian(t => Autograd.Checkpoint(u => Autograd.Checkpoint(v => v.exp(), u).sin() * u, t),
            x, vectorize: true);
        Numeric.AssertClose(Numeric.Values(diag(x.exp().cos() * x.exp() * x + x.exp().sin())), Numeric.Values(jacobian), 1e-12, 1e-12);
    }

    private static Tensor Grad(string name, bool createGraph)
    {
        Tensor a = Leaf(), b = Leaf();
        int calls = 0;
        Tensor y = Autograd.Checkpoint(x => [s_programs[name].Func(x[0], x[1], calls++ == 0)], a, b)[0];
        return Autograd.Grad([y.sum()], [a, b], createGraph: createGraph, allowUnused: true)[0]!;
    }

    private static Tensor Leaf() => tensor([1.0, 2.0, 3.0], requires_grad: true);
}
