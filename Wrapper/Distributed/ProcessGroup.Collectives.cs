namespace TorchBridge;

public sealed partial class ProcessGroup
{
    /// <summary>
    /// Replaces a tensor by the sum over all ranks, <c>x = Σᵣ xᵣ</c>, or by another reduction. All ranks get exactly the same values.
    /// </summary>
    /// <param name="tensor">
    /// The tensor, of the same shape and type on every rank. It is changed in place. It may have any strides. It must be on the CPU and of
    /// a real, complex, integer or boolean type.
    /// </param>
    /// <param name="op">The reduction. Default <see cref="ReduceOp.Sum"/>.</param>
    /// <exception cref="ArgumentNullException"><paramref name="tensor"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="tensor"/> has been disposed.</exception>
    /// <exception cref="ArgumentException"><paramref name="tensor"/> is not on the CPU.</exception>
    /// <exception cref="ArgumentException"><paramref name="tensor"/> is not dense.</exception>
    /// <exception cref="ArgumentException"><paramref name="tensor"/> was made by <c>expand</c>, so that elements share memory.</exception>
    /// <exception cref="ArgumentException"><paramref name="tensor"/> has a graph and grad mode is on.</exception>
    /// <exception cref="ArgumentException">The type of <paramref name="tensor"/> has no such reduction.</exception>
    /// <exception cref="DistributedException"><see cref="DistributedError.Timeout"/>: Another rank did not take part in time.</exception>
    /// <exception cref="DistributedException"><see cref="DistributedError.PeerLost"/>: The connection to another rank is lost.</exception>
    /// <exception cref="DistributedException">
    /// <see cref="DistributedError.Mismatch"/>: In a checked group: the ranks called different operations, or with different shapes or
    /// types.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The group has been disposed.</exception>
    /// <remarks>
    /// After an exception, the values of the tensor are undefined. The result has no derivative: for a graph that saved the tensor, the
    /// call counts as writing to it.
    /// </remarks>
    /// <example>
    /// <code>
    /// string file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
    /// using ProcessGroup group = ProcessGroup.Init($"file://{file}", rank: 0, worldSize: 1);
    /// Tensor x = tensor(new[] { 1.0, 2.0 });
    /// group.AllReduce(x, ReduceOp.Avg);
    /// Console.WriteLine(string.Join(", ", x.data&lt;double>()));      // 1, 2
    /// </code>
    /// </example>
    /// <seealso href="https://pytorch.org/docs/stable/distributed.html#torch.distributed.all_reduce">torch.distributed.all_reduce</seealso>
    public void AllReduce(Tensor tensor, ReduceOp op = ReduceOp.Sum)
    {
        Check.Usable(tensor);
        Usable().AllReduce(nameof(AllReduce), tensor, op).End();
    }

    /// <summary>
    /// Replaces each of several tensors by its sum over all ranks, or by another reduction. Tensors of one type travel in one message,
    /// which takes a tenth of the time for small tensors.
    /// </summary>
    /// <param name="tensors">The tensors: at least one, in the same order on every rank. They are changed in place.</param>
    /// <param name="op">The reduction. Default <see cref="ReduceOp.Sum"/>.</param>
    /// <exception cref="ArgumentNullException"><paramref name="tensors"/> is null.</exception>
    /// <exception cref="ArgumentNullException">An element of <paramref name="tensors"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="tensors"/> is empty.</exception>
    /// <exception cref="ArgumentException">A tensor has been disposed.</exception>
    /// <exception cref="ArgumentException">A tensor is not on the CPU.</exception>
    /// <exception cref="ArgumentException">A tensor is not dense.</exception>
    /// <exception cref="ArgumentException">A tensor has a graph and grad mode is on.</exception>
    /// <exception cref="ArgumentException">The type of a tensor has no such reduction.</exception>
    /// <exception cref="DistributedException"><see cref="DistributedError.Timeout"/>: Another rank did not take part in time.</exception>
    /// <exception cref="DistributedException"><see cref="DistributedError.PeerLost"/>: The connection to another rank is lost.</exception>
    /// <exception cref="DistributedException">
    /// <see cref="DistributedError.Mismatch"/>: In a checked group: the ranks called different operations, or with different shapes or
    /// types.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The group has been disposed.</exception>
    /// <seealso href="https://pytorch.org/docs/stable/distributed.html#torch.distributed.all_reduce">torch.distributed.all_reduce</seealso>
    public void AllReduce(IEnumerable<Tensor> tensors, ReduceOp op = ReduceOp.Sum)
    {
        Tensor[] list = Guard.UsableNonEmptyList(tensors, nameof(AllReduce), nameof(tensors), ArgumentMessages.NoTensorsToReduce);
        Usable().AllReduce(nameof(AllReduce), list, op).End();
    }

