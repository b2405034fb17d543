using TorchBridge.Tests.Tools;
using static TorchSharp.torch;

namespace TorchBridge.Tests;

/// <summary>
/// Functions whose gradients are sparse: Jacobians and Hessians of them are dense, and the same as of the dense function.
/// </summary>
[TestClass]
public sealed class SparseGradientTests
{
    private static readonly long[] s_rows = [1, 2];

    [TestMethod]
    [DataRow(null)]
    [DataRow(false)]
    public void AJacobianIsDense(bool? vectorize)
    {
        using var scope = NewDisposeScope();
        Tensor weight = rand(4, 2, dtype: float64), ids = tensor(s_rows);
        Assert.IsTrue(Autograd.ValueAndGrad(t => Embedding(t).sum(), weight).Grad.is_sparse);
        Tensor dense = Autograd.Jacobian(t => t[ids].exp(), weight),
            sparse = Autograd.Jacobian(t => Embedding(t).exp(), weight, vectorize: vectorize);
        Assert.IsFalse(sparse.is_sparse);
        CollectionAssert.AreEqual(dense.shape, sparse.shape);
        Numeric.AssertClose(Numeric.Values(dense), Numeric.Values(sparse), 1e-12, 1e-12);
        Tensor withGraph = Autograd.Jacobian(t => Embedding(t).exp(), weight.clone().requires_grad_(), createGraph: true, vectorize: false);
        Numeric.AssertClose(Numeric.Values(dense), Numeric.Values(withGraph), 1e-12, 1e-12);
    }

    [TestMethod]
    public void AHessianIsDense()
    {
        using var scope = NewDisposeScope();
        Tensor weight = rand(4, 2, dtype: float64), ids = tensor(s_rows);
        Tensor dense = Autograd.Hessian(t => t[ids].pow(3).sum(), weight),
            sparse = Autograd.Hessian(t => Embedding(t).pow(3).sum(), weight);
        Numeric.AssertClose(Numeric.Values(dense), Numeric.Values(sparse), 1e-12, 1e-12);
    }

    [TestMethod]
    public void SparseProductsAndConversionsHaveJacobians()
    {
        using var scope = NewDisposeScope();
        Tensor weight = rand(3, 2, dtype: float64), factor = tensor(new[,] { { 1.0, 0, 2 }, { 0, 3, 0 } }), sparse = factor.to_sparse();
        Numeric.AssertClose(Numeric.Values(Autograd.Jacobian(t => factor.mm(t), weight)),
            Numeric.Values(Autograd.Jacobian(t => mm(sparse, t), weight)), 1e-12, 1e-12);
        Numeric.AssertClose(Numeric.Values(Autograd.Jacobian(t => t * 2, factor) * factor.ne(0).to_type(float64)),
            Numeric.Values(Autograd.Jacobian(t => t.to_dense() * 2, sparse)), 1e-12, 1e-12);
    }

    /// <summary>Rows of a weight, with a sparse gradient as torch.nn.functional.embedding has it with sparse=True.</summary>
    private static Tensor Embedding(Tensor weight) => CustomFunction.Apply(
        (_, inputs) => [inputs[0][tensor(s_rows)]],
        (_, gradients) => [zeros(4, 2, dtype: float64).index_add(0, tensor(s_rows), gradients[0]!, 1).to_sparse()], weight)[0];
}
