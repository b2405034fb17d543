using TorchSharp.Modules;

namespace TorchBridge;

/// <summary>What TorchSharp's optimizers lack.</summary>
/// <seealso href="https://pytorch.org/docs/stable/optim.html">torch.optim</seealso>
public static class OptimizerExtensions
{
    /// <summary>
    /// <c>optimizer.step(closure)</c> whose closure may throw. TorchSharp's own <c>step</c> calls it from native code, where an exception
    /// ends the process. (Of its other optimizers <c>step</c> is C#, and lets an exception out.)
    /// </summary>
    /// <param name="self">The optimizer, from <c>optim.LBFGS</c>.</param>
    /// <param name="closure">Computes the loss anew, calls <c>Backward</c> on it, and returns it: a tensor of one element.</param>
    /// <returns>What <c>step</c> returns: the loss before the step.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="self"/> or <paramref name="closure"/> is null.</exception>
    /// <exception cref="ArgumentException">
    /// <paramref name="closure"/> returned null, a disposed tensor, or one that has not one element.
    /// </exception>
    /// <remarks>
    /// What <paramref name="closure"/> throws comes out of this call, the same exception with its stack trace. It is not called again in
    /// that step, the parameters are what they were before it, and they have no gradients. The optimizer's memory of earlier steps may have
    /// kept a step that was undone: after an exception in the second or a later call of the closure, a new optimizer is the clean way to go
    /// on. A copy of the parameters is made for each step.
    /// </remarks>
    /// <example>
    /// <code>
    /// using var optimizer = optim.LBFGS(model.parameters(), lr: 1);
    /// Tensor loss = optimizer.StepSafely(() =>
    /// {
    ///     optimizer.zero_grad();
    ///     Tensor loss = nn.functional.mse_loss(model.forward(x), y);
    ///     loss.Backward();
    ///     return loss;
    /// });
    /// </code>
    /// </example>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.optim.LBFGS.html#torch.optim.LBFGS.step">
    /// torch.optim.LBFGS.step
    /// </seealso>
    public static Tensor StepSafely(this LBFGS self, Func<Tensor> closure)
    {
        ArgumentNullException.ThrowIfNull(self);
        Check.Function(closure);
        return Operators.Reverse.SafeStep.Run(self, closure);
    }
}
