using TorchBridge.Tests.Tools;
using static TorchSharp.torch;

namespace TorchBridge.Tests.Scenarios;

/// <summary>Derivatives of the functions of a setting by differences of values, or of gradients by one plain backward pass.</summary>
internal sealed partial class Setting
{
    private const double Difference = 1e-5, LongDifference = 2e-3;

    /// <summary>The value at the input, of the function and of the loss.</summary>
    public Tensor Value => F(_x).detach();

    public Tensor LossValue => Loss(_x).detach();

    public Tensor[] Pair => [_x, V];

    public Tensor Jacobian() => Jacobian(_x);

    public Tensor Jacobian(Tensor at) => Differences(F, at);

    public Tensor Gradient() => Gradient(_x);

    public Tensor Hessian() => Hessian(_x);

    public Tensor Hessian(Tensor at) => Differences(Gradient, at);

    /// <summary>The third derivative of the loss, twice along the direction.</summary>
    public Tensor Third() =>
        (Gradient(_x + LongDifference * V) - 2 * Gradient(_x) + Gradient(_x - LongDifference * V)) / (LongDifference * LongDifference);

    public Tensor Each(Func<Tensor, Tensor> derivative) => stack(Batch.unbind().Select(derivative));

    /// <summary>[output][input] of the function of lists.</summary>
    public Tensor[][] JacobianOfLists() => Numeric.Jacobian(Several, Pair);

    public Tensor[] GradientOfLists() => Gradients(Pair);

    /// <summary>[input][input] of the loss of lists.</summary>
    public Tensor[][] HessianOfLists() => Numeric.Jacobian(Gradients, Pair);

    public Tensor Gradient(Tensor at) => Gradients(x => Loss(x[0]), [at])[0];

    private Tensor[] Gradients(Tensor[] at) => Gradients(LossOf, at);

    /// <summary>By one backward pass, with nothing around it.</summary>
    private static Tensor[] Gradients(Func<Tensor[], Tensor> loss, Tensor[] at)
    {
        using var recording = enable_grad();
        Tensor[] leaves = [.. at.Select(x => x.detach().clone().requires_grad_())];
        return [.. Autograd.Grad([loss(leaves)], leaves, allowUnused: true, materializeGrads: true).Select(gradient => gradient!.detach())];
    }

    private static Tensor Differences(Func<Tensor, Tensor> f, Tensor at)
    {
        using var noGrad = no_grad();
        return stack(eye(at.numel(), dtype: float64).unbind()
            .Select(unit => (f(at + Difference * unit) - f(at - Difference * unit)) / (2 * Difference)), -1);
    }
}
