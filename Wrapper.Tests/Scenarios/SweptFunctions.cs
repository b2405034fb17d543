using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace TorchBridge.Tests.Scenarios;

/// <summary>Functions as a C# program writes them, of operators and arguments that the recorded operators do not have.</summary>
internal static partial class SweptFunctions
{
    public static readonly Sample[] All = [.. LinearAlgebra, .. Networks, .. Losses, .. Shapes, .. InPlace, .. Complex];

    private static Sample[] LinearAlgebra =>
    [
        new("bmm", x => [x[0].bmm(x[1])], [2, 2, 3], [2, 3, 2]),
        new("addbmm", x => [x[0].addbmm(x[1], x[2])], [2, 2], [2, 2, 3], [2, 3, 2]),
        new("addr", x => [x[0].addr(x[1], x[2])], [3, 2], [3], [2]),
        new("multi_dot", x => [linalg.multi_dot(x)], [2, 3], [3, 2], [2, 2]),
        new("cholesky_solve", x => [x[1].cholesky_solve(linalg.cholesky(PositiveDefinite(x[0])))], [3, 3], [3, 2]),
        new("eigh, vectors squared", x => [.. Eigh(x[0])], [3, 3]),
        new("svd, u squared", x => [linalg.svd(x[0], false).U.square()], [3, 2]),
        new("qr, q", x => [linalg.qr(x[0]).Q], [3, 2]),
        new("pinv", x => [linalg.pinv(x[0])], [3, 2]),
        new("matrix_power, -1", x => [PositiveDefinite(x[0]).matrix_power(-1)], [2, 2]),
        new("matrix_norm, 2", x => [linalg.matrix_norm(x[0], 2)], [2, 2]),
        new("solve of two systems", x => [linalg.solve(PositiveDefinite(x[0]), x[1])], [2, 2, 2], [2, 2, 1]),
        new("det of two matrices", x => [linalg.det(PositiveDefinite(x[0]))], [2, 2, 2]),
        new("solve_triangular", x => [linalg.solve_triangular(x[0].triu() + 4 * eye(3, dtype: float64), x[1], true)], [3, 3], [3, 2]),
        new("vecdot", x => [linalg.vecdot(x[0], x[1])], [2, 3], [2, 3]),
        new("tensorinv", x => [linalg.tensorinv(PositiveDefinite(x[0]).reshape(2, 2, 4), 2)], [4, 4]),
    ];

