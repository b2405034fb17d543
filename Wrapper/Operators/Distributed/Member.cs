using TorchBridge.Engine.Distributed;

namespace TorchBridge.Operators.Distributed;

/// <summary>This process as a member of a group: the collective operations of torch.distributed on tensors of any strides.</summary>
internal sealed class Member(Connection connection) : IDisposable
{
    public int Rank => connection.Rank;

    public int WorldSize => connection.WorldSize;

    public bool IsDisposed => connection.IsDisposed;

    public static Member Join(string api, string initMethod, int? rank, int? worldSize, TimeSpan timeout, bool check) =>
        new(Connection.Open(api, MeetingPoint.Parse(api, initMethod, rank, worldSize), timeout, check));

    public Member JoinNew(string api, string name, TimeSpan timeout) => new(connection.OpenNew(api, name, timeout));

    /// <summary>Starts to reduce tensors in place, as one message for each type.</summary>
    public Pending AllReduce(string api, Tensor[] tensors, ReduceOp op)
    {
        for (int i = 0; i < tensors.Length; i++)
            Sendable.CheckReduced(api, tensors[i], op, nameof(tensors), i);
        return AllReduceChecked(api, tensors, op);
    }

    /// <summary>The same for one tensor. Its error messages name the parameter "tensor".</summary>
    public Pending AllReduce(string api, Tensor tensor, ReduceOp op)
    {
        Sendable.CheckReduced(api, tensor, op, nameof(tensor), -1);
        return AllReduceChecked(api, [tensor], op);
    }

    public void Broadcast(string api, Tensor tensor, int source)
    {
        CheckRank(api, source, nameof(source));
        Sendable.CheckWritten(api, tensor, nameof(tensor), -1);
        using var wire = new Wire(tensor);
        Finish(connection.Broadcast(api, wire.Sent, source));
        wire.Receive();
    }

    public Tensor[] AllGather(string api, Tensor tensor)
    {
        Sendable.Check(api, tensor, nameof(tensor), -1);
        using IDisposable _ = no_grad();
        using var wire = new Wire(tensor);
        long count = wire.Sent.size(0);
        using Tensor all = empty([WorldSize * count], wire.Sent.dtype);
        Finish(connection.AllGather(api, all, wire.Sent));
        using DisposeScope scope = NewDisposeScope();
        Tensor[] parts = new Tensor[WorldSize];
        for (int i = 0; i < parts.Length; i++)
        {
            parts[i] = empty(Shapes.Of(tensor), tensor.dtype);
            Tensor target = is_complex(parts[i]) ? parts[i].view_as_real() : parts[i];
            target.view(-1).copy_(all.narrow(0, i * count, count));
        }
        scope.MoveToOuter(parts);
        return parts;
    }

    public void Barrier(string api) => Finish(connection.Barrier(api));

    public void CheckRank(string api, int source, string parameter)
    {
        if (source < 0 || source >= WorldSize)
            throw ArgumentMessages.NoSuchRank(api, parameter, source, WorldSize);
    }

    public void Dispose() => connection.Dispose();

    private Pending AllReduceChecked(string api, Tensor[] tensors, ReduceOp op)
    {
        List<Wire> wires = [.. tensors.Select(tensor => new Wire(tensor))];
        var operations = new List<Operation>();
        try
        {
            foreach (var ofOneType in wires.GroupBy(wire => wire.Sent.dtype))
                operations.Add(connection.AllReduce(api, [.. ofOneType.Select(wire => wire.Sent)], op));
        }
        catch
        {
            new Pending(operations, wires).Dispose();
            throw;
        }
        return new(operations, wires);
    }

    private static void Finish(Operation operation)
    {
        using (operation)
            operation.Wait();
    }
}
