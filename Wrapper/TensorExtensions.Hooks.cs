namespace TorchBridge;

public static partial class TensorExtensions
{
    /// <summary>
    /// Calls a function with the gradient of this tensor each time a pass computes it: <c>dL/dself</c> becomes <c>hook(dL/dself)</c>.
    /// </summary>
    /// <param name="self">A tensor that requires grad: a leaf, a parameter of a module, or a computed tensor.</param>
    /// <param name="hook">
    /// The function. It receives the gradient, in the shape and type of <paramref name="self"/>: the sum over all uses of the tensor. It
    /// returns the gradient to continue with, or null to leave it as it is. Several hooks run in the order of their registration, and each
    /// receives what the one before it returned. An exception that it throws comes out of the <c>Backward</c>, <c>Grad</c> or
    /// <c>Jacobian</c> that ran it. The tensor that it receives and the tensor that it returns are disposed after the call: keep a
    /// <c>clone()</c>. Other tensors that it makes belong to the dispose scope in which the pass runs. It is not called if no gradient
    /// arrives.
    /// </param>
    /// <returns>
    /// The registration. Dispose it to remove the hook, even while a pass runs. You need not dispose it: the hook disappears together with
    /// the tensor.
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
    /// <exception cref="PlatformNotSupportedException">
    /// LibTorch's hooks cannot be reached: <see cref="NativeCapabilities.Hooks"/> is false. <see cref="WithGradHook"/> works on every
    /// platform.
    /// </exception>
    /// <remarks>
    /// <para>
    /// A hook belongs to the value that the tensor has at this moment. If the tensor is then written to in place, earlier hooks see the
    /// gradient of the old value and later hooks that of the new value. <c>retain_grad</c> keeps the gradient after all hooks have changed
    /// it. TorchSharp's own <c>backward</c> runs the hooks too, but reports what they throw as an ExternalException.
    /// </para>
    /// <para>
    /// Platforms: Linux x64 and Windows x64, if <see cref="NativeRuntime.Diagnose"/> reports <c>hooks: yes</c>. Threads: a hook may be
    /// registered and removed on any thread. It runs on the thread that runs the pass, and on several threads at the same time if several
    /// passes run.
    /// </para>
    /// </remarks>
    /// <example>
    /// Clip the gradient of one tensor.
    /// <code>
    /// using var scope = NewDisposeScope();
    /// Tensor weight = tensor(new[] { 1.0, 10.0 }, requires_grad: true);
    /// using (weight.RegisterHook(gradient => gradient.clamp(-3, 3)))
    ///     weight.square().sum().Backward();
    /// Console.WriteLine(string.Join(", ", weight.grad!.data&lt;double>()));      // 2, 3
    /// </code>
    /// </example>
    /// <example>
    /// Look at the gradient of a computed tensor, and remove the hook.
    /// <code>
    /// using var scope = NewDisposeScope();
    /// Tensor x = tensor(2.0, requires_grad: true);
    /// Tensor hidden = x.square();
    /// IDisposable registration = hidden.RegisterHook(gradient =>
    /// {
    ///     Console.WriteLine(gradient.ToDouble());      // 3
    ///     return null;
    /// });
    /// (hidden * 3).Backward(retainGraph: true);
    /// registration.Dispose();
    /// hidden.Backward();
    /// Console.WriteLine(x.grad!.ToDouble());      // 16
    /// </code>
    /// </example>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.Tensor.register_hook.html">torch.Tensor.register_hook</seealso>
    public static IDisposable RegisterHook(this Tensor self, Func<Tensor, Tensor?> hook)
    {
        Check.Usable(self);
        Check.Function(hook);
        return Operators.Reverse.GradHook.Register(nameof(RegisterHook), self, hook);
    }

    /// <summary>Calls a function with this leaf each time a pass has added to its <c>.grad</c>.</summary>
    /// <param name="self">A leaf that requires grad, for example a parameter of a module.</param>
    /// <param name="hook">
    /// The function. It receives the leaf, as another object that is disposed after the call. It may read <c>.grad</c>, step an optimizer,
    /// and set <c>.grad</c> to null so that the memory of the gradient is free before the pass continues. Several hooks run in the order of
    /// their registration. An exception that it throws comes out of the <c>Backward</c> that ran it.
    /// </param>
    /// <returns>
    /// The registration. Dispose it to remove the hook. You need not dispose it: the hook disappears together with the tensor.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="self"/> is null.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="hook"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="self"/> has been disposed.</exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.DoesNotRequireGrad"/>: <paramref name="self"/> does not require grad.
    /// </exception>
    /// <exception cref="AutogradException"><see cref="AutogradError.Other"/>: <paramref name="self"/> is not a leaf.</exception>
    /// <exception cref="PlatformNotSupportedException">
    /// LibTorch's hooks cannot be reached: <see cref="NativeCapabilities.Hooks"/> is false.
    /// </exception>
    /// <remarks>
    /// The hook does not run in <c>Grad</c> and the other members that return gradients: they do not accumulate. For platforms and threads,
    /// see <see cref="RegisterHook"/>.
    /// </remarks>
    /// <example>
    /// Take a step as soon as a gradient is there, and free its memory.
    /// <code>
    /// using var scope = NewDisposeScope();
    /// Tensor weight = tensor(new[] { 2.0, 8.0 }, requires_grad: true);
    /// weight.RegisterPostAccumulateGradHook(leaf =>
    /// {
    ///     using var plain = no_grad();
    ///     leaf.sub_(leaf.grad! / 4);
    ///     leaf.grad = null;
    /// });
    /// weight.square().sum().Backward();
    /// Console.WriteLine(string.Join(", ", weight.data&lt;double>()));      // 1, 4
    /// Console.WriteLine(weight.grad is null);                           // True
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
