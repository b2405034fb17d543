using TorchBridge.Native;

namespace TorchBridge.Engine;

/// <summary>
/// Batching rules: each writes an operator with operations that LibTorch can batch. A rule is written for one example, so sizes and
/// dimensions are those of one example. g is the gradient of the operator's output.
/// </summary>
internal static class BatchingRules
{
    private const int Mean = 1, Sum = 2;      // at::Reduction

    /// <summary>Registers all rules. False if that failed; LibTorch then loops over the examples as before.</summary>
    public static bool Register() => KernelLibrary.Register("FuncTorchBatched",
        ("mse_loss_backward", MseLossBackward),
        ("smooth_l1_loss_backward", call => call.Return(SmoothL1LossBackward(call.Tensor(0), call.Tensor(1), call.Tensor(2), call.Int(3),
            call.Float(4)))),
        ("huber_loss_backward", call => call.Return(HuberLossBackward(call.Tensor(0), call.Tensor(1), call.Tensor(2), call.Int(3),
            call.Float(4)))),
        ("nll_loss_forward", NllLossForward),
        ("nll_loss2d_forward", NllLossForward),
        ("nll_loss_backward", NllLossBackward),
        ("nll_loss2d_backward", NllLossBackward),
        ("soft_margin_loss", call => call.Return(SoftMarginLoss(call.Tensor(0), call.Tensor(1), call.Int(2)))),
        ("soft_margin_loss_backward", call =>
            call.Return(SoftMarginLossBackward(call.Tensor(0), call.Tensor(1), call.Tensor(2), call.Int(3)))),
        ("equal", call => call.Return(Equal(call.Tensor(0), call.Tensor(1)))),
        ("_cdist_backward", CdistBackward));

    /// <summary>The loss is (x - y)², so its gradient is 2 g (x - y). For the mean it is divided by the number of elements.</summary>
    public static void MseLossBackward(KernelCall call)
    {
        (Tensor g, Tensor x, Tensor y, long reduction) = (call.Tensor(0), call.Tensor(1), call.Tensor(2), call.Int(3));
        call.Return(x.sub(y).Times(2 * Share(x, reduction)).mul(g));
    }

    /// <summary>
    /// With d = x - y, the loss is d² / 2β where |d| &lt; β, and |d| - β/2 elsewhere. So its gradient is g d / β, clipped to ±g.
    /// </summary>
    private static Tensor SmoothL1LossBackward(Tensor g, Tensor x, Tensor y, long reduction, double beta) =>
        Clipped(x.sub(y), beta).Times(Share(x, reduction) / beta).mul(g);

    /// <summary>The same without the division: the gradient is g d, clipped to ±g δ.</summary>
    private static Tensor HuberLossBackward(Tensor g, Tensor x, Tensor y, long reduction, double delta) =>
        Clipped(x.sub(y), delta).Times(Share(x, reduction)).mul(g);

    /// <summary>The loss is log(1 + exp(-y x)), where y is 1 or -1.</summary>
    private static Tensor SoftMarginLoss(Tensor x, Tensor y, long reduction)
    {
        Tensor loss = y.mul(x).neg().exp().log1p();
        return reduction switch { Mean => loss.mean(), Sum => loss.sum(), _ => loss };
    }

    /// <summary>The gradient of that loss is -g y / (1 + exp(y x)).</summary>
    private static Tensor SoftMarginLossBackward(Tensor g, Tensor x, Tensor y, long reduction) =>
        y.mul(x).neg().sigmoid().mul(y).Times(-Share(x, reduction)).mul(g);

    /// <summary>d clipped to ±bound. As in LibTorch, the slope at the bound itself is 0, and NaN stays NaN.</summary>
    private static Tensor Clipped(Tensor d, double bound) => where(d.abs().IsAtLeast(bound), d.sign().Times(bound), d);

    /// <summary>The weight of one element in a mean or in a sum.</summary>
    private static double Share(Tensor x, long reduction) => reduction == Mean ? 1.0 / x.numel() : 1;

