using System.Runtime.InteropServices;
using static TorchBridge.Transforms;
using static TorchSharp.torch;

namespace TorchBridge.Tests.Golden;

/// <summary>Categories grad, mix.</summary>
internal static partial class FuncCases
{
    private static Tensor SumOfSquares(Tensor x) => x.pow(2).sum();

    // "type" is Python's type of the result.
    [Case("grad_argnums", Without = "type")]
    private static void GradArgnums(Record r)
    {
        static Tensor F(Tensor[] a) => (a[0] * a[1] * a[1]).sum();
        Tensor[] at = [X3, tensor([1.0, 2, 3])];
        r["g1"] = Grad(F, 1)(at)[0];
        r["g01"] = Grad(F, 0, 1)(at);
    }

    [Case("grad_has_aux")]
    private static void GradHasAux(Record r) => (r["g"], r["aux"]) = Grad((Tensor x) => (SumOfSquares(x), x + 1))(X3);

    [Case("grad_and_value")]
    private static void GradAndValueCase(Record r) => (r["g"], r["v"]) = GradAndValue((Tensor x) => x.pow(3).sum())(X3);

    [Case("grad_of_grad")]
    private static void GradOfGrad(Record r)
    {
        static Tensor F(Tensor x) => x.sin() * x.pow(2);
        Tensor at = tensor(0.7);
        (r["d1"], r["d2"], r["d3"]) = (Grad(F)(at), Grad(Grad(F))(at), Grad(Grad(Grad(F)))(at));
    }

    // The message names grad_and_value, which computes the gradient in Python.
    [Case("grad_nonscalar", Kind = AutogradError.NotScalar,
        Message = "to return a scalar Tensor, got tensor with 1 dims. Maybe you wanted to use the vjp or jacrev APIs instead?")]
    private static void GradNonscalar(Record r) => Grad((Tensor x) => x * x)(X3);

    [Case("grad_int_input", Throws = typeof(ArgumentException))]
    private static void GradIntInput(Record r) => Grad((Tensor x) => (x * 2).sum())(tensor([1L, 2L]));

    [Case("grad_argnums_range", Throws = typeof(ArgumentOutOfRangeException))]
    private static void GradArgnumsRange(Record r) => Grad((Tensor[] x) => x[0].sum(), 1)([X3]);

    [Case("grad_constant")]
    private static void GradConstant(Record r) => r["g"] = Grad((Tensor _) => tensor(1.0))(X3);

    [Case("grad_under_no_grad_outside")]
    private static void GradUnderNoGradOutside(Record r)
    {
        using (no_grad())
            r["g"] = Grad(SumOfSquares)(X3);
    }

    [Case("grad_backward_inside", Kind = AutogradError.NotImplemented)]
    private static void GradBackwardInside(Record r) => Grad((Tensor x) =>
    {
        Tensor y = SumOfSquares(x);
        y.Backward();
        return y;
    })(X3);

    [Case("closure_mutation", Throws = typeof(ExternalException))]
    private static void ClosureMutation(Record r)
    {
        Tensor buffer = zeros(3, dtype: float64);
        Grad((Tensor x) => buffer.add_(x).sum())(X3);
    }

    [Case("vmap_of_grad")]
    private static void VmapOfGrad(Record r) => r["g"] = Vmap(Grad(sin))(tensor([0.0, 1, 2]));

    [Case("jacfwd_of_vmap")]
    private static void JacfwdOfVmap(Record r) => r["j"] = JacFwd(Vmap((Tensor x) => x.prod()))(X22);

    [Case("jacrev_without_requires_grad")]
    private static void JacrevWithoutRequiresGrad(Record r) => r["requires_grad"] = JacRev(sin)(tensor([0.5, -1])).requires_grad;

    [Case("escaped_wrapper")]
    private static void EscapedWrapper(Record r)
    {
        var kept = new List<Tensor>();
        Grad((Tensor x) =>
        {
            kept.Add(x.DetachFromDisposeScope());
            return x.sum();
        })(tensor([1.0, 2]));
        r["sum"] = kept[0] + 1;
        kept[0].Dispose();
    }
}
