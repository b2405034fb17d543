using TorchBridge.Native;

namespace TorchBridge.Engine;

/// <summary>
/// Operators without a forward derivative in LibTorch, written with operations that have one. Forward mode runs these TorchScript functions
/// instead. g is the gradient of the forward operator's output.
/// </summary>
internal static class ForwardDerivatives
{
    // With t the class of an element, the loss uses only x[t]: the gradient is -g w[t] there and 0 elsewhere. For the mean (reduction 1) it
    // is divided by the total weight.
    private const string NllLossBackward = """
        def nll_loss_backward(g: Tensor, x: Tensor, target: Tensor, weight: Optional[Tensor], reduction: int, ignore_index: int,
                total_weight: Tensor) -> Tensor:
            dim = 0 if x.dim() < 2 else 1
            ignored = target == ignore_index
            index = torch.where(ignored, torch.zeros_like(target), target)
            value = -g / total_weight if reduction == 1 else -g
            if weight is not None:
                value = value * weight.index_select(0, index.flatten()).reshape(index.shape)
            value = torch.where(ignored, torch.zeros_like(value), value)
            return torch.scatter(torch.zeros_like(x), dim, index.unsqueeze(dim), value.unsqueeze(dim))
        """;

    private static readonly (string Operator, string Script)[] s_scripts =
    [
        // The sum of the diagonal.
        ("trace", """
        def trace(self: Tensor) -> Tensor:
            return torch.diagonal(self).sum()
        """),

        // log(1 / (1 + exp(-x))) = min(x, 0) - log(1 + exp(-|x|)). The exponential is kept for the backward pass.
        ("log_sigmoid_forward", """
        def log_sigmoid_forward(self: Tensor) -> Tuple[Tensor, Tensor]:
            z = torch.exp(-torch.abs(self))
            return torch.clamp(self, max=0) - torch.log1p(z), z
        """),

        // y = softmax(x): y (g - sum(g y)).
        ("_softmax_backward_data", """
        def _softmax_backward_data(g: Tensor, y: Tensor, dim: int, input_dtype: int) -> Tensor:
            weighted = g * y
            return weighted - y * torch.sum(weighted, [dim], True)
        """),

        // y = log softmax(x): g - exp(y) sum(g).
        ("_log_softmax_backward_data", """
        def _log_softmax_backward_data(g: Tensor, y: Tensor, dim: int, input_dtype: int) -> Tensor:
            return g - torch.exp(y) * torch.sum(g, [dim], True)
        """),

        ("nll_loss_backward", NllLossBackward),
        ("nll_loss2d_backward", NllLossBackward),

        // With d = x - y, the loss is d²/2 where |d| < delta, and linear elsewhere: g d, clipped to ±g delta.
        ("huber_loss_backward", """
        def huber_loss_backward(g: Tensor, x: Tensor, y: Tensor, reduction: int, delta: float) -> Tensor:
            d = x - y
            clipped = torch.where(torch.abs(d) >= delta, torch.sign(d) * delta, d)
            return clipped * g / (float(x.numel()) if reduction == 1 else 1.0)
        """),

        // The loss is log(1 + exp(-y x)), where y is 1 or -1: -g y / (1 + exp(y x)).
        ("soft_margin_loss_backward", """
        def soft_margin_loss_backward(g: Tensor, x: Tensor, y: Tensor, reduction: int) -> Tensor:
            return -g * y * torch.sigmoid(-y * x) / (float(x.numel()) if reduction == 1 else 1.0)
        """),

        // n = (x - mean) r, r = 1 / sqrt(variance + epsilon), over the last dimensions. With h = g weight: r (h - mean(h) - n mean(h n)).
        // Forward mode would take the saved mean and r as constants, but they depend on x, so they are computed again. Epsilon is not an
        // argument; it is 1 / r² - variance.
        ("native_layer_norm_backward", """
        def native_layer_norm_backward(g: Tensor, x: Tensor, shape: List[int], mean: Tensor, r: Tensor, weight: Optional[Tensor],
                bias: Optional[Tensor], mask: List[bool]) -> Tuple[Tensor, Tensor, Tensor]:
            examples = [i for i in range(x.dim() - len(shape))]
            dims = [i for i in range(x.dim() - len(shape), x.dim())]
            variance = torch.var(x, dims, False, True)
            r = torch.rsqrt(variance + (1 / (r * r) - variance).detach())
            n = (x - torch.mean(x, dims, True)) * r
            h = g if weight is None else g * weight
            dx = r * (h - torch.mean(h, dims, True) - n * torch.mean(h * n, dims, True))
            dweight = g * n
            dbias = g
            if len(examples) > 0:
                dweight = torch.sum(dweight, examples)
                dbias = torch.sum(dbias, examples)
            return dx, dweight, dbias
        """),

        // The same over all dimensions but 1. In eval mode the running mean and variance are used, which do not depend on x: r h.
        ("native_batch_norm_backward", """
        def native_batch_norm_backward(g: Tensor, x: Tensor, weight: Optional[Tensor], running_mean: Optional[Tensor],
                running_var: Optional[Tensor], mean: Optional[Tensor], r: Optional[Tensor], train: bool, eps: float,
                mask: List[bool]) -> Tuple[Tensor, Tensor, Tensor]:
            dims = [0] + [i for i in range(2, x.dim())]
            channels = [1] * x.dim()
            channels[1] = x.shape[1]
            h = g if weight is None else g * weight.reshape(channels)
            if train:
                scale = torch.rsqrt(torch.var(x, dims, False, True) + eps)
                n = (x - torch.mean(x, dims, True)) * scale
                dx = scale * (h - torch.mean(h, dims, True) - n * torch.mean(h * n, dims, True))
            else:
                assert running_mean is not None and running_var is not None
                scale = torch.rsqrt(running_var + eps).reshape(channels)
                n = (x - running_mean.reshape(channels)) * scale
                dx = scale * h
            return dx, torch.sum(g * n, dims), torch.sum(g, dims)
        """),
    ];

    /// <summary>Registers all of them. False if that failed.</summary>
    public static bool Register() => Array.TrueForAll(s_scripts, each => JitDecomposition.Register(each.Operator, each.Script));
}