    /// <summary>The loss of an element of class t is -w[t] x[t], or 0 if t is ignored. The mean divides by the sum of these w[t].</summary>
    private static void NllLossForward(KernelCall call)
    {
        (Tensor x, Tensor target, Tensor? weight) = (call.Tensor(0), call.Tensor(1), call.OptionalTensor(2));
        (long reduction, long ignored) = (call.Int(3), call.Int(4));
        var chosen = new Classes(x, target, ignored);
        Tensor loss = x.gather(chosen.Dimension, chosen.Index).squeeze(chosen.Dimension).neg();
        Tensor weights = chosen.Weights(weight, x);
        loss = chosen.ZeroIfIgnored(weight is null ? loss : loss.mul(weights));
        Tensor total = weights.sum();
        if (reduction == Mean)
            call.Return(loss.sum().div(total), total);
        else if (reduction == Sum)
            call.Return(loss.sum(), total);
        else
            call.Return(loss, zeros_like(total));
    }

    /// <summary>
    /// The loss uses only x[t], so the gradient is -g w[t] there and 0 elsewhere. For the mean, g is divided by the total weight.
    /// </summary>
    private static void NllLossBackward(KernelCall call)
    {
        (Tensor g, Tensor x, Tensor target, Tensor? weight) = (call.Tensor(0), call.Tensor(1), call.Tensor(2), call.OptionalTensor(3));
        (long reduction, long ignored, Tensor total) = (call.Int(4), call.Int(5), call.Tensor(6));
        var chosen = new Classes(x, target, ignored);
        Tensor one = (reduction == Mean ? g.div(total) : g).neg();
        one = chosen.ZeroIfIgnored(weight is null ? one : one.mul(chosen.Weights(weight, x)));
        call.Return(zeros_like(x).scatter(chosen.Dimension, chosen.Index, one.unsqueeze(chosen.Dimension)));
    }

    /// <summary>
    /// The answer is one bool for the whole batch, so it exists only if all examples agree. The same tensor twice, as in self-attention,
    /// needs no comparison.
    /// </summary>
    private static bool Equal(Tensor a, Tensor b)
    {
        if (GraphWalk.Same(a, b))
            return true;
        if (!Shapes.Of(a).SequenceEqual(Shapes.Of(b)))
            return false;
        Tensor each = KernelLevel.Unbatched(a.eq(b).all(), out _);
        using KernelLevel.Below below = KernelLevel.EnterBelow();
        if (KernelLevel.Equal(each, ones_like(each)))      // if there is a batch below too, this calls the rule again
            return true;
        if (KernelLevel.Equal(each, zeros_like(each)))
            return false;
        throw TransformMessages.EqualForSomeExamples();
    }

    /// <summary>
    /// LibTorch's own rule gives wrong numbers if only g is batched. Here every argument gets the batch as one more leading dimension,
    /// which the operator itself supports.
    /// </summary>
    private static void CdistBackward(KernelCall call)
    {
        (Tensor g, Tensor x1, Tensor x2) = (call.Tensor(0), call.Tensor(1), call.Tensor(2));
        (double p, Tensor distances) = (call.Float(3), call.Tensor(4));
        Tensor[] whole = KernelLevel.Unbatched([g, x1, x2, distances], out bool batched);
        using (KernelLevel.EnterBelow())
            g = StableAbi.CdistBackward(whole[0].contiguous(), whole[1], whole[2], p, whole[3].contiguous());
        call.Return(batched ? KernelLevel.Batched(g) : g);
    }

    /// <summary>The classes of elements. The scores of the classes lie along <see cref="Dimension"/> of another tensor.</summary>
    private readonly struct Classes
    {
        private readonly Tensor _ignored, _class;

        public Classes(Tensor scores, Tensor target, long ignored)
        {
            Dimension = scores.dim() < 2 ? 0 : 1;
            _ignored = target.Is(ignored);
            _class = target.to_type(ScalarType.Int64).masked_fill(_ignored, Scalars.Zero);      // any class that exists
            Index = _class.unsqueeze(Dimension);
        }

        public long Dimension { get; }

        public Tensor Index { get; }

        public Tensor ZeroIfIgnored(Tensor values) => where(_ignored, zeros_like(values), values);

        /// <summary>The weight of each element's class; 0 for ignored elements.</summary>
        public Tensor Weights(Tensor? weight, Tensor scores) =>
            weight is null ? _ignored.logical_not().to_type(scores.dtype)
                : ZeroIfIgnored(weight.index_select(0, _class.flatten()).reshape(Shapes.Of(_class)));
    }
}
