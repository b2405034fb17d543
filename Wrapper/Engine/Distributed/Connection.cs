using TorchBridge.Native;

namespace TorchBridge.Engine.Distributed;

/// <summary>
/// The connection of this process to a group. It starts operations on tensors that are dense, contiguous, on the CPU and without a graph.
/// </summary>
internal sealed class Connection : IDisposable
{
    private static readonly Lock s_lock = new();
    private static readonly HashSet<(string Address, int Rank)> s_open = [];
    private static readonly Dictionary<(string Address, int Rank), int> s_timesAtAgent = [];

    private readonly MeetingPoint _point;
    private readonly C10dObject _store, _group;
    private readonly bool _check;
    private readonly bool _isFirst;
    private readonly HashSet<string> _names = [];

    private Connection(MeetingPoint point, C10dObject store, C10dObject group, bool check, bool isFirst) =>
        (_point, _store, _group, _check, _isFirst) = (point, store, group, check, isFirst);

    public int Rank => _point.Rank;

    public int WorldSize => _point.WorldSize;

    public bool IsDisposed => _group.IsClosed;

    public static Connection Open(string api, MeetingPoint point, TimeSpan timeout, bool check)
    {
        if (C10d.Reason is { } reason)
            throw DistributedMessages.NotHere(api, reason);
        Enter(api, point);
        try
        {
            string prefix = Prefix(point);
            if (point.Path is not null)
                StoreFile.Check(api, point, prefix);
            (C10dObject store, C10dObject group) = Meeting.Run(api, point, () => Store(point, timeout), prefix, timeout, check);
            return new(point, store, group, check, isFirst: true);
        }
        catch
        {
            Leave(point);
            throw;
        }
    }

    /// <summary>Makes another group of the same processes, which use the same store under another name.</summary>
    public Connection OpenNew(string api, string name, TimeSpan timeout)
    {
        lock (_names)
            if (!_names.Add(name))
                throw ArgumentMessages.GroupNameTaken(api, nameof(name), name);
        (C10dObject store, C10dObject group) = Meeting.Run(api, _point, _store.Share, $"group/{name}/", timeout, _check);
        return new(_point, store, group, _check, isFirst: false);
    }

    /// <summary>Reduces the tensors, which are of one type, as one message.</summary>
    public Operation AllReduce(string api, Tensor[] tensors, ReduceOp op)
    {
        Operation operation = Start(api, () => C10dGroup.AllReduce(_group, Array.ConvertAll(tensors, tensor => tensor.Handle), (int)op));
        GC.KeepAlive(tensors);
        return operation;
    }

    public Operation Broadcast(string api, Tensor tensor, int source)
    {
        Operation operation = Start(api, () => C10dGroup.Broadcast(_group, tensor.Handle, source));
        GC.KeepAlive(tensor);
        return operation;
    }

    /// <param name="api">The public name.</param>
    /// <param name="output">A vector as long as the inputs of all ranks together.</param>
    /// <param name="input">A vector.</param>
    public Operation AllGather(string api, Tensor output, Tensor input)
    {
        Operation operation = Start(api, () => C10dGroup.AllGather(_group, output.Handle, input.Handle));
        GC.KeepAlive(output);
        GC.KeepAlive(input);
        return operation;
    }

    public Operation Barrier(string api) => Start(api, () => C10dGroup.Barrier(_group));

    public void Dispose()
    {
        if (IsDisposed)
            return;
        _group.Dispose();
        _store.Dispose();
        if (_isFirst)
            Leave(_point);
    }

    private Operation Start(string api, Func<C10dObject> start)
    {
        try
        {
            return new(start(), api, Rank);
        }
        catch (C10dException native)
        {
            throw DistributedFault.OfOperation(api, Rank, native);
        }
    }

    private static C10dObject Store(MeetingPoint point, TimeSpan timeout) => point.Path is { } path
        ? C10dStores.File(path, point.WorldSize, timeout)
        : C10dStores.Tcp(point.Host!, point.Port, point.WorldSize, point.Rank == 0 && !point.IsAgents, timeout);

    /// <summary>A second group at the same place would find the addresses of the first.</summary>
    private static void Enter(string api, MeetingPoint point)
    {
        lock (s_lock)
            if (!s_open.Add((point.Address, point.Rank)))
                throw DistributedMessages.AlreadyThere(api, point.Rank, point.Address);
    }

    private static void Leave(MeetingPoint point)
    {
        lock (s_lock)
            s_open.Remove((point.Address, point.Rank));
    }

    /// <summary>
    /// The prefix of the keys that PyTorch's init_process_group uses, so that C# and Python processes can be in one group. The store of
    /// torchrun's agent outlives a group, so each later group has another number in its prefix.
    /// </summary>
    private static string Prefix(MeetingPoint point)
    {
        int number = 0;
        if (point.IsAgents)
            lock (s_lock)
            {
                s_timesAtAgent.TryGetValue((point.Address, point.Rank), out number);
                s_timesAtAgent[(point.Address, point.Rank)] = number + 1;
            }
        return $"default_pg/{number}//cpu/";
    }
}
