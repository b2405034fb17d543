namespace TorchBridge.Native;

/// <summary>
/// Process groups, and the collective operations that they start. A tensor is passed by its handle, which the caller keeps alive during the
/// call. The started operation keeps the tensor alive.
/// </summary>
internal static unsafe class C10dGroup
{
    private const int OptionsSize = 256;      // as for the stores

    /// <summary>Makes a group of processes that Gloo connects. It keeps its own reference to the store.</summary>
    /// <exception cref="C10dException">The other processes did not connect, or the network interface does not exist.</exception>
    public static C10dObject Gloo(C10dObject store, int rank, int worldSize, TimeSpan timeout)
    {
        nint made = 0;
        C10dCall.Run(C10dExports.DefaultOptions, (long)&made, C10dCall.Milliseconds(timeout));      // reads GLOO_SOCKET_IFNAME
        using C10dObject options = new(made);
        using C10dObject.Use use = new(store);
        nint slot = use.Target;      // an intrusive_ptr
        C10dObject.Passed passed = new(options);
        try
        {
            return C10dObject.Construct(C10dExports.Gloo, (long)&slot, rank, worldSize, (long)&passed.Slot);
        }
        finally
        {
            passed.Dispose();
        }
    }

    /// <summary>
    /// Makes a group that compares the operations of the processes through a second group before it runs them. It keeps its own references
    /// to both.
    /// </summary>
    public static C10dObject Checked(C10dObject group, C10dObject helper)
    {
        using C10dObject.Use use = new(group);
        nint slot = use.Target;
        C10dObject.Passed passed = new(helper);
        try
        {
            return C10dObject.Construct(C10dExports.Checked, (long)&slot, (long)&passed.Slot);
        }
        finally
        {
            passed.Dispose();
        }
    }

    /// <summary>Starts to reduce tensors of one type in place, as one message.</summary>
    /// <param name="group">The group.</param>
    /// <param name="tensors">Their handles.</param>
    /// <param name="op">The number of c10d's RedOpType.</param>
    public static C10dObject AllReduce(C10dObject group, ReadOnlySpan<nint> tensors, int op)
    {
        byte* options = stackalloc byte[OptionsSize];      // { ReduceOp { table, counts, op, supplement }, timeout, asyncOp, ... }
        new Span<byte>(options, OptionsSize).Clear();
        *(nint*)options = C10dExports.ReduceOpTable + 2 * sizeof(nint);      // an exported table starts two words earlier
        options[16] = (byte)op;
        *(long*)(options + 32) = C10dCall.Milliseconds(null);
        options[40] = 1;
        return tensors.Length == 1 ? StartWithList(group, C10dExports.AllReduce, C10dExports.CheckedAllReduce, tensors, options)
            : StartWithList(group, C10dExports.AllReduceMany, C10dExports.CheckedAllReduceMany, tensors, options);
    }

    /// <summary>Starts to copy the tensor of one process to the tensors of the others.</summary>
    public static C10dObject Broadcast(C10dObject group, nint tensor, int source)
    {
        byte* options = stackalloc byte[OptionsSize];      // { rank, index of the tensor, timeout, asyncOp, ... }
        new Span<byte>(options, OptionsSize).Clear();
        *(long*)options = source;
        *(long*)(options + 16) = C10dCall.Milliseconds(null);
        options[24] = 1;
        return StartWithList(group, C10dExports.Broadcast, C10dExports.CheckedBroadcast, [tensor], options);
    }

    /// <summary>Starts to copy each process's tensor into its part of the output, which is as large as all inputs together.</summary>
    public static C10dObject AllGather(C10dObject group, nint output, nint input)
    {
        byte* options = stackalloc byte[OptionsSize];      // { timeout, asyncOp, ... }
        new Span<byte>(options, OptionsSize).Clear();
        *(long*)options = C10dCall.Milliseconds(null);
        options[8] = 1;
        return Start(group, C10dExports.AllGather, C10dExports.CheckedAllGather, output, input, (long)options);
    }

    /// <summary>Starts to wait until every process has called it.</summary>
    public static C10dObject Barrier(C10dObject group)
    {
        byte* options = stackalloc byte[OptionsSize];      // { vector of devices, timeout, ... }
        new Span<byte>(options, OptionsSize).Clear();
        *(long*)(options + 24) = C10dCall.Milliseconds(null);
        return Start(group, C10dExports.Barrier, C10dExports.CheckedBarrier, (long)options);
    }

    /// <summary>Waits until the work has ended, or until the time limit has passed.</summary>
    /// <exception cref="C10dException">The work failed, or has not ended in time.</exception>
    public static void Wait(C10dObject work, TimeSpan? timeout)
    {
        using C10dObject.Use use = new(work);
        C10dCall.Run(C10dExports.Wait, use.Target, timeout is null ? 0 : C10dCall.Milliseconds(timeout));      // 0: no limit
    }

    private static C10dObject StartWithList(C10dObject group, nint plain, nint check, ReadOnlySpan<nint> handles, byte* options)
    {
        Span<nint> tensors = handles.Length <= 64 ? stackalloc nint[handles.Length] : new nint[handles.Length];
        for (int i = 0; i < tensors.Length; i++)
            tensors[i] = *(nint*)handles[i];
        fixed (nint* first = tensors)
        {
            // A std::vector<at::Tensor> that does not own its elements. The work copies it.
            nint* vector = stackalloc nint[3] { (nint)first, (nint)(first + tensors.Length), (nint)(first + tensors.Length) };
            return Start(group, plain, check, (long)vector, (long)options);
        }
    }

    private static C10dObject Start(C10dObject group, nint plain, nint check, params ReadOnlySpan<long> arguments)
    {
        using C10dObject.Use use = new(group);
        bool isChecked = *(nint*)use.Target == C10dExports.CheckedTable + 2 * sizeof(nint);
        nint work = 0;
        C10dCall.Run(isChecked ? check : plain, [(long)&work, use.Target, .. arguments]);
        return new(work);
    }
}
