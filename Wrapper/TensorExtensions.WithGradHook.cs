namespace TorchBridge;

public static partial class TensorExtensions
{
    /// <summary>
    /// Returns an equal tensor whose gradient passes through a function on its way back: <c>y = x</c>, and <c>dL/dx = hook(dL/dy)</c>. It
    /// works on every platform.
    /// </summary>
    /// <param name="self">A tensor that requires grad. It need not be a leaf.</param>
    /// <param name="hook">
    /// The function. It receives the gradient of the result, in the result's shape and type, each time a pass computes it. It returns the
    /// gradient to continue with, or null to leave the gradient as it is. An exception that it throws comes out of the <c>Backward</c> or
    /// <c>Grad</c> that ran it. The tensor that it receives and the tensor that it returns are disposed after the call: keep a
    /// <c>clone()</c>. Other tensors that it makes belong to the dispose scope in which the pass runs.
    /// </param>
    /// <returns>
    /// A view of <paramref name="self"/>. Use the view in place of <paramref name="self"/>: the hook sees only the gradients that flow
    /// through the view. The caller disposes the view. The hook cannot be removed; to do without it, use <paramref name="self"/> again, or
    /// register the hook with <see cref="RegisterHook"/>. Inside <c>no_grad()</c> the view has no graph and the hook never runs. Do not
    /// write to the view in place.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="self"/> is null.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="hook"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="self"/> has been disposed.</exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.DoesNotRequireGrad"/>: <paramref name="self"/> does not require grad.
    /// </exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.Other"/>, from the pass: the hook returned a gradient of another shape, type or device.
    /// </exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.Other"/>, from the pass: the hook returned a disposed tensor.
    /// </exception>
    /// <remarks>
    /// Platforms: all. Threads: the hook runs on the thread that runs the pass, and on several threads at the same time if several passes
    /// run.
    /// </remarks>
    /// <example>
    /// <code>
    /// using var scope = NewDisposeScope();
    /// Tensor x = tensor(new[] { 1.0, 2.0 }, requires_grad: true);
    /// x.WithGradHook(gradient => gradient.clamp(max: 3.0)).square().sum().Backward();
    /// Console.WriteLine(string.Join(", ", x.grad!.data&lt;double>()));      // 2, 3
    /// </code>
    /// </example>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.Tensor.register_hook.html">torch.Tensor.register_hook</seealso>
    public static Tensor WithGradHook(this Tensor self, Func<Tensor, Tensor?> hook)
    {
        Check.Usable(self);
        Check.Function(hook);
        return Operators.Reverse.GradHook.Run(nameof(WithGradHook), self, hook);
    }
}
