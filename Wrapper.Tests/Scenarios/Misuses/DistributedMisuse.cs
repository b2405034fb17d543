using TorchBridge.Tests.Distributed;
using static TorchSharp.torch;

namespace TorchBridge.Tests.Scenarios;

/// <summary>Wrong calls of process groups, by a group of one.</summary>
internal sealed class DistributedMisuse : MisuseTable
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(20);

    private readonly Lazy<ProcessGroup> _group = new(() => ProcessGroup.Init(Ranks.NewAddress(), 0, 1, s_timeout));
    private readonly nn.Module _module;
    private readonly Tensor _disposed, _sparse, _meta, _expanded, _integers, _complex, _fine, _computed;

    public DistributedMisuse()
    {
        _module = nn.Linear(2, 2);
        _disposed = ones(2);
        _disposed.Dispose();
        _sparse = eye(2).to_sparse();
        _meta = zeros(2, device: META);
        _expanded = ones(1).expand(3);
        _integers = ones(2, int64);
        _complex = ones(2, complex64);
        _fine = ones(2);
        _computed = ones(2, requires_grad: true) * 2;
    }

    private ProcessGroup Group => _group.Value;

    public override IEnumerable<Misuse> Judged() => [.. Init(), .. Lists(), .. Tensors(), .. Others()];

    public override IEnumerable<Misuse> Reported() => [];

    private static IEnumerable<Misuse> Init()
    {
        yield return Argument<ArgumentNullException>("Init null", "initMethod", "Pass an address or a name",
            () => ProcessGroup.Init(null!, 0, 1));
        foreach (string method in new[] { "", "http://x:1", "tcp://", "tcp://host", "tcp://host:0", "tcp://host:70000",
            "tcp://:29500", "file://", "file:///", "file://host/path", "tcp://host:1?rank=0", "env", "\0" })
            yield return Argument<ArgumentException>($"Init {method.Replace('\0', '0')}.", "initMethod", "No rendezvous handler",
                () => ProcessGroup.Init(method, 0, 1));
        yield return Argument<ArgumentOutOfRangeException>("Init no processes", "worldSize", "at least 1", () => At(0, 0));
        yield return Argument<ArgumentOutOfRangeException>("Init rank -1", "rank", "Pass a rank from 0 to 1", () => At(-1, 2));
        yield return Argument<ArgumentOutOfRangeException>("Init rank 2 of 2", "rank", "Pass a rank from 0 to 1", () => At(2, 2));
        foreach (TimeSpan timeout in new[] { TimeSpan.Zero, Timeout.InfiniteTimeSpan, TimeSpan.MaxValue, TimeSpan.MinValue })
            yield return Argument<ArgumentOutOfRangeException>($"Init timeout {timeout.Ticks}", "timeout", "20 days",
                () => At(0, 1, timeout));

        static void At(int rank, int worldSize, TimeSpan? timeout = null) =>
            ProcessGroup.Init(Ranks.NewFile(), rank, worldSize, timeout ?? s_timeout).Dispose();
    }

    private IEnumerable<Misuse> Lists()
    {
        yield return Argument<ArgumentNullException>("AllReduce null list", "tensors", "a list of tensors",
            () => Group.AllReduce((IEnumerable<Tensor>)null!));
        yield return Argument<ArgumentException>("AllReduce empty list", "tensors", "at least one", () => Group.AllReduce([]));
        yield return Argument<ArgumentNullException>("AllReduce null in a list", "tensors", "tensors[1] is null",
            () => Group.AllReduce([_fine, null!]));
        yield return Argument<ArgumentException>("AllReduce disposed in a list", "tensors", "tensors[1] has been disposed",
            () => Group.AllReduce([_fine, _disposed]));
        yield return Argument<ArgumentException>("AllReduce sparse in a list", "tensors", "tensors[1]",
            () => Group.AllReduce([_fine, _sparse]));
        yield return Argument<ArgumentException>("AllReduceAsync integers", "tensors", "tensors[1]",
            () => Group.AllReduceAsync([_fine, _integers], ReduceOp.Avg));
        yield return Argument<ArgumentException>("AllReduceAsync empty", "tensors", "at least one", () => Group.AllReduceAsync([]));
        yield return Argument<ArgumentOutOfRangeException>("Wait 0", "timeout", "longer than 0",
            () =>
            {
                Work work = Group.AllReduceAsync([_fine]);
                work.Wait();
                work.Wait(TimeSpan.Zero);
            });
    }

    private IEnumerable<Misuse> Tensors()
    {
        yield return Argument<ArgumentException>("AllReduce unknown", "op", "no ReduceOp 9", () => Group.AllReduce(_fine, (ReduceOp)9));
        yield return Argument<ArgumentException>("AllReduce average of integers", "tensor", "the average of integers",
            () => Group.AllReduce(_integers, ReduceOp.Avg));
        foreach (ReduceOp op in new[] { ReduceOp.Product, ReduceOp.Min, ReduceOp.Max })
            yield return Argument<ArgumentException>($"AllReduce complex {op}", "tensor", "on complex tensors",
                () => Group.AllReduce(_complex, op));
        foreach ((string name, Action<Tensor> call, bool writes) in new (string, Action<Tensor>, bool)[]
        {
            ("AllReduce", x => Group.AllReduce(x), true), ("Broadcast", x => Group.Broadcast(x), true),
            ("AllGather", x => Group.AllGather(x), false),
        })
        {
            yield return Argument<ArgumentNullException>($"{name} null", "tensor", "Pass a tensor", () => call(null!));
            yield return Argument<ArgumentException>($"{name} disposed", "tensor", "has been disposed", () => call(_disposed));
            yield return Argument<ArgumentException>($"{name} sparse", "tensor", "must be dense", () => call(_sparse));
            yield return Argument<ArgumentException>($"{name} meta", "tensor", "device type meta", () => call(_meta));
            if (!writes)
                continue;
            yield return Argument<ArgumentException>($"{name} expanded", "tensor", "single memory location", () => call(_expanded));
            yield return Argument<ArgumentException>($"{name} computed", "tensor", "was computed from tensors", () => call(_computed));
        }
        yield return Argument<ArgumentException>("AllReduce in Vmap", "tensor", "part of a function transform",
            Scoped(() => Transforms.Vmap((Tensor x) =>
            {
                Group.AllReduce(x);
                return x;
            })(_fine)));
    }

    private IEnumerable<Misuse> Others()
    {
        yield return Argument<ArgumentOutOfRangeException>("Broadcast from 1", "source", "not a rank of the group",
            () => Group.Broadcast(_fine, 1));
        yield return Argument<ArgumentOutOfRangeException>("SyncFrom -1", "source", "not a rank of the group",
            () => Group.SyncFrom(_module, -1));
        yield return Argument<ArgumentNullException>("SyncFrom null", "module", "Pass a module", () => Group.SyncFrom(null!));
        yield return Argument<ArgumentNullException>("AverageGradients null", "module", "Pass a module",
            () => Group.AverageGradients(null!));
        yield return Argument<ArgumentNullException>("DataParallel null", "module", "Pass a module", () => Group.DataParallel(null!));
        yield return Argument<ArgumentNullException>("NewGroup null", "name", "Pass an address or a name", () => Group.NewGroup(null!));
        yield return Argument<ArgumentException>("NewGroup empty", "name", "Pass a name for the group", () => Group.NewGroup(""));
        yield return Argument<ArgumentOutOfRangeException>("NewGroup timeout", "timeout", "20 days",
            () => Group.NewGroup("x", TimeSpan.FromDays(-1)));
        yield return Argument<ArgumentNullException>("DataParallel.Backward null", "loss", "Pass a tensor",
            () => Group.DataParallel(_module).Backward(null!));
        yield return Kind(AutogradError.NotScalar, "DataParallel.Backward vector", "scalar outputs",
            () => Group.DataParallel(_module).Backward(_computed));
        yield return Kind(AutogradError.DoesNotRequireGrad, "DataParallel.Backward constant", "does not require grad",
            Scoped(() => Group.DataParallel(_module).Backward(_fine.sum())));
    }
}
