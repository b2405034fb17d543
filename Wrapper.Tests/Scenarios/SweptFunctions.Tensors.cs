using static TorchSharp.torch;

namespace TorchBridge.Tests.Scenarios;

internal static partial class SweptFunctions
{
    private static Sample[] Shapes =>
    [
        new("unflatten", x => [x[0].unflatten(0, [2, 2])], [4]),
        new("hstack", x => [hstack(x)], [2, 2], [2, 1]),
        new("block_diag", x => [block_diag(x)], [2, 2], [1, 2]),
        new("cartesian_prod", x => [cartesian_prod(x)], [2], [2]),
        new("combinations", x => [combinations(x[0])], [3]),
        new("diagflat", x => [x[0].diagflat()], [3]),
        new("trapezoid of x", x => [trapezoid(x[0], x[1])], [4], [4]),
        new("lerp, broadcast", x => [x[0].lerp(x[1], x[2])], [3], [2, 1], [2, 3]),
        new("addcmul, broadcast", x => [x[0].addcmul(x[1], x[2], 0.5)], [3], [2, 1], [3]),
        new("where, broadcast", x => [where(tensor([true, false, true]), x[0], x[1])], [2, 3], [3]),
        new("index in two dimensions", x => [x[0].index([Indices(0, 1), Indices(1, 0)])], [2, 3]),
        new("take_along_dim", x => [x[0].take_along_dim(Indices(0, 1, 0).reshape(3, 1), 1)], [3, 2]),
        new("kthvalue", x => [x[0].kthvalue(2, 0).values], [4]),
        new("median", x => [x[0].median()], [5]),
        new("quantile", x => [x[0].quantile(tensor(0.3))], [5]),
        new("cummin", x => [x[0].cummin(0).values], [4]),
        new("renorm", x => [x[0].renorm(2, 0, 0.5f)], [2, 3]),
        new("std_mean", x => [std_mean(x[0]).std * x[0].exp()], [4]),
        new("var over two dimensions", x => [x[0].var([0L, 1L], true, true)], [2, 3]),
        new("vector_norm, infinity", x => [linalg.vector_norm(x[0], double.PositiveInfinity)], [4]),
        new("vector_norm, 4, over two dimensions", x => [linalg.vector_norm(x[0], 4, [0L, 1L])], [2, 2]),
        new("prod with a zero", x => [(x[0] * tensor([1.0, 0.0, 1.0])).prod()], [3]),
        new("trunc", x => [x[0].trunc() * x[0]], [3]),
        new("frexp", x => [x[0].exp().frexp().Mantissa], [3]),
        new("erfcx", x => [special.erfcx(x[0])], [3]),
        new("ndtri", x => [special.ndtri(x[0].sigmoid())], [3]),
        new("entr", x => [special.entr(x[0].exp())], [3]),
    ];

    private static Sample[] InPlace =>
    [
        new("in place in a column", x => [Change(x[0] * 1, y => { y.t()[0].mul_(x[1]); y[1].add_(y[0]); })], [2, 2], [2]),
        new("a row assigned", x => [Change(zeros_like(x[0]), y => { y.copy_(x[0].sin()); y[0] = x[1]; })], [2, 2], [2]),
        new("in place, broadcast", x => [Change(x[0].clone(), y => { y.add_(x[1]); y.sub_(x[1] * x[1]); })], [2, 3], [3]),
        new("div_", x => [Change(x[0].clone(), y => y.div_(x[1].exp()))], [3], [3]),
        new("tril_", x => [Change(x[0].clone(), y => y.tril_()).mm(x[0])], [2, 2]),
        new("the diagonal assigned", x => [Change(x[0].clone(), y => y.diagonal().copy_(x[1])).square()], [2, 2], [2]),
        new("the real part in place", x => [Real(AsComplex(x[0].clone()), y => y.real.mul_(2))], [2, 2]),
    ];

    private static Sample[] Complex =>
    [
        new("complex: product", x => [Real(AsComplex(x[0]) * AsComplex(x[1]))], [3, 2], [3, 2]),
        new("complex: quotient", x => [Real(AsComplex(x[0]) / AsComplex(x[1]))], [2, 2], [2, 2]),
        new("complex: power", x => [Real(AsComplex(x[0]).pow(AsComplex(x[1])))], [2, 2], [2, 2]),
        new("complex: conj times abs", x => [Real(AsComplex(x[0]).conj() * AsComplex(x[0]).abs())], [3, 2]),
        new("complex: angle", x => [AsComplex(x[0]).angle()], [3, 2]),
        new("complex: sgn", x => [Real(AsComplex(x[0]).sgn())], [3, 2]),
        new("complex: sqrt", x => [Real(AsComplex(x[0]).sqrt())], [3, 2]),
        new("complex: atan", x => [Real(AsComplex(x[0]).atan())], [3, 2]),
        new("complex: mm", x => [Real(AsComplex(x[0]).mm(AsComplex(x[1])))], [2, 2, 2], [2, 2, 2]),
        new("complex: einsum", x => [Real(einsum("ij,jk->ik", AsComplex(x[0]), AsComplex(x[1]).conj()))], [2, 2, 2], [2, 2, 2]),
        new("complex: cumprod", x => [Real(AsComplex(x[0]).cumprod(0))], [3, 2]),
        new("complex: real times imag", x => [AsComplex(x[0]).real * AsComplex(x[0]).imag], [3, 2]),
        new("complex: vector_norm", x => [linalg.vector_norm(AsComplex(x[0]))], [3, 2]),
        new("complex: matrix_exp", x => [Real(linalg.matrix_exp(AsComplex(x[0])))], [2, 2, 2]),
        new("complex: cholesky", x => [Real(linalg.cholesky(Hermitian(AsComplex(x[0]))))], [2, 2, 2]),
        new("complex: part put", x => [Real(AsComplex(x[0]).clone().index_put_(AsComplex(x[1]), [Indices(0, 1)]))], [3, 2], [2, 2]),
        new("fft", x => [Real(fft.fft_(x[0]))], [4]),
        new("a convolution by rfft", x => [fft.irfft(fft.rfft(x[0]) * fft.rfft(x[1]), 4)], [4], [4]),
        new("irfft, odd", x => [fft.irfft(AsComplex(x[0]), 5)], [3, 2]),
        new("hfft", x => [fft.hfft(AsComplex(x[0]))], [3, 2]),
    ];

    private static Tensor Change(Tensor x, Action<Tensor> change)
    {
        change(x);
        return x;
    }

    private static Tensor AsComplex(Tensor x) => view_as_complex(x.contiguous().clone());

    private static Tensor Real(Tensor x, Action<Tensor>? change = null)
    {
        change?.Invoke(x);
        return view_as_real(x.resolve_conj());
    }

    private static Tensor Hermitian(Tensor x) => x.mm(x.conj().t()) + 2 * eye(2, dtype: float64);
}
