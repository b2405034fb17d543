using TorchBridge.Operators.Distributed;

namespace TorchBridge;

/// <summary>
/// A module that all ranks of a group train together, each on its own part of the data: torch.nn.parallel.DistributedDataParallel. After
/// each <see cref="Backward"/> all have the same gradients, so equal optimizers keep their parameters equal.
/// </summary>
/// <example>
/// <code>
/// using DataParallel ddp = group.DataParallel(model);
/// foreach (long[] batch in batches)
/// {
///     optimizer.zero_grad();
///     ddp.Backward(Loss(model, batch));
///     optimizer.step();
/// }
/// </code>
/// </example>
/// <seealso href="https://pytorch.org/docs/stable/generated/torch.nn.parallel.DistributedDataParallel.html">
/// torch.nn.parallel.DistributedDataParallel
/// </seealso>
public sealed class DataParallel : IDisposable
{
    private readonly Member _member;
    private int _scopesWithoutSync;
    private bool _isDisposed;

    internal DataParallel(Member member, nn.Module module) => (_member, Module) = (member, module);

    /// <summary>The module.</summary>
    public nn.Module Module { get; }

    /// <summary>
    /// <c>loss.Backward()</c>, then the mean of all ranks' gradients, as <see cref="ProcessGroup.AverageGradients"/> takes it. The module's
    /// buffers, such as running statistics, become those of rank 0. Inside a scope of <see cref="NoSync"/> it is <c>loss.Backward()</c>
    /// alone. Every rank makes the call.
    /// </summary>
    /// <param name="loss">This rank's loss: one real element, computed with the module. Take the mean over the rank's samples.</param>
    /// <param name="retainGraph">Whether the graph can be walked again. Default false.</param>
    /// <exception cref="ArgumentNullException"><paramref name="loss"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="loss"/> has been disposed; or a gradient can't be sent.</exception>
    /// <exception cref="AutogradException">As from <c>Backward</c>. The other ranks then wait for this one until their timeout.</exception>
    /// <exception cref="DistributedException">As from <see cref="ProcessGroup.AverageGradients"/>.</exception>
    /// <exception cref="ObjectDisposedException">This object or the group has been disposed.</exception>
    public void Backward(Tensor loss, bool retainGraph = false)
    {
        Check.Usable(loss);
        ObjectDisposedException.ThrowIf(_isDisposed || _member.IsDisposed, this);
        loss.Backward(retainGraph: retainGraph);
        if (_scopesWithoutSync > 0)
            return;
        GradientAverage.Run(_member, nameof(Backward), Module);
        ModuleSync.Buffers(_member, nameof(Backward), Module, source: 0);
    }

    /// <summary>
    /// A scope in which <see cref="Backward"/> adds to this rank's gradients without telling the others. The first one after it averages
    /// the sums: gradient accumulation over several batches for the price of one message. torch's <c>no_sync</c>.
    /// </summary>
    /// <returns>The scope, which ends when it is disposed. Scopes may be nested.</returns>
    /// <example>
    /// <code>
    /// using (ddp.NoSync())
    ///     ddp.Backward(Loss(first) / 2);
    /// ddp.Backward(Loss(second) / 2);
    /// </code>
    /// </example>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.nn.parallel.DistributedDataParallel.html">
    /// torch.nn.parallel.DistributedDataParallel.no_sync
    /// </seealso>
    public IDisposable NoSync() => new ScopeWithoutSync(this);

    /// <summary>Ends the training by all ranks. The module and the group stay as they are.</summary>
    public void Dispose() => _isDisposed = true;

    private sealed class ScopeWithoutSync : IDisposable
    {
        private DataParallel? _of;

        public ScopeWithoutSync(DataParallel of)
        {
            _of = of;
            Interlocked.Increment(ref of._scopesWithoutSync);
        }

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _of, null) is { } of)
                Interlocked.Decrement(ref of._scopesWithoutSync);
        }
    }
}
