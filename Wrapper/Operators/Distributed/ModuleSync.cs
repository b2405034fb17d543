using TorchBridge.Engine.Distributed;

namespace TorchBridge.Operators.Distributed;

/// <summary>Copies the parameters and buffers of one process to all processes, as DistributedDataParallel does when it is made.</summary>
internal static class ModuleSync
{
    public static void Run(Member member, string api, nn.Module module, int source)
    {
        member.CheckRank(api, source, nameof(source));
        (string Name, Tensor Tensor)[] state =
        [
            .. module.named_parameters().Select(each => (each.name, (Tensor)each.parameter)),
            .. module.named_buffers().Where(each => each.buffer is not null).Select(each => (each.name, each.buffer)),
        ];
        ModuleLayout.RequireSame(member, api, state, Refusal(api, state));
        Send(member, api, state.Select(each => each.Tensor), source);
    }

    /// <summary>Copies only the buffers. Their layout must be the same in all processes.</summary>
    public static void Buffers(Member member, string api, nn.Module module, int source) =>
        Send(member, api, module.buffers().Where(buffer => buffer is not null), source);

    private static void Send(Member member, string api, IEnumerable<Tensor> tensors, int source)
    {
        foreach (Tensor[] bucket in Buckets.Of(tensors))
            Send(member, api, bucket, source);
    }

    private static void Send(Member member, string api, Tensor[] bucket, int source)
    {
        using IDisposable _ = no_grad();
        using var scope = NewDisposeScope();
        List<Wire> wires = [.. bucket.Select(tensor => new Wire(tensor))];
        using Tensor all = cat(wires.Select(wire => wire.Sent).ToArray());
        member.Broadcast(api, all, source);
        long at = 0;
        foreach (Wire wire in wires)
            using (wire)
            {
                wire.Sent.copy_(all.narrow(0, at, wire.Sent.size(0)));
                at += wire.Sent.size(0);
                wire.Receive();
            }
    }

    private static ArgumentException? Refusal(string api, (string Name, Tensor Tensor)[] state)
    {
        try
        {
            foreach ((string name, Tensor tensor) in state)
            {
                Guard.Usable(tensor, api, name);
                using IDisposable _ = no_grad();
                Sendable.CheckWritten(api, tensor, name, -1);
            }
            return null;
        }
        catch (ArgumentException unsendable)
        {
            return unsendable;
        }
    }
}
