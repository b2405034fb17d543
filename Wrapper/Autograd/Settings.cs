namespace TorchBridge;

public static partial class Autograd
{
    /// <summary>
    /// Opens a scope that says whether passes that this thread starts may use a separate thread for each device. Work on the CPU always
    /// runs on the thread that starts the pass.
    /// </summary>
    /// <param name="mode">
    /// True allows separate threads, as is the default outside of such scopes. False runs the whole pass on the thread that starts it.
    /// </param>
    /// <returns>The scope. Dispose it, on the same thread, to end it. Scopes nest.</returns>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.NotImplemented"/>: this build of LibTorch does not export the setting.
    /// </exception>
    /// <example>
    /// <code>
    /// using (Autograd.SetMultithreadingEnabled(false))
    ///     Console.WriteLine(Autograd.IsMultithreadingEnabled());      // False
    /// Console.WriteLine(Autograd.IsMultithreadingEnabled());          // True
    /// </code>
    /// </example>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.autograd.grad_mode.set_multithreading_enabled.html">
    /// torch.autograd.set_multithreading_enabled
    /// </seealso>
    public static IDisposable SetMultithreadingEnabled(bool mode) =>
        new Operators.Reverse.MultithreadingScope(nameof(SetMultithreadingEnabled), mode);

    /// <summary>Returns whether passes that this thread starts may use a separate thread for each device.</summary>
    /// <returns>True, unless a scope of <see cref="SetMultithreadingEnabled"/> says otherwise.</returns>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.NotImplemented"/>: this build of LibTorch does not export the setting.
    /// </exception>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.autograd.grad_mode.set_multithreading_enabled.html">
    /// torch.autograd.set_multithreading_enabled
    /// </seealso>
    public static bool IsMultithreadingEnabled() => Operators.Reverse.MultithreadingScope.IsEnabled(nameof(IsMultithreadingEnabled));

    /// <summary>
    /// Tells autograd that a tensor's memory has been written to by other means than its operations, for example through a pointer. A pass
    /// that needs the earlier values is then an error instead of a wrong number. Operations and <c>CustomFunction</c> count their own
    /// writes.
    /// </summary>
    /// <param name="tensor">The tensor. Its views share its counter. An inference tensor has no counter and stays as it is.</param>
    /// <exception cref="ArgumentNullException"><paramref name="tensor"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="tensor"/> has been disposed.</exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.NotImplemented"/>: this build of LibTorch does not export the counter.
    /// </exception>
    /// <example>
    /// <code>
    /// using var scope = NewDisposeScope();
    /// Tensor x = tensor(new[] { 1.0, 2.0 });
    /// Autograd.IncrementVersion(x);
    /// Console.WriteLine(x.Version());      // 1
    /// </code>
    /// </example>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.autograd.graph.increment_version.html">
    /// torch.autograd.graph.increment_version
    /// </seealso>
    public static void IncrementVersion(Tensor tensor)
    {
        Check.Usable(tensor);
        Operators.Reverse.TensorState.IncrementVersion([tensor], nameof(tensor));
    }

    /// <summary>
    /// Tells autograd that the memory of several tensors has been written to by other means than their operations; see
    /// <see cref="IncrementVersion(Tensor)"/>. All tensors are checked before the first counter changes.
    /// </summary>
    /// <param name="tensors">The tensors.</param>
    /// <exception cref="ArgumentNullException"><paramref name="tensors"/> is null.</exception>
    /// <exception cref="ArgumentNullException">An element of <paramref name="tensors"/> is null.</exception>
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
