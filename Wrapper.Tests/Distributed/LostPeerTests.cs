using System.Diagnostics;
using static TorchSharp.torch;

namespace TorchBridge.Tests.Distributed;

/// <summary>Processes that end, stop or send the wrong data. This process is rank 0.</summary>
[TestClass]
[OSCondition(OperatingSystems.Linux)]
public sealed class LostPeerTests
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(4);

    [TestMethod]
    public void AKilledPeerIsAnErrorAtOnce() => WithPeer((group, peer) =>
    {
        Work work = group.AllReduceAsync([ones(3)]);
        var watch = Stopwatch.StartNew();
        peer.Kill();
        Ranks.AssertKind(DistributedError.PeerLost, 0, "has lost the connection",
            Assert.ThrowsExactly<DistributedException>(() => work.Wait()));
        Assert.IsLessThan(s_timeout, watch.Elapsed);
        Ranks.AssertKind(DistributedError.PeerLost, 0, "can't be used", Assert.ThrowsExactly<DistributedException>(group.Barrier));
        Assert.AreEqual(3, ones(3).sum().item<float>());      // torch itself still works
    });

    [TestMethod]
    public void AStoppedPeerIsAnErrorAfterTheTimeout() => WithPeer((group, peer) =>
    {
        peer.Stop();
        var watch = Stopwatch.StartNew();
        Ranks.AssertKind(DistributedError.Timeout, 0, "waited too long",
            Assert.ThrowsExactly<DistributedException>(() => group.AllReduce(ones(3))));
        Assert.IsLessThan(3 * s_timeout, watch.Elapsed);
        Assert.ThrowsExactly<DistributedException>(() => group.AllReduce(ones(3)));
    });

    [TestMethod]
    public void AProcessMayEndWithoutDisposing() => WithPeer((group, peer) =>
    {
        (int exitCode, string output) = peer.End();
        Assert.AreEqual((0, "end\n"), (exitCode, output));
    }, "end");

    /// <summary>Python does the same. A checked group throws on both sides instead: see <see cref="GroupTests"/>.</summary>
    [TestMethod]
    public void DifferentShapesInAGroupWithoutChecksEndAProcessAsTheManualSays()
    {
        string place = Ranks.NewFile();
        using RankProcess first = RankProcess.Start("mismatch", place, 0, 2, s_timeout),
            second = RankProcess.Start("mismatch", place, 1, 2, s_timeout);
        (int ExitCode, string Output)[] ends = [first.End(), second.End()];
        string both = string.Join('\n', ends);
        Assert.IsTrue(Array.Exists(ends, each => each.ExitCode != 0
            && each.Output.Contains("collective mismatch", StringComparison.Ordinal)), both);
        Assert.DoesNotContain("nothing thrown", both);
        File.Delete(new Uri(place).LocalPath);
    }

    /// <summary>Gloo prints to std::cout that it is connected.</summary>
    [TestMethod]
    public void NothingIsPrintedAmidTheProgramsOutput()
    {
        string place = Ranks.NewFile();
        using RankProcess first = RankProcess.Start("end", place, 0, 2, s_timeout),
            second = RankProcess.Start("end", place, 1, 2, s_timeout);
        Assert.AreEqual((0, "sum 8\nend\n"), first.End());
        Assert.AreEqual((0, "sum 8\nend\n"), second.End());
        File.Delete(new Uri(place).LocalPath);
    }

    private static void WithPeer(Action<ProcessGroup, RankProcess> action, string program = "wait")
    {
        using var scope = NewDisposeScope();
        string place = Ranks.NewFile();
        using RankProcess peer = RankProcess.Start(program, place, 1, 2, s_timeout);
        using (ProcessGroup group = RankProcess.Join(place, 0, 2, s_timeout))
        {
            group.AllReduce(ones(4));
            Assert.AreEqual("sum 8", peer.ReadLine());
            action(group, peer);
        }
        File.Delete(new Uri(place).LocalPath);
    }
}
