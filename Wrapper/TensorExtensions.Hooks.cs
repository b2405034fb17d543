namespace TorchBridge;

public static partial class TensorExtensions
{
    /// <summary>
    /// Calls a function with the gradient of this tensor whenever a pass computes it: <c>dL/dself</c> becomes <c>hook(dL/dself)</c>.
    /// </summary>
    /// <param name="self">A tensor that requires grad: a leaf, a module's parameter or a computed tensor.</param>
    /// <param name="hook">
    /// Gets the gradient, in the shape and type of <paramref name="self"/>, and returns one to go on with, or null to leave it as it is. It
    /// sees the sum of what comes from all uses of the tensor. Several hooks run in the order of their registration, each with what the one
    /// before returned. What it throws comes out of the <c>Backward</c>, <c>Grad</c> or <c>Jacobian</c> that ran it. The tensor that it
    /// gets and the one that it returns are disposed after it: clone to keep them. Others that it makes are left to the dispose scope that
    /// is current when the pass is run. It is not called where no gradient arrives.
    /// </param>
    /// <returns>
    /// The registration. Dispose removes the hook, also in the middle of a pass. It need not be disposed: the hook goes with the tensor.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="self"/> or <paramref name="hook"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="self"/> has been disposed.</exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.DoesNotRequireGrad"/>: <paramref name="self"/> does not require grad. From the pass:
    /// <see cref="AutogradError.Other"/>, the hook has changed the shape, type or device.
    /// </exception>
    /// <exception cref="PlatformNotSupportedException">
    /// LibTorch's hooks can't be reached; see <see cref="NativeCapabilities.Hooks"/>. <see cref="WithGradHook"/> works everywhere.
    /// </exception>
    /// <remarks>
    /// A hook belongs to the value that the tensor has now. If the tensor is written to in place, hooks from before see the gradient of the
    /// value before, and hooks from after that of the new value. <c>retain_grad</c> keeps the gradient that all hooks have passed on.
    /// TorchSharp's own <c>backward</c> runs the hooks too, but reports what they throw as an ExternalException.
    /// </remarks>
    /// <example>
    /// <code>
    /// using IDisposable registration = weight.RegisterHook(gradient => gradient.clamp(-1, 1));
    /// loss.Backward();      // weight.grad has the clamped gradient
    /// </code>
    /// </example>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.Tensor.register_hook.html">torch.Tensor.register_hook</seealso>
    public static IDisposable RegisterHook(this Tensor self, Func<Tensor, Tensor?> hook)
    {
        Check.Usable(self);
        Check.Function(hook);
        return Operators.Reverse.GradHook.Register(nameof(RegisterHook), self, hook);
    }

    /// <summary>Calls a function with this leaf whenever a pass has added to its <c>.grad</c>.</summary>
    /// <param name="self">A leaf that requires grad, for example a module's parameter.</param>
    /// <param name="hook">
    /// Gets the leaf, as another object that is disposed after it. It may read <c>.grad</c>, step an optimizer, and set <c>.grad</c> to
    /// null, so that the memory of the gradient is free before the pass goes on. Several hooks run in the order of their registration. What
    /// it throws comes out of the <c>Backward</c> that ran it.
    /// </param>
    /// <returns>The registration. Dispose removes the hook. It need not be disposed: the hook goes with the tensor.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="self"/> or <paramref name="hook"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="self"/> has been disposed.</exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.DoesNotRequireGrad"/>: <paramref name="self"/> does not require grad. <see cref="AutogradError.Other"/>:
    /// it is not a leaf.
    /// </exception>
    /// <exception cref="PlatformNotSupportedException">
    /// LibTorch's hooks can't be reached; see <see cref="NativeCapabilities.Hooks"/>.
    /// </exception>
    /// <remarks>It does not run in <c>Grad</c> and its like, which return gradients and do not accumulate them.</remarks>
    /// <example>
    /// <code>
    /// foreach (Parameter parameter in model.parameters())
    ///     parameter.RegisterPostAccumulateGradHook(_ => { optimizers[parameter].step(); parameter.ZeroGrad(); });
    /// </code>
    /// </example>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.Tensor.register_post_accumulate_grad_hook.html">
    /// torch.Tensor.register_post_accumulate_grad_hook
    /// </seealso>
    public static IDisposable RegisterPostAccumulateGradHook(this Tensor self, Action<Tensor> hook)
    {
        Check.Usable(self);
        Check.Function(hook);
        return Operators.Reverse.GradHook.RegisterAccumulated(nameof(RegisterPostAccumulateGradHook), self, hook);
    }
}
