namespace TorchBridge;

public static partial class Autograd
{
    /// <summary>Calls a function once in each pass that computes gradients of some of the tensors.</summary>
    /// <param name="tensors">
    /// The tensors: at least one. With <see cref="MultiGradMode.All"/>, each must require grad. With <see cref="MultiGradMode.Any"/>,
    /// tensors that do not require grad are ignored.
    /// </param>
    /// <param name="hook">
    /// The function. It receives one gradient for each tensor, or null if the pass does not reach the tensor. With
    /// <see cref="MultiGradMode.Any"/>, all gradients except the first one that was computed are null. The gradients are disposed after the
    /// call: keep a <c>clone()</c>. An exception that it throws comes out of the pass.
    /// </param>
    /// <param name="mode">
    /// <see cref="MultiGradMode.All"/>, the default: the hook runs after the pass has computed the gradients of all the tensors that it
    /// reaches, at the end of the pass. <see cref="MultiGradMode.Any"/>: it runs at the first gradient.
    /// </param>
    /// <returns>
    /// The registration. Dispose it to remove the hook. You need not dispose it: the hook disappears together with the tensors.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="tensors"/> or an element of it is null.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="hook"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="tensors"/> is empty.</exception>
    /// <exception cref="ArgumentException">A tensor has been disposed.</exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.DoesNotRequireGrad"/>: <paramref name="mode"/> is All and a tensor does not require grad.
    /// </exception>
    /// <exception cref="PlatformNotSupportedException">
    /// LibTorch's hooks cannot be reached: <see cref="NativeCapabilities.Hooks"/> is false.
    /// </exception>
    /// <remarks>
    /// <para>
    /// Passes that run at the same time, or inside each other, are counted separately. The hook does not run in a pass that fails.
    /// </para>
    /// <para>
    /// Platforms: Linux x64 and Windows x64, if <see cref="NativeRuntime.Diagnose"/> reports <c>hooks: yes</c>. Threads: the hook may be
    /// registered and removed on any thread. It runs on the thread that runs the pass.
    /// </para>
    /// </remarks>
    /// <example>
    /// <code>
    /// using var scope = NewDisposeScope();
    /// Tensor a = tensor(2.0, requires_grad: true), b = tensor(3.0, requires_grad: true);
    /// using (Autograd.RegisterMultiGradHook([a, b], gradients =>
    /// {
    ///     Console.WriteLine(string.Join(", ", gradients.Select(g => g!.ToDouble())));      // 3, 2
    /// }))
    ///     (a * b).Backward();
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
