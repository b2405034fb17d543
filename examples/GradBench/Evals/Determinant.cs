using GradBench.Serving;
using TorchBridge;
using static TorchSharp.torch;

namespace GradBench.Evals;

/// <summary>A determinant by expansion by minors: ℓ! products. All minors of one size are expanded at once.</summary>
internal static class Determinant
{
    private const int Largest = 10;

    public static readonly Module Module = new("det", """{"A": [1, 2, 3, 5], "ell": 2}""",
        new("primal", input =>
        {
            Tensor a = Read(input);
            return () => Primal(a);
        }),
        new("gradient", input =>
        {
            Tensor a = Read(input).requires_grad_();
            return () => Autograd.Grad(Primal(a), a);
        }));

    private static Tensor Primal(Tensor a)
    {
        long ell = (long)Math.Sqrt(a.shape[0]);
        return Of(a.view(1, ell, ell)).squeeze(0);
    }

    /// <summary>The determinants of a batch [b, n, n]: Σⱼ (-1)ʲ A₀ⱼ det(A without row 0 and column j).</summary>
    private static Tensor Of(Tensor matrices)
    {
        long batch = matrices.shape[0], n = matrices.shape[1];
        if (n == 1)
            return matrices.view(batch);
        Tensor others = tensor([.. Range(n).SelectMany(j => Range(n).Where(column => column != j))]);
        Tensor minors = matrices.narrow(1, 1, n - 1).index_select(2, others).view(batch, n - 1, n, n - 1).transpose(1, 2);
        Tensor signs = tensor([.. Range(n).Select(j => j % 2 == 0 ? 1.0 : -1.0)]);
        return (matrices.select(1, 0) * signs * Of(minors.reshape(batch * n, n - 1, n - 1)).view(batch, n)).sum(1);
    }

    private static IEnumerable<long> Range(long count) => Enumerable.Range(0, (int)count).Select(i => (long)i);

    private static Tensor Read(Input input)
    {
        int ell = input.Count("ell", most: Largest);
        return input.Tensor("A", ell * ell);
    }
}
