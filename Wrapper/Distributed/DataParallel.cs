using TorchBridge.Operators.Distributed;

namespace TorchBridge;

/// <summary>
/// A module that all ranks of a group train together, each with its own part of the data: torch.nn.parallel.DistributedDataParallel. After
/// each <see cref="Backward"/> outside of <see cref="NoSync"/>, all ranks have the same gradients, so equal optimizers keep the parameters
/// equal. <see cref="ProcessGroup.DataParallel"/> creates it.
/// </summary>
/// <remarks>Threads: use it from one thread at a time.</remarks>
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
    /// Calls <c>loss.Backward()</c> and replaces each gradient by the mean over all ranks; see <see cref="ProcessGroup.AverageGradients"/>.
    /// The module's buffers, such as running statistics, become those of rank 0. Inside a scope of <see cref="NoSync"/> it only calls
    /// <c>loss.Backward()</c>. Every rank must make the call.
    /// </summary>
    /// <param name="loss">
    /// The loss of this rank: one real element, computed with the module. Take the mean over the samples of the rank.
    /// </param>
    /// <param name="retainGraph">True keeps the graph, so that another pass can use it. Default false.</param>
    /// <exception cref="ArgumentNullException"><paramref name="loss"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="loss"/> has been disposed.</exception>
    /// <exception cref="ArgumentException">A gradient cannot be sent: it is sparse or not on the CPU.</exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.NotScalar"/>: <paramref name="loss"/> is not a real tensor of one element.
    /// </exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.DoesNotRequireGrad"/>: <paramref name="loss"/> does not require grad.
    /// </exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.GraphFreed"/>: an earlier pass without <paramref name="retainGraph"/> has freed the graph.
    /// </exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.Other"/>: LibTorch's engine reports another failure. The other ranks then wait for this one until their
    /// timeout.
    /// </exception>
    /// <exception cref="DistributedException">
    /// <see cref="DistributedError.Mismatch"/>: the parameters that require grad differ between the ranks, or one rank cannot take part.
    /// </exception>
    /// <exception cref="DistributedException"><see cref="DistributedError.Timeout"/>: another rank did not take part in time.</exception>
    /// <exception cref="DistributedException"><see cref="DistributedError.PeerLost"/>: the connection to another rank is lost.</exception>
    /// <exception cref="ObjectDisposedException">This object or the group has been disposed.</exception>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.nn.parallel.DistributedDataParallel.html">
    /// torch.nn.parallel.DistributedDataParallel
    /// </seealso>
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
    /// Opens a scope in which <see cref="Backward"/> only adds to the gradients of this rank. The first call after the scope averages the
    /// sums, so that several batches need one exchange of gradients: PyTorch's <c>no_sync</c>.
    /// </summary>
    /// <returns>The scope. Dispose it to end it. Scopes nest.</returns>
    /// <example>
    /// <code>
    /// using var scope = NewDisposeScope();
    /// string file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
    /// using ProcessGroup group = ProcessGroup.Init($"file://{file}", rank: 0, worldSize: 1);
    /// var model = nn.Linear(1, 1, hasBias: false, dtype: float64);
    /// using DataParallel parallel = group.DataParallel(model);
    /// using (parallel.NoSync())
    ///     parallel.Backward(model.call(ones(1, 1, dtype: float64)).mean());
    /// parallel.Backward(model.call(ones(1, 1, dtype: float64)).mean());
    /// Console.WriteLine(model.weight!.grad!.ToDouble());      // 2
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
