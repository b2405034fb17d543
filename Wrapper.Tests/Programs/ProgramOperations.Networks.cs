using static TorchBridge.Tests.Programs.ProgramStep;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace TorchBridge.Tests.Programs;

internal static partial class ProgramOperations
{
    private static Dictionary<string, Func<Call, Tensor>> Linear => new()
    {
        ["addmm"] = c => c.X.addmm(c.Y, c.Z, 0.5f, 2f),
        ["cdist"] = c => cdist(c.X, c.Y),
        ["chol"] = c => linalg.cholesky(Gram(c.X)),
        ["cross"] = c => linalg.cross(c.X, c.Y, c.D),
        ["det"] = c => linalg.det(c.X),
        ["dot"] = c => c.X.dot(c.Y),
        ["eigvalsh"] = c => linalg.eigvalsh(Sum(c.X.matmul(c.X.transpose(-1, -2)), diag(arange(1.0, 1.0 + c.X.shape[^2], 1.0, float64)))),
        ["einsum"] = c => einsum(c.Text("q"), c.Operands),
        ["inv"] = c => linalg.inv(Gram(c.X)),
        ["kron"] = c => c.X.kron(c.Y),
        ["linear"] = c => linear(c.X, c.Y, c.Z),
        ["matexp"] = c => linalg.matrix_exp(c.X.tanh()),
        ["matmul"] = c => c.X.matmul(c.Y),
        ["mnorm"] = c => linalg.matrix_norm(c.X, "nuc"),
        ["mpow2"] = c => c.X.matrix_power(2),
        ["outer"] = c => c.X.outer(c.Y),
        ["pinv"] = c => linalg.pinv(c.X),
        ["qr_r"] = c => linalg.qr(c.X).R.abs(),
        ["slogdet"] = c => linalg.slogdet(Gram(c.X)).Item2,
        ["solve"] = c => linalg.solve(Gram(c.X), c.Y),
        ["svdvals"] = c => linalg.svdvals(c.X),
        ["trace"] = c => c.X.trace(),
        ["trisolve"] = c => linalg.solve_triangular(Sum(c.X.tril(), Diagonal(c.X, -1, 3)), c.Y, false),
        ["vander"] = c => vander(c.X.tanh(), 3, false),
    };

    private static Dictionary<string, Func<Call, Tensor>> Networks => new()
    {
        ["attn"] = c => scaled_dot_product_attention(c.X, c.Y, c.Z),
        ["batch_norm"] = c => batch_norm(c.X, null, null, null, null, true),
        ["batch_norm_eval"] = c => batch_norm(c.X, ForChannels(c.X, 0.1), ForChannels(c.X, 1.3), c.Y, c.Z, false),
        ["batch_norm_w"] = c => batch_norm(c.X, null, null, c.Y, c.Z, true),
        ["convt1d"] = c => conv_transpose1d(c.X, c.Y),
        ["cossim"] = c => cosine_similarity(c.X, c.Y, c.D),
        ["group_norm"] = c => group_norm(c.X, c.Long("n")),
        ["inst_norm"] = c => instance_norm(c.X),
        ["interp"] = c => interpolate(c.X, scale_factor: [2.0], mode: Enum.Parse<InterpolationMode>(c.Text("q"), ignoreCase: true)),
        ["layer_norm"] = c => layer_norm(c.X, [c.X.shape[^1]]),
        ["layer_norm_w"] = c => layer_norm(c.X, [c.X.shape[^1]], c.Y, c.Z),
        ["xent"] = c => cross_entropy(c.X, c.Index(), reduction: c.Reduction),
    };

    /// <summary>A statistic of each channel.</summary>
    private static Tensor ForChannels(Tensor x, double value) => full(x.shape[1], Number(value), float64);
}