    /// <summary>
    /// Starts to reduce tensors in place and returns at once. The tensors have their new values after <see cref="Work.Wait"/>.
    /// </summary>
    /// <param name="tensors">The tensors: at least one, in the same order on every rank. Do not write to them before the wait.</param>
    /// <param name="op">The reduction. Default <see cref="ReduceOp.Sum"/>.</param>
    /// <returns>The operation that is running.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="tensors"/> is null.</exception>
    /// <exception cref="ArgumentNullException">An element of <paramref name="tensors"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="tensors"/> is empty.</exception>
    /// <exception cref="ArgumentException">A tensor has been disposed.</exception>
    /// <exception cref="ArgumentException">A tensor is not on the CPU.</exception>
    /// <exception cref="ArgumentException">A tensor is not dense.</exception>
    /// <exception cref="ArgumentException">A tensor has a graph and grad mode is on.</exception>
    /// <exception cref="ArgumentException">The type of a tensor has no such reduction.</exception>
    /// <exception cref="DistributedException">
    /// <see cref="DistributedError.Mismatch"/>: In a checked group: the ranks called different operations, or with different shapes or
    /// types.
    /// </exception>
    /// <exception cref="DistributedException"><see cref="DistributedError.PeerLost"/>: The group is broken.</exception>
    /// <exception cref="ObjectDisposedException">The group has been disposed.</exception>
    /// <example>
    /// <code>
    /// string file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
    /// using ProcessGroup group = ProcessGroup.Init($"file://{file}", rank: 0, worldSize: 1);
    /// Tensor a = ones(2), b = zeros(2);
    /// Work work = group.AllReduceAsync([a, b]);
    /// // compute something else here
    /// work.Wait();
    /// Console.WriteLine(a.sum().ToSingle());      // 2
    /// </code>
    /// </example>
    /// <seealso href="https://pytorch.org/docs/stable/distributed.html#torch.distributed.all_reduce">torch.distributed.all_reduce</seealso>
    public Work AllReduceAsync(IEnumerable<Tensor> tensors, ReduceOp op = ReduceOp.Sum)
    {
        Tensor[] list = Guard.UsableNonEmptyList(tensors, nameof(AllReduceAsync), nameof(tensors), ArgumentMessages.NoTensorsToReduce);
        return new(Usable().AllReduce(nameof(AllReduceAsync), list, op));
    }

    /// <summary>Copies the tensor of one rank into the tensors of the other ranks.</summary>
    /// <param name="tensor">
    /// The tensor, of the same shape and type on every rank. It is changed in place on every rank except <paramref name="source"/>.
    /// </param>
    /// <param name="source">The rank that has the values. Default 0.</param>
    /// <exception cref="ArgumentNullException"><paramref name="tensor"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="tensor"/> has been disposed.</exception>
    /// <exception cref="ArgumentException"><paramref name="tensor"/> is not on the CPU.</exception>
    /// <exception cref="ArgumentException"><paramref name="tensor"/> is not dense.</exception>
    /// <exception cref="ArgumentException"><paramref name="tensor"/> was made by <c>expand</c>, so that elements share memory.</exception>
    /// <exception cref="ArgumentException"><paramref name="tensor"/> has a graph and grad mode is on.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="source"/> is not a rank of the group.</exception>
    /// <exception cref="DistributedException"><see cref="DistributedError.Timeout"/>: Another rank did not take part in time.</exception>
    /// <exception cref="DistributedException"><see cref="DistributedError.PeerLost"/>: The connection to another rank is lost.</exception>
    /// <exception cref="DistributedException">
    /// <see cref="DistributedError.Mismatch"/>: In a checked group: the ranks called different operations, or with different shapes or
    /// types.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The group has been disposed.</exception>
    /// <seealso href="https://pytorch.org/docs/stable/distributed.html#torch.distributed.broadcast">torch.distributed.broadcast</seealso>
    public void Broadcast(Tensor tensor, int source = 0)
    {
        Check.Usable(tensor);
        Usable().Broadcast(nameof(Broadcast), tensor, source);
    }

    /// <summary>Returns the tensors of all ranks, in every process.</summary>
    /// <param name="tensor">The tensor of this rank, of the same shape and type on every rank. It is not changed.</param>
    /// <returns>New tensors without a graph, one for each rank, in the order of the ranks. The caller disposes them.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="tensor"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="tensor"/> has been disposed.</exception>
    /// <exception cref="ArgumentException"><paramref name="tensor"/> is not on the CPU.</exception>
    /// <exception cref="ArgumentException"><paramref name="tensor"/> is not dense.</exception>
    /// <exception cref="DistributedException"><see cref="DistributedError.Timeout"/>: Another rank did not take part in time.</exception>
    /// <exception cref="DistributedException"><see cref="DistributedError.PeerLost"/>: The connection to another rank is lost.</exception>
    /// <exception cref="DistributedException">
    /// <see cref="DistributedError.Mismatch"/>: In a checked group: the ranks called different operations, or with different shapes or
    /// types.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The group has been disposed.</exception>
    /// <seealso href="https://pytorch.org/docs/stable/distributed.html#torch.distributed.all_gather">torch.distributed.all_gather</seealso>
    public Tensor[] AllGather(Tensor tensor)
    {
        Check.Usable(tensor);
        return Usable().AllGather(nameof(AllGather), tensor);
    }

    /// <summary>Waits until every rank has called it.</summary>
    /// <exception cref="DistributedException"><see cref="DistributedError.Timeout"/>: Another rank did not call it in time.</exception>
    /// <exception cref="DistributedException"><see cref="DistributedError.PeerLost"/>: The connection to another rank is lost.</exception>
    /// <exception cref="DistributedException">
    /// <see cref="DistributedError.Mismatch"/>: In a checked group: another rank called another operation.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The group has been disposed.</exception>
    /// <seealso href="https://pytorch.org/docs/stable/distributed.html#torch.distributed.barrier">torch.distributed.barrier</seealso>
    public void Barrier() => Usable().Barrier(nameof(Barrier));
}
