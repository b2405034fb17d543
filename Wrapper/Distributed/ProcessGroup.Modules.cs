using TorchBridge.Operators.Distributed;

namespace TorchBridge;

public sealed partial class ProcessGroup
{
    /// <summary>Gives the module of every rank the parameters and buffers of one rank's module.</summary>
    /// <param name="module">The module, of the same structure on every rank. Its tensors are changed in place.</param>
    /// <param name="source">The rank that has the values. Default 0.</param>
    /// <exception cref="ArgumentNullException"><paramref name="module"/> is null.</exception>
    /// <exception cref="ArgumentException">One of the module's tensors has been disposed. The other ranks then throw too.</exception>
    /// <exception cref="ArgumentException">
    /// One of the module's tensors cannot be sent: it is sparse or not on the CPU. The other ranks then throw too.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="source"/> is not a rank of the group.</exception>
    /// <exception cref="DistributedException">
    /// <see cref="DistributedError.Mismatch"/>: On every rank: the modules differ in names, shapes or types, or one of them cannot be sent.
    /// No tensor has been changed then.
    /// </exception>
    /// <exception cref="DistributedException"><see cref="DistributedError.Timeout"/>: Another rank did not take part in time.</exception>
    /// <exception cref="DistributedException"><see cref="DistributedError.PeerLost"/>: The connection to another rank is lost.</exception>
    /// <exception cref="ObjectDisposedException">The group has been disposed.</exception>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.nn.parallel.DistributedDataParallel.html">
    /// torch.nn.parallel.DistributedDataParallel
    /// </seealso>
    public void SyncFrom(nn.Module module, int source = 0)
    {
        Guard.Module(module, nameof(SyncFrom), nameof(module));
        ModuleSync.Run(Usable(), nameof(SyncFrom), module, source);
    }

    /// <summary>
    /// Replaces each gradient of a module's parameters by the mean over all ranks: <c>p.grad = (1/n) Σᵣ p.gradᵣ</c>. If the loss of each
    /// rank is a mean over its part of a batch, and all parts have the same size, the result is the gradient of the mean over the whole
    /// batch.
    /// </summary>
    /// <param name="module">The module, after <c>Backward</c> on every rank.</param>
    /// <exception cref="ArgumentNullException"><paramref name="module"/> is null.</exception>
    /// <exception cref="ArgumentException">
    /// A gradient cannot be sent: it is sparse, has a graph in grad mode, or is not on the CPU. The other ranks then throw too.
    /// </exception>
    /// <exception cref="DistributedException">
    /// <see cref="DistributedError.Mismatch"/>: On every rank: the parameters that require grad differ in names, shapes or types, or one
    /// rank cannot take part. No gradient has been changed then.
    /// </exception>
    /// <exception cref="DistributedException">
    /// <see cref="DistributedError.Timeout"/>: Another rank did not take part in time. Some gradients may have been averaged.
    /// </exception>
    /// <exception cref="DistributedException">
    /// <see cref="DistributedError.PeerLost"/>: The connection to another rank is lost. Some gradients may have been averaged.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The group has been disposed.</exception>
    /// <remarks>
    /// Gradients travel in messages of one type and of about 25 MB. A rank without a gradient counts as zeros and receives the mean. A
    /// parameter that has no gradient on any rank keeps none. DistributedDataParallel does the same with
    /// <c>find_unused_parameters=True</c>.
    /// </remarks>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.nn.parallel.DistributedDataParallel.html">
    /// torch.nn.parallel.DistributedDataParallel
    /// </seealso>
    public void AverageGradients(nn.Module module)
    {
        Guard.Module(module, nameof(AverageGradients), nameof(module));
        GradientAverage.Run(Usable(), nameof(AverageGradients), module);
    }

    /// <summary>
    /// Prepares a module for training by all ranks together: torch.nn.parallel.DistributedDataParallel. Every rank receives the parameters
    /// and buffers of rank 0.
    /// </summary>
    /// <param name="module">The module, of the same structure on every rank.</param>
    /// <returns>
    /// The object whose <see cref="TorchBridge.DataParallel.Backward"/> replaces <c>loss.Backward()</c>. Dispose it when the training has
    /// ended.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="module"/> is null.</exception>
    /// <exception cref="ArgumentException">One of the module's tensors has been disposed. The other ranks then throw too.</exception>
    /// <exception cref="ArgumentException">
    /// One of the module's tensors cannot be sent: it is sparse or not on the CPU. The other ranks then throw too.
    /// </exception>
    /// <exception cref="DistributedException">
    /// <see cref="DistributedError.Mismatch"/>: On every rank: the modules differ in names, shapes or types, or one of them cannot be sent.
    /// </exception>
    /// <exception cref="DistributedException"><see cref="DistributedError.Timeout"/>: Another rank did not take part in time.</exception>
    /// <exception cref="DistributedException"><see cref="DistributedError.PeerLost"/>: The connection to another rank is lost.</exception>
    /// <exception cref="ObjectDisposedException">The group has been disposed.</exception>
    /// <example>
    /// One step of training. With one process it is ordinary training.
    /// <code>
    /// using var scope = NewDisposeScope();
    /// string file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
    /// using ProcessGroup group = ProcessGroup.Init($"file://{file}", rank: 0, worldSize: 1);
    /// var model = nn.Linear(2, 1, hasBias: false, dtype: float64);
    /// using var optimizer = optim.SGD(model.parameters(), 0.1);
    /// using DataParallel parallel = group.DataParallel(model);
    /// parallel.Backward(model.call(tensor(new[,] { { 1.0, 2.0 } })).mean());
    /// Console.WriteLine(string.Join(", ", model.weight!.grad!.data&lt;double>()));      // 1, 2
    /// optimizer.step();
    /// </code>
    /// </example>
    /// <example>
    /// Gradient accumulation over two batches, with one exchange of gradients.
    /// <code>
    /// using var scope = NewDisposeScope();
    /// string file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
    /// using ProcessGroup group = ProcessGroup.Init($"file://{file}", rank: 0, worldSize: 1);
    /// var model = nn.Linear(1, 1, hasBias: false, dtype: float64);
    /// using DataParallel parallel = group.DataParallel(model);
    /// using (parallel.NoSync())
    ///     parallel.Backward(model.call(tensor(new[,] { { 2.0 } })).mean() / 2);
    /// parallel.Backward(model.call(tensor(new[,] { { 4.0 } })).mean() / 2);
    /// Console.WriteLine(model.weight!.grad!.ToDouble());      // 3
    /// </code>
    /// </example>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.nn.parallel.DistributedDataParallel.html">
    /// torch.nn.parallel.DistributedDataParallel
    /// </seealso>
    public DataParallel DataParallel(nn.Module module)
    {
        Guard.Module(module, nameof(DataParallel), nameof(module));
        ModuleSync.Run(Usable(), nameof(DataParallel), module, source: 0);
        return new(_member, module);
    }
}
