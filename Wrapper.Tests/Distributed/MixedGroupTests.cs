using System.Globalization;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchBridge.Tests.Distributed;

/// <summary>A C# rank and a Python rank in one group.</summary>
[TestClass]
[OSCondition(OperatingSystems.Linux)]
public sealed class MixedGroupTests
{
    private const int Steps = 100;

    private const string Program = """
        import sys, datetime, torch, torch.distributed as dist
        torch.set_num_threads(1)
        dist.init_process_group("gloo", init_method=sys.argv[1], rank=1, world_size=2, timeout=datetime.timedelta(seconds=60))
        model = torch.nn.Linear(3, 2, dtype=torch.float64)
        for p in model.parameters():
            dist.broadcast(p.data, 0)
        x = torch.cos(torch.arange(12, dtype=torch.float64)).view(4, 3)
        for step in range(100):
            model.zero_grad()
            (model(x) - 1).square().mean().backward()
            with torch.no_grad():
                for p in model.parameters():
                    dist.all_reduce(p.grad)
                    p -= 0.05 * p.grad
        dist.barrier()
        print(" ".join(repr(v) for p in model.parameters() for v in p.flatten().tolist()))
        """;

    [TestMethod]
    [NeedsPyTorch]
    [Timeout(120_000)]
    public void CSharpAndPythonTrainOneModel()
    {
        using var scope = NewDisposeScope();
        string place = Ranks.NewFile();
        using RankProcess python = RankProcess.Start("python3", ["-c", Program, place]);
        using var model = nn.Linear(3, 2, dtype: float64);
        using (ProcessGroup group = ProcessGroup.Init(place, 0, 2, TimeSpan.FromSeconds(60)))
        {
            foreach (Parameter p in model.parameters())
                group.Broadcast(p);
            Tensor x = arange(12.0, float64).sin().view(4, 3);
            for (int step = 0; step < Steps; step++)
            {
                model.zero_grad();
                (model.forward(x) - 1).square().mean().Backward();
                using IDisposable _ = no_grad();
                foreach (Parameter p in model.parameters())
                {
                    using Tensor gradient = p.grad!;
                    group.AllReduce(gradient);
                    p.sub_(0.05 * gradient);
                }
            }
            group.Barrier();
        }
        (int exitCode, string output) = python.End();
        Assert.AreEqual(0, exitCode, output);
        double[] theirs = [.. output.Split('\n')[0].Split(' ').Select(text => double.Parse(text, CultureInfo.InvariantCulture))];
        CollectionAssert.AreEqual(theirs, model.parameters().SelectMany(p => p.detach().data<double>().ToArray()).ToArray());
    }
}

/// <summary>A test that needs Python's torch.distributed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NeedsPyTorchAttribute : ConditionBaseAttribute
{
    private static readonly Lazy<bool> s_isThere = new(() =>
    {
        try
        {
            using RankProcess python = RankProcess.Start("python3", ["-c", "import torch.distributed as d; assert d.is_gloo_available()"]);
            return python.End().ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)      // there is no python3
        {
            return false;
        }
    });

    public NeedsPyTorchAttribute() : base(ConditionMode.Include) => IgnoreMessage = "python3 here has no torch.distributed with Gloo.";

    public override string GroupName => nameof(NeedsPyTorchAttribute);

    public override bool IsConditionMet => s_isThere.Value;
}
