namespace TorchBridge;

public static partial class Autograd
{
    /// <summary>Calls a function once in each pass that computes gradients of some of the tensors.</summary>
    /// <param name="tensors">
    /// The tensors, at least one. In mode <see cref="MultiGradMode.All"/> each requires grad; in mode <see cref="MultiGradMode.Any"/> those
    /// that do not are left out.
    /// </param>
    /// <param name="hook">
    /// Gets one gradient for each tensor, null where the pass does not reach the tensor. In mode Any there is only the one that came first.
    /// The gradients are disposed after it: clone to keep them. What it throws comes out of the pass.
    /// </param>
    /// <param name="mode">
    /// <see cref="MultiGradMode.All"/>, the default: after the pass has computed the gradients of all tensors that it reaches; here that is
    /// when all else in the pass is done. <see cref="MultiGradMode.Any"/>: at the first of the gradients.
    /// </param>
    /// <returns>The registration. Dispose removes the hook. It need not be disposed: the hook goes with the tensors.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="tensors"/>, an element or <paramref name="hook"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="tensors"/> is empty, or a tensor has been disposed.</exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.DoesNotRequireGrad"/>: in mode All, a tensor does not require grad.
    /// </exception>
    /// <exception cref="PlatformNotSupportedException">
    /// LibTorch's hooks can't be reached; see <see cref="NativeCapabilities.Hooks"/>.
    /// </exception>
    /// <remarks>Passes that run at the same time, or inside each other, are counted apart. It does not run in a pass that fails.</remarks>
    /// <example>
    /// <code>
    /// Autograd.RegisterMultiGradHook(model.parameters(), gradients => norms.Add(Norm(gradients)));
    /// </code>
    /// </example>
    /// <seealso href="https://pytorch.org/docs/stable/autograd.html#torch.autograd.graph.register_multi_grad_hook">
    /// torch.autograd.graph.register_multi_grad_hook
    /// </seealso>
    public static IDisposable RegisterMultiGradHook(IEnumerable<Tensor> tensors, Action<Tensor?[]> hook,
        MultiGradMode mode = MultiGradMode.All)
    {
        Tensor[] list = Guard.UsableNonEmptyList(tensors, nameof(RegisterMultiGradHook), nameof(tensors),
            ArgumentMessages.NoTensorsToHook);
        Check.Function(hook);
        return Operators.Reverse.MultiGradHook.Register(nameof(RegisterMultiGradHook), list, hook, atFirst: mode == MultiGradMode.Any);
    }
}
