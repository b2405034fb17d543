using static TorchBridge.Transforms;
using static TorchSharp.torch;

namespace TorchBridge.Tests.Golden;

/// <summary>Categories jac, vjp_jvp.</summary>
internal static partial class FuncCases
{
    private static Tensor FourOutputs(Tensor x) => stack([x[0] * x[1], x[2].sin(), x.prod(), x.sum()]);

    private static Tensor Cubic(Tensor x) => x.pow(3).sum() + x.prod();

    private static Tensor[] ProductAndSum(Tensor[] x) => [x[0] * x[1], (x[0] + x[1]).sum()];

    private static Tensor[] Pair => [tensor([1.0, 2]), tensor([3.0, 4])];

    [Case("jacrev")]
    private static void JacrevCase(Record r) => r["j"] = JacRev(FourOutputs)(X3);

    [Case("jacrev_argnums", Without = "type")]
    private static void JacrevArgnums(Record r)
    {
        Tensor[] j = JacRev((Tensor[] x) => [x[0].outer(x[1])], argnums: [0, 1])([tensor([1.0, 2]), tensor([3.0, 4, 5])])[0];
        (r["ja"], r["jb"]) = (j[0], j[1]);
    }

    [Case("jacrev_multi_multi")]
    private static void JacrevMultiMulti(Record r)
    {
        r["r"] = JacRev(ProductAndSum, argnums: [0, 1])(Pair);
        r["fwd"] = JacFwd(ProductAndSum, argnums: [0, 1])(Pair);
    }

    [Case("jacrev_has_aux")]
    private static void JacrevHasAux(Record r)
    {
        (r["j"], r["aux"]) = JacRev((Tensor x) => (x * x, x.sum()))(X3);
        (r["jf"], r["auxf"]) = JacFwd((Tensor x) => (x * x, x.sum()))(X3);
    }

    [Case("jacrev_chunk")]
    private static void JacrevChunk(Record r) =>
        (r["c1"], r["c2"]) = (JacRev(FourOutputs, chunkSize: 1)(X3), JacRev(FourOutputs, chunkSize: 2)(X3));

    [Case("jacrev_scalar_out")]
    private static void JacrevScalarOut(Record r) => r["j"] = JacRev(SumOfSquares)(X3);

    [Case("jac_constant")]
    private static void JacConstant(Record r)
    {
        r["rev"] = JacRev((Tensor _) => ones(2, dtype: float64))(X3);
        r["fwd"] = JacFwd((Tensor _) => ones(2, dtype: float64))(X3);
    }

    [Case("jacrev_int_input", Throws = typeof(ArgumentException))]
    private static void JacrevIntInput(Record r) => JacRev((Tensor x) => x * 2)(tensor([1L, 2L]));

    // PyTorch's function names differ only in case.
    [Case("jac_complex", Throws = typeof(ArgumentException), Message = "Expected all inputs to be real but received complex tensor")]
    private static void JacComplex(Record r) => JacRev((Tensor z) => z * z)(Complex2);

    [Case("jacfwd_complex", Throws = typeof(ArgumentException), Message = "Expected all inputs to be real but received complex tensor")]
    private static void JacfwdComplex(Record r) => JacFwd((Tensor z) => z * z)(Complex2);

    [Case("hessian")]
    private static void HessianCase(Record r) => r["h"] = Hessian(Cubic)(X3);

    [Case("hessian_argnums")]
    private static void HessianArgnums(Record r) => r["h"] = Hessian((Tensor[] x) => (x[0] * x[0] * x[1]).sum(), 0, 1)(Pair);

    [Case("hessian_linear")]
    private static void HessianLinear(Record r) => r["h"] = Hessian((Tensor x) => (x * 3).sum())(X3);

    [Case("batched_hessian")]
    private static void BatchedHessian(Record r) => r["h"] = Vmap(Hessian(Cubic))(X22);

    [Case("hvp_forward_over_reverse")]
    private static void HvpForwardOverReverse(Record r) => (r["g"], r["hvp"]) = Jvp(Grad(Cubic), X3, tensor([1.0, 0, -2]));

    [Case("laplacian")]
    private static void Laplacian(Record r) => r["l"] = Vmap((Tensor x) => Hessian((Tensor y) => y.sin().prod())(x).diagonal().sum())(X22);

    [Case("vjp_two")]
    private static void VjpTwo(Record r)
    {
        Tensor[] g = Vjp(ProductAndSum, Pair).VjpFn([tensor([1.0, 10]), tensor(100.0)]);
        (r["ga"], r["gb"]) = (g[0], g[1]);
    }

    // The rest of the message prints Python's structures.
    [Case("vjp_wrong_structure", Throws = typeof(ArgumentException),
        Message = "Expected pytree structure of cotangents to be the same as pytree structure of outputs to the function")]
    private static void VjpWrongStructure(Record r) => Vjp(ProductAndSum, Pair).VjpFn([tensor([1.0, 10])]);

    [Case("vjp_wrong_shape", Throws = typeof(ArgumentException))]
    private static void VjpWrongShape(Record r) => Vjp(sin, X3).VjpFn(ones(2, dtype: float64));

    [Case("jvp")]
    private static void JvpCase(Record r) => (r["y"], r["t"]) = Jvp(sin, X3, tensor([1.0, 10, 100]));

    [Case("jvp_wrong_dtype")]
    private static void JvpWrongDtype(Record r) => r["t"] = Jvp(sin, X3, ones(3, dtype: float32)).Tangent;

    // PyTorch's first line begins with Python's arguments.
    [Case("jvp_strict", Kind = AutogradError.UnusedInput,
        Message = "The output of f is independent of the inputs. This is not allowed with strict=True")]
    private static void JvpStrict(Record r) => Jvp((Tensor _) => ones(2, dtype: float64), X3, ones(3, dtype: float64), strict: true);
}
