using TorchBridge.Operators.Distributed;

namespace TorchBridge;

/// <summary>Training one module in all processes.</summary>
public sealed partial class ProcessGroup
{
    /// <summary>Gives every rank the parameters and buffers that one rank's module has.</summary>
    /// <param name="module">The module, of the same structure on every rank. Its tensors are written to in place.</param>
    /// <param name="source">The rank that has the values. Default 0.</param>
    /// <exception cref="ArgumentNullException"><paramref name="module"/> is null.</exception>
    /// <exception cref="ArgumentException">
    /// One of its tensors has been disposed, or can't be sent. The other ranks then throw too.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="source"/> is no rank of the group.</exception>
    /// <exception cref="DistributedException">
    /// <see cref="DistributedError.Mismatch"/>, on every rank: the modules differ in names, shapes or types, or one can't be sent. Nothing
    /// has been written then. <see cref="DistributedError.Timeout"/>, <see cref="DistributedError.PeerLost"/>.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The group has been disposed.</exception>
    public void SyncFrom(nn.Module module, int source = 0)
    {
        Guard.Module(module, nameof(SyncFrom), nameof(module));
        ModuleSync.Run(Usable(), nameof(SyncFrom), module, source);
    }

    /// <summary>
    /// Replaces each gradient of a module's parameters by the mean over all ranks: <c>p.grad = (1/n) Σᵣ p.gradᵣ</c>. If the loss of each
    /// rank is a mean over its part of a batch, and the parts are of one size, that is the gradient of the mean over the whole batch.
    /// </summary>
    /// <param name="module">The module, after <c>Backward</c> on every rank.</param>
    /// <exception cref="ArgumentNullException"><paramref name="module"/> is null.</exception>
    /// <exception cref="ArgumentException">
    /// A gradient can't be sent: it is sparse, has a graph in grad mode, or is not on the CPU. The other ranks then throw too.
    /// </exception>
    /// <exception cref="DistributedException">
    /// <see cref="DistributedError.Mismatch"/>, on every rank and before anything is changed: the parameters that require grad differ in
    /// names, shapes or types, or one rank can't take part. <see cref="DistributedError.Timeout"/>, <see
    /// cref="DistributedError.PeerLost"/>: some gradients may then be averaged and others not.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The group has been disposed.</exception>
    /// <remarks>
    /// Gradients go in messages of one type and of about 25 MB. A rank without a gradient counts as zeros and gets the mean; a parameter
    /// that no rank has a gradient of keeps none. That is what <c>find_unused_parameters=True</c> does in DistributedDataParallel.
    /// </remarks>
    public void AverageGradients(nn.Module module)
    {
        Guard.Module(module, nameof(AverageGradients), nameof(module));
        GradientAverage.Run(Usable(), nameof(AverageGradients), module);
    }

    /// <summary>
    /// A module that is trained by all ranks together: torch.nn.parallel.DistributedDataParallel. It gives every rank the parameters and
    /// buffers of rank 0.
    /// </summary>
    /// <param name="module">The module, of the same structure on every rank.</param>
    /// <returns>What to call <c>Backward</c> on, in place of the loss.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="module"/> is null.</exception>
    /// <exception cref="ArgumentException">As for <see cref="SyncFrom"/>.</exception>
    /// <exception cref="DistributedException">As for <see cref="SyncFrom"/>.</exception>
    /// <exception cref="ObjectDisposedException">The group has been disposed.</exception>
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
