using TorchSharp.Modules;

namespace TorchBridge;

/// <summary>Extension methods of TorchSharp's optimizers.</summary>
/// <seealso href="https://pytorch.org/docs/stable/optim.html">torch.optim</seealso>
public static class OptimizerExtensions
{
    /// <summary>
    /// Calls <c>optimizer.step(closure)</c> with a closure that may throw. TorchSharp's own <c>LBFGS.step</c> calls the closure from native
    /// code, where an exception ends the process. The other optimizers of TorchSharp are written in C# and do not need this method.
    /// </summary>
    /// <param name="self">The optimizer, made by <c>optim.LBFGS</c>.</param>
    /// <param name="closure">
    /// Computes the loss again, calls <c>Backward</c> on it, and returns it: a tensor of one element. It is called several times in one
    /// step.
    /// </param>
    /// <returns>What <c>step</c> returns: the loss before the step. The caller disposes it.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="self"/> is null.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="closure"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="closure"/> returned null.</exception>
    /// <exception cref="ArgumentException"><paramref name="closure"/> returned a disposed tensor.</exception>
    /// <exception cref="ArgumentException"><paramref name="closure"/> returned a tensor that does not have exactly one element.</exception>
    /// <remarks>
    /// What <paramref name="closure"/> throws comes out of this call: the same exception with its stack trace. The closure is then not
    /// called again in that step, and the parameters have their values from before the step and no gradients. The optimizer's memory of
    /// earlier steps may contain the step that was undone: after an exception in the second or a later call of the closure, make a new
    /// optimizer. Each step makes a copy of the parameters.
    /// </remarks>
    /// <example>
    /// <code>
    /// using var scope = NewDisposeScope();
    /// var x = nn.Parameter(tensor(5.0));
    /// using var optimizer = optim.LBFGS([x], lr: 1);
    /// for (int i = 0; i &lt; 3; i++)
    ///     optimizer.StepSafely(() =>
    ///     {
    ///         optimizer.zero_grad();
    ///         Tensor loss = (x - 2).square();
    ///         loss.Backward();
    ///         return loss;
    ///     });
    /// Console.WriteLine(Math.Round(x.ToDouble(), 6));      // 2
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
