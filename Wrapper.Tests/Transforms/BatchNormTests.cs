using TorchBridge.Tests.Tools;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchBridge.Tests;

/// <summary>ReplaceAllBatchNormModules: no running statistics, so that a batch norm can be mapped over.</summary>
[TestClass]
public sealed class BatchNormTests
{
    [TestMethod]
    public void EveryBatchNormInsideLosesItsStatistics()
    {
        using var scope = NewDisposeScope();
        using Sequential net = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4), nn.Sequential(nn.ReLU(), nn.BatchNorm1d(4)),
            nn.InstanceNorm1d(4, track_running_stats: true));
        Assert.HasCount(9, net.named_buffers().ToArray());
        Sequential same = Transforms.ReplaceAllBatchNormModules(net);
        Assert.AreSame(net, same);
        foreach (BatchNorm norm in net.named_modules().Select(each => each.module).OfType<BatchNorm>())
        {
            Assert.IsFalse(norm.track_running_stats);
            Assert.IsNull(norm.running_mean);
            Assert.IsNull(norm.running_var);
            Assert.IsNull(norm.num_batches_tracked);
            Assert.IsNotNull(norm.weight);
        }
        Assert.HasCount(3, net.named_buffers().ToArray());      // an instance norm is none
        Transforms.ReplaceAllBatchNormModules(net);      // again: nothing more
        Assert.HasCount(6, net.named_parameters().ToArray());
    }

    [TestMethod]
    public void ItNormalizesByTheBatchInBothModes()
    {
        using var scope = NewDisposeScope();
        using var norm = Transforms.ReplaceAllBatchNormModules(nn.BatchNorm1d(1, eps: 0, dtype: float64));
        Tensor x = tensor(new[,] { { 1.0 }, { 3.0 } });      // mean 2, deviation 1
        Numeric.AssertClose([-1, 1], Numeric.Values(norm.call(x)));
        norm.eval();
        Numeric.AssertClose([-1, 1], Numeric.Values(norm.call(x)));
        Numeric.AssertClose([-1, 1], Numeric.Values(norm.call(x)));
    }

    [TestMethod]
    public void AnEnsembleIsMappedOverAfterwards()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(3);
        using var norm = nn.BatchNorm1d(2, dtype: float64);
        using var linear = nn.Linear(2, 2, dtype: float64);
        using Sequential net = nn.Sequential(linear, norm);
        Tensor xs = randn([3, 5, 2], float64, generator: generator), c = randn([5, 2], float64, generator: generator);
        Func<Tensor, Tensor, Tensor> loss = (weight, x) => (Transforms.FunctionalCall(net,
            new Dictionary<string, Tensor> { ["0.weight"] = weight }, x) * c).sum();
        Func<Tensor, Tensor> gradient = x => Transforms.Grad((Tensor weight) => loss(weight, x))(linear.weight!.detach());
        Assert.Throws<Exception>(() => Transforms.Vmap(gradient)(xs));      // running statistics would be written to
        Transforms.ReplaceAllBatchNormModules(net);
        Tensor found = Transforms.Vmap(gradient)(xs);
        for (int i = 0; i < 3; i++)
            Numeric.AssertClose(Numeric.Gradient(weight => loss(weight, xs[i]), linear.weight!.detach()),
                Numeric.Values(found[i]), 1e-5, 1e-7);
    }
}
