namespace TorchBridge;

public static partial class Autograd
{
    /// <summary>
    /// Until the result is disposed, whether passes that this thread starts may use a thread of their own for each device. Without, all of
    /// a pass runs on the thread that started it. (What runs on the CPU always does.)
    /// </summary>
    /// <param name="mode">Whether they may. They may unless this says otherwise.</param>
    /// <returns>The scope, to be disposed on the same thread. Scopes nest.</returns>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.NotImplemented"/>: this build of LibTorch does not export the setting.
    /// </exception>
    /// <example>
    /// <code>
    /// using (Autograd.SetMultithreadingEnabled(false))
    ///     loss.Backward();
    /// </code>
    /// </example>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.autograd.grad_mode.set_multithreading_enabled.html">
    /// torch.autograd.set_multithreading_enabled
    /// </seealso>
    public static IDisposable SetMultithreadingEnabled(bool mode) =>
        new Operators.Reverse.MultithreadingScope(nameof(SetMultithreadingEnabled), mode);

    /// <summary>Whether passes that this thread starts may use threads of their own for devices.</summary>
    /// <returns>True unless a scope of <see cref="SetMultithreadingEnabled"/> says otherwise.</returns>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.NotImplemented"/>: this build of LibTorch does not export the setting.
    /// </exception>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.autograd.grad_mode.set_multithreading_enabled.html">
    /// torch.autograd.set_multithreading_enabled
    /// </seealso>
    public static bool IsMultithreadingEnabled() => Operators.Reverse.MultithreadingScope.IsEnabled(nameof(IsMultithreadingEnabled));

    /// <summary>
    /// Tells autograd that a tensor's memory was written to by other means than its operations, for example through a pointer. A backward
    /// pass that needs the earlier values is then an error instead of a wrong number. Operations and <c>CustomFunction</c> count their own
    /// writes.
    /// </summary>
    /// <param name="tensor">The tensor. Views of it share its counter. An inference tensor has none and is left as it is.</param>
    /// <exception cref="ArgumentNullException"><paramref name="tensor"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="tensor"/> has been disposed.</exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.NotImplemented"/>: this build of LibTorch does not export the counter.
    /// </exception>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.autograd.graph.increment_version.html">
    /// torch.autograd.graph.increment_version
    /// </seealso>
    public static void IncrementVersion(Tensor tensor)
    {
        Check.Usable(tensor);
        Operators.Reverse.TensorState.IncrementVersion([tensor], nameof(tensor));
    }

    /// <summary>The same for several tensors; see <see cref="IncrementVersion(Tensor)"/>. All are checked first.</summary>
    /// <param name="tensors">The tensors.</param>
    /// <exception cref="ArgumentNullException"><paramref name="tensors"/> or an element is null.</exception>
    /// <exception cref="ArgumentException">A tensor has been disposed.</exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.NotImplemented"/>: this build of LibTorch does not export the counter.
    /// </exception>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.autograd.graph.increment_version.html">
    /// torch.autograd.graph.increment_version
    /// </seealso>
    public static void IncrementVersion(IEnumerable<Tensor> tensors) =>
        Operators.Reverse.TensorState.IncrementVersion(Check.List(tensors), nameof(tensors));
}