    private static Sample[] Networks =>
    [
        new("conv1d, stride 2", x => [conv1d(x[0], x[1], x[2], 2, 1)], [2, 2, 4], [1, 2, 3], [1]),
        new("conv2d, default strides", x => [conv2d(x[0], x[1], x[2])], [1, 1, 3, 3], [2, 1, 2, 2], [2]),
        new("conv2d, groups", x => [conv2d(x[0], x[1], x[2], strides: [1, 1], groups: 2)], [1, 2, 2, 3], [2, 1, 2, 2], [2]),
        new("conv2d, dilation", x => [conv2d(x[0], x[1], strides: [2, 1], padding: [1, 0], dilation: [1, 2])], [1, 1, 3, 3], [1, 1, 2, 2]),
        new("conv3d", x => [conv3d(x[0], x[1])], [1, 1, 2, 2, 2], [1, 1, 1, 2, 2]),
        new("conv_transpose2d", x => [conv_transpose2d(x[0], x[1], x[2])], [1, 1, 2, 2], [1, 2, 2, 2], [2]),
        new("avg_pool2d", x => [avg_pool2d(x[0], 2, 1)], [1, 1, 3, 3]),
        new("max_pool2d", x => [max_pool2d(x[0], 2, 1)], [1, 1, 3, 3]),
        new("adaptive_max_pool2d", x => [adaptive_max_pool2d(x[0], [2, 2])], [1, 1, 3, 3]),
        new("lp_pool1d", x => [lp_pool1d(x[0].exp(), 2, 2)], [1, 1, 4]),
        new("fold", x => [fold(x[0], 3, 2)], [1, 4, 4]),
        new("interpolate, bilinear", x => [interpolate(x[0], size: [3, 3], mode: InterpolationMode.Bilinear)], [1, 1, 2, 2]),
        new("interpolate, area", x => [interpolate(x[0], size: [2, 2], mode: InterpolationMode.Area)], [1, 1, 3, 3]),
        new("local_response_norm", x => [local_response_norm(x[0], 2)], [1, 3, 2]),
        new("group_norm", x => [group_norm(x[0], 2, x[1], x[2])], [1, 4, 2], [4], [4]),
        new("instance_norm", x => [instance_norm(x[0])], [2, 2, 3]),
        new("batch_norm, eval", x => [batch_norm(x[0], zeros(2, float64), ones(2, float64), x[1], x[2], false)], [2, 2, 2], [2], [2]),
        new("layer_norm over two dimensions", x => [layer_norm(x[0], [2, 2])], [2, 2, 2]),
        new("attention, causal", x => [scaled_dot_product_attention(x[0], x[1], x[2], is_casual: true)], [1, 2, 2], [1, 2, 2], [1, 2, 2]),
        new("attention, mask", x => [scaled_dot_product_attention(x[0], x[0], x[1], attn_mask: x[2])], [1, 2, 2], [1, 2, 2], [2, 2]),
        new("softshrink", x => [softshrink(x[0])], [5]),
        new("prelu", x => [prelu(x[0], x[1])], [2, 3], [3]),
        new("one_hot", x => [one_hot(Indices(0, 2), 3).to_type(float64).mm(x[0])], [3, 2]),
    ];

    private static Sample[] Losses =>
    [
        new("cross_entropy, label smoothing", x => [cross_entropy(x[0], Indices(0, 2), label_smoothing: 0.1)], [2, 3]),
        new("cross_entropy, weights", x => [cross_entropy(x[0], Indices(0, 2), weight: tensor([1.0, 2.0, 3.0]))], [2, 3]),
        new("cross_entropy, a class ignored", x => [cross_entropy(x[0], Indices(0, 2, 1), ignore_index: 2)], [3, 3]),
        new("cross_entropy, probabilities", x => [cross_entropy(x[0], x[1].softmax(1))], [2, 3], [2, 3]),
        new("poisson_nll_loss", x => [poisson_nll_loss(x[0], x[1].exp())], [3], [3]),
        new("cosine_embedding_loss", x => [cosine_embedding_loss(x[0], x[1], tensor([1.0, -1.0]))], [2, 2], [2, 2]),
        new("hinge_embedding_loss", x => [hinge_embedding_loss(x[0], tensor([1.0, -1.0, 1.0]), 1.0)], [3]),
        new("multilabel_soft_margin_loss", x => [multilabel_soft_margin_loss(x[0], tensor([1.0, 0.0, 1.0]).reshape(1, 3))], [1, 3]),
        new("pairwise_distance", x => [pairwise_distance(x[0], x[1])], [2, 3], [2, 3]),
        new("huber_loss", x => [huber_loss(x[0], x[1])], [4], [4]),
        new("binary_cross_entropy_with_logits, weights",
            x => [binary_cross_entropy_with_logits(x[0], x[1].sigmoid(), pos_weights: tensor([1.0, 2.0, 0.5]))], [3], [3]),
    ];

    private static Tensor PositiveDefinite(Tensor x) => x.matmul(x.transpose(-1, -2)) + 2 * eye(x.shape[^1], dtype: float64);

    private static Tensor[] Eigh(Tensor x)
    {
        (Tensor values, Tensor vectors) = linalg.eigh(x + x.t());
        return [values, vectors.square()];
    }

    private static Tensor Indices(params long[] indices) => tensor(indices, int64);
}
