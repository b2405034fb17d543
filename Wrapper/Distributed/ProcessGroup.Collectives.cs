namespace TorchBridge;

/// <summary>The collective operations: every rank makes the same call, with tensors of the same shape and type.</summary>
public sealed partial class ProcessGroup
{
    /// <summary>
    /// Replaces a tensor by the sum over all ranks, or by another reduction: <c>x = Σᵣ xᵣ</c>. All ranks get the same bits.
    /// </summary>
    /// <param name="tensor">
    /// The tensor, of the same shape and type on every rank. It is written to in place. Any strides; on the CPU; of a real, complex,
    /// integer or Boolean type.
    /// </param>
    /// <param name="op">The reduction. Default the sum.</param>
    /// <exception cref="ArgumentNullException"><paramref name="tensor"/> is null.</exception>
    /// <exception cref="ArgumentException">
    /// <paramref name="tensor"/> has been disposed, is not on the CPU, not dense, expanded, or has a graph in grad mode; or its type does
    /// not go with <paramref name="op"/>.
    /// </exception>
    /// <exception cref="DistributedException">
    /// <see cref="DistributedError.Timeout"/>, <see cref="DistributedError.PeerLost"/>; in a checked group
    /// <see cref="DistributedError.Mismatch"/>. The tensor's values are then undefined.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The group has been disposed.</exception>
    /// <remarks>The result has no derivative: what a graph has saved counts as written to.</remarks>
    /// <seealso href="https://pytorch.org/docs/stable/distributed.html#torch.distributed.all_reduce">torch.distributed.all_reduce</seealso>
    public void AllReduce(Tensor tensor, ReduceOp op = ReduceOp.Sum)
    {
        Check.Usable(tensor);
        Usable().AllReduce(nameof(AllReduce), tensor, op).End();
    }

    /// <summary>The same for many tensors, which go as one message for each type: for small ones that takes a tenth of the time.</summary>
    /// <param name="tensors">The tensors, at least one, in the same order on every rank.</param>
    /// <param name="op">The reduction. Default the sum.</param>
    /// <exception cref="ArgumentNullException"><paramref name="tensors"/> or one of them is null.</exception>
    /// <exception cref="ArgumentException">
    /// <paramref name="tensors"/> is empty, or one of them can't be reduced: see the other overload.
    /// </exception>
    /// <exception cref="DistributedException">As for the other overload.</exception>
    /// <exception cref="ObjectDisposedException">The group has been disposed.</exception>
    /// <seealso href="https://pytorch.org/docs/stable/distributed.html#torch.distributed.all_reduce">torch.distributed.all_reduce</seealso>
    public void AllReduce(IEnumerable<Tensor> tensors, ReduceOp op = ReduceOp.Sum)
    {
        Tensor[] list = Guard.UsableNonEmptyList(tensors, nameof(AllReduce), nameof(tensors), ArgumentMessages.NoTensorsToReduce);
        Usable().AllReduce(nameof(AllReduce), list, op).End();
    }

    /// <summary>Starts to reduce tensors in place and returns at once. They have their new values after <see cref="Work.Wait"/>.</summary>
    /// <param name="tensors">The tensors, at least one, in the same order on every rank. Don't write to them before the wait.</param>
    /// <param name="op">The reduction. Default the sum.</param>
    /// <returns>The work under way.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="tensors"/> or one of them is null.</exception>
    /// <exception cref="ArgumentException">
    /// <paramref name="tensors"/> is empty, or one of them can't be reduced: see <see cref="AllReduce(Tensor, ReduceOp)"/>.
    /// </exception>
    /// <exception cref="DistributedException">The group is broken, or, in a checked group, the ranks differ.</exception>
    /// <exception cref="ObjectDisposedException">The group has been disposed.</exception>
    /// <example>
    /// <code>
    /// Work work = group.AllReduceAsync([a, b]);
    /// // ... something else ...
    /// work.Wait();
    /// </code>
    /// </example>
    /// <seealso href="https://pytorch.org/docs/stable/distributed.html#torch.distributed.all_reduce">torch.distributed.all_reduce</seealso>
    public Work AllReduceAsync(IEnumerable<Tensor> tensors, ReduceOp op = ReduceOp.Sum)
    {
        Tensor[] list = Guard.UsableNonEmptyList(tensors, nameof(AllReduceAsync), nameof(tensors), ArgumentMessages.NoTensorsToReduce);
        return new(Usable().AllReduce(nameof(AllReduceAsync), list, op));
    }

    /// <summary>Copies one rank's tensor into those of the others.</summary>
    /// <param name="tensor">The tensor, of the same shape and type on every rank; written to in place on the others.</param>
    /// <param name="source">The rank that has the values. Default 0.</param>
    /// <exception cref="ArgumentNullException"><paramref name="tensor"/> is null.</exception>
    /// <exception cref="ArgumentException">
    /// <paramref name="tensor"/> has been disposed, is not on the CPU, not dense, expanded, or has a graph in grad mode.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="source"/> is no rank of the group.</exception>
    /// <exception cref="DistributedException">As for <see cref="AllReduce(Tensor, ReduceOp)"/>.</exception>
    /// <exception cref="ObjectDisposedException">The group has been disposed.</exception>
    /// <seealso href="https://pytorch.org/docs/stable/distributed.html#torch.distributed.broadcast">torch.distributed.broadcast</seealso>
    public void Broadcast(Tensor tensor, int source = 0)
    {
        Check.Usable(tensor);
        Usable().Broadcast(nameof(Broadcast), tensor, source);
    }

    /// <summary>Every rank's tensor, in every process.</summary>
    /// <param name="tensor">This rank's, of the same shape and type on every rank. It is not changed.</param>
    /// <returns>New tensors without a graph, one for each rank.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="tensor"/> is null.</exception>
    /// <exception cref="ArgumentException">
    /// <paramref name="tensor"/> has been disposed, is not on the CPU, or not dense.
    /// </exception>
    /// <exception cref="DistributedException">As for <see cref="AllReduce(Tensor, ReduceOp)"/>.</exception>
    /// <exception cref="ObjectDisposedException">The group has been disposed.</exception>
    /// <seealso href="https://pytorch.org/docs/stable/distributed.html#torch.distributed.all_gather">torch.distributed.all_gather</seealso>
    public Tensor[] AllGather(Tensor tensor)
    {
        Check.Usable(tensor);
        return Usable().AllGather(nameof(AllGather), tensor);
    }

    /// <summary>Returns once every rank has called it.</summary>
    /// <exception cref="DistributedException">As for <see cref="AllReduce(Tensor, ReduceOp)"/>.</exception>
    /// <exception cref="ObjectDisposedException">The group has been disposed.</exception>
    /// <seealso href="https://pytorch.org/docs/stable/distributed.html#torch.distributed.barrier">torch.distributed.barrier</seealso>
    public void Barrier() => Usable().Barrier(nameof(Barrier));
}
