using static TorchSharp.torch;

namespace TorchBridge.Tests.Golden;

/// <summary>Categories unused, errors, grad_outputs.</summary>
internal static partial class GradCases
{
    [Case("unused_default", Kind = AutogradError.UnusedInput)]
    private static void UnusedDefault(Record r)
    {
        Tensor x = Leaf([1, 2]), z = Leaf([1, 2]);
        Autograd.Grad([(x * x).sum()], [x, z]);
    }

    [Case("unused_true")]
    private static void UnusedTrue(Record r)
    {
        Tensor x = Leaf([1, 2]), z = Leaf([1, 2]);
        Tensor?[] g = Autograd.Grad([(x * x).sum()], [x, z], allowUnused: true);
        (r["gx"], r["gz"]) = (g[0], g[1]);
    }

    [Case("materialize")]
    private static void Materialize(Record r)
    {
        Tensor x = Leaf([1, 2]), z = tensor(new[,] { { 1f, 2f, 3f } }, requires_grad: true);
        Tensor?[] g = Autograd.Grad([(x * x).sum()], [x, z], materializeGrads: true);
        (r["gx"], r["gz"], r["gz_requires_grad"]) = (g[0], g[1], g[1]!.requires_grad);
    }

    [Case("materialize_create_graph")]
    private static void MaterializeCreateGraph(Record r)
    {
        Tensor x = Leaf([1, 2]), z = Leaf([1, 2]);
        Tensor?[] g = Autograd.Grad([SumOfCubes(x)], [x, z], materializeGrads: true, createGraph: true);
        (r["gx"], r["gz"]) = (g[0], g[1]);
    }

    [Case("materialize_allow_unused_true")]
    private static void MaterializeAllowUnusedTrue(Record r)
    {
        Tensor x = Leaf([1, 2]), z = Leaf([1, 2]);
        r["g"] = Autograd.Grad([(x * x).sum()], [x, z], materializeGrads: true, allowUnused: true);
    }

    [Case("unused_intermediate", Kind = AutogradError.UnusedInput)]
    private static void UnusedIntermediate(Record r)
    {
        Tensor x = Leaf([1, 2]);
        Autograd.Grad((x * x).sum(), x * 3);
    }

    [Case("unused_error_frees_graph", Kind = AutogradError.GraphFreed)]
    private static void UnusedErrorFreesGraph(Record r)
    {
        Tensor x = Leaf([1, 2]), z = Leaf([1, 2]);
        Tensor y = (x * x).sum();
        Assert.ThrowsExactly<AutogradException>(() => Autograd.Grad([y], [x, z]));
        Autograd.Grad(y, x);
    }

    [Case("input_no_requires_grad", Kind = AutogradError.DoesNotRequireGrad)]
    private static void InputNoRequiresGrad(Record r)
    {
        Tensor x = Leaf([1, 2]), c = tensor([1.0, 2.0]);
        Autograd.Grad([(x * c).sum()], [x, c]);
    }

    [Case("output_no_requires_grad", Kind = AutogradError.DoesNotRequireGrad)]
    private static void OutputNoRequiresGrad(Record r) => Autograd.Grad([tensor(1.0)], [Leaf([1, 2])]);

    [Case("empty_inputs", Throws = typeof(ArgumentException))]
    private static void EmptyInputs(Record r) => Autograd.Grad([Leaf([1, 2]).sum()], []);

    [Case("empty_outputs", Kind = AutogradError.UnusedInput)]
    private static void EmptyOutputs(Record r) => Autograd.Grad([], [Leaf([1, 2])]);

    [Case("empty_outputs_allow_unused")]
    private static void EmptyOutputsAllowUnused(Record r) => r["g"] = Autograd.Grad([], [Leaf([1, 2])], allowUnused: true);

    [Case("inplace_modified", Kind = AutogradError.ModifiedInPlace)]
    private static void InplaceModified(Record r)
    {
        Tensor x = Leaf([1, 2]);
        Tensor t = x * 1;
        Tensor y = (t * t).sum();
        t.add_(tensor(1.0));      // Python wraps the number in a tensor
        Autograd.Grad(y, x);
    }

    [Case("list_with_none")]
    private static void ListWithNone(Record r)
    {
        Tensor x = Leaf([1, 2]);
        r["g"] = Autograd.Grad([x * x, x.sum()], [x], [tensor([1.0, 10.0]), null])[0];
    }

    [Case("list_with_none_nonscalar", Kind = AutogradError.NotScalar)]
    private static void ListWithNoneNonscalar(Record r)
    {
        Tensor x = Leaf([1, 2]);
        Autograd.Grad([x * x, x.sum()], [x], [null, tensor(1.0)]);
    }

    [Case("shape_mismatch_0d", Throws = typeof(ArgumentException))]
    private static void ShapeMismatch0d(Record r)
    {
        Tensor x = Leaf([1, 2]);
        Autograd.Grad(x * x, x, tensor(1.0));
    }

    [Case("too_few", Throws = typeof(ArgumentException))]
    private static void TooFew(Record r)
    {
        Tensor x = Leaf([1, 2]);
        Autograd.Grad([x.sum(), (x * x).sum()], [x], [tensor(1.0)]);
    }

    [Case("too_many")]
    private static void TooMany(Record r)
    {
        Tensor x = Leaf([1, 2]);
        r["g"] = Autograd.Grad([x.sum()], [x], [tensor(5.0), tensor(7.0)])[0];
    }

    [Case("requires_grad_double_backward_trick")]
    private static void RequiresGradDoubleBackwardTrick(Record r)
    {
        Tensor x = Leaf([0.5, -1]), v = zeros(2, dtype: float64, requires_grad: true);
        Tensor y = stack([x[0] * x[1], sin(x[0])]);
        Tensor g = Autograd.Grad(y, x, v, createGraph: true);
        r["jvp"] = Autograd.Grad(g, v, tensor([1.0, 10.0]));
    }
}
