using static TorchSharp.torch;

namespace TorchBridge.Tests.Golden;

/// <summary>Categories graph and dtype.</summary>
internal static partial class FunctionalCases
{
    [Case("jac_create_graph_vectorized")]
    private static void JacCreateGraphVectorized(Record r)
    {
        Tensor x = Leaf(0.5, -1);
        Tensor j = Autograd.Jacobian(x => x.pow(3), x, createGraph: true, vectorize: true);
        r["j"] = j;
        j.sum().Backward();
        r["x_grad"] = x.grad;
    }

    [Case("jac_closure_parameter")]
    private static void JacClosureParameter(Record r)
    {
        Tensor w = Leaf(2, 3), x = Vector(0.5, -1);
        Tensor j = Autograd.Jacobian(x => sin(w * x), x, createGraph: true);
        r["j"] = j;
        j.sum().Backward();
        r["w_grad"] = w.grad;
    }

    [Case("jac_of_jac")]
    private static void JacOfJac(Record r)
    {
        static Tensor F(Tensor x) => stack([x[0].pow(2) * x[1], sin(x[0] * x[1])]);
        r["jj"] = Autograd.Jacobian(x => Autograd.Jacobian(F, x, createGraph: true), Vector(0.5, -1));
    }

    [Case("vjp_create_graph")]
    private static void VjpCreateGraph(Record r)
    {
        Tensor x = Leaf(0.5, -1);
        (Tensor o, Tensor g) = Autograd.Vjp(x => x.pow(3), x, Vector(1, 10), createGraph: true);
        (r["o"], r["g"]) = (o, g);
        g.sum().Backward();
        r["x_grad"] = x.grad;
    }

    [Case("vjp_no_create_graph")]
    private static void VjpNoCreateGraph(Record r)
    {
        (Tensor o, Tensor g) = Autograd.Vjp(x => x.pow(3), Leaf(0.5, -1), Vector(1, 10));
        (r["o"], r["g"], r["o_has_grad_fn"]) = (o, g, !o.is_leaf);
    }

    [Case("jvp_create_graph")]
    private static void JvpCreateGraph(Record r)
    {
        Tensor x = Leaf(0.5, -1), v = Leaf(1, 10);
        (Tensor o, Tensor t) = Autograd.Jvp(x => x.pow(3), x, v, createGraph: true);
        (r["o"], r["t"]) = (o, t);
        t.sum().Backward();
        (r["x_grad"], r["v_grad"]) = (x.grad, v.grad);
    }

    [Case("hvp_create_graph")]
    private static void HvpCreateGraph(Record r)
    {
        Tensor x = Leaf(0.5, -1), v = Leaf(1, 10);
        (Tensor o, Tensor h) = Autograd.Hvp(x => x.pow(4).sum(), x, v, createGraph: true);
        (r["o"], r["h"]) = (o, h);
        h.sum().Backward();
        (r["x_grad"], r["v_grad"]) = (x.grad, v.grad);
    }

    [Case("same_input_twice")]
    private static void SameInputTwice(Record r)
    {
        Tensor x = X;
        Tensor[] j = Autograd.Jacobian(x => x[0] * x[0] * x[1], [x, x]);
        (r["ja"], r["jb"]) = (j[0], j[1]);
    }

    [Case("complex_jacobian_vectorized")]
    private static void ComplexJacobianVectorized(Record r) => r["j"] = Autograd.Jacobian(z => z * z, Z, vectorize: true);

    [Case("complex_to_real")]
    private static void ComplexToReal(Record r) => r["j"] = Autograd.Jacobian(z => z.abs(), Z);

    [Case("complex_vjp")]
    private static void ComplexVjp(Record r) => (r["o"], r["g"]) = Autograd.Vjp(z => z * z, Z, Complex([1, 2], [1, 0]));

    [Case("complex_jvp")]
    private static void ComplexJvp(Record r) => (r["o"], r["t"]) = Autograd.Jvp(z => z * z, Z, Complex([1, 2], [1, 0]));

    [Case("mixed_dtypes")]
    private static void MixedDtypes(Record r) => MixedDtypes(r, vectorize: false);

    [Case("mixed_dtypes_vectorized")]
    private static void MixedDtypesVectorized(Record r) => MixedDtypes(r, vectorize: true);

    private static void MixedDtypes(Record r, bool vectorize)
    {
        Tensor a = Vector(1, 2).to_type(float32), b = Vector(3, 4);
        Tensor[] j = Autograd.Jacobian(x => x[0] * x[1], [a, b], vectorize: vectorize);
        (r["ja"], r["jb"]) = (j[0], j[1]);
    }

    [Case("empty_input_scalar_output")]
    private static void EmptyInputScalarOutput(Record r) => r["j"] = Autograd.Jacobian(x => x.sum(), zeros(0, float64));
}
