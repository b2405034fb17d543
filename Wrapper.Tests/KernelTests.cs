using System.Globalization;
using TorchBridge.Engine;
using TorchBridge.Native;
using TorchBridge.Tests.Tools;
using static TorchBridge.Transforms;
using static TorchSharp.torch;

namespace TorchBridge.Tests;

/// <summary>
/// This library's kernels for LibTorch's operators: they are registered, they fail without harm, and they leave nothing in memory.
/// </summary>
[TestClass]
public sealed class KernelTests : TransformTest
{
    [TestMethod]
    public void AllRulesAreRegistered()
    {
        Assert.IsTrue(Decompositions.EnsureBatching(), "batching rules");
        Assert.IsTrue(Decompositions.EnsureForward(), "forward derivatives");
        NativeCapabilities capabilities = NativeRuntime.Diagnose().Capabilities;
        string direct = OperatingSystem.IsWindows() ? "no" : "yes";      // the catch frame is Linux's
        StringAssert.Contains(capabilities.ToString(), $"decompositions: yes, direct grad: {direct}");
    }

    [TestMethod]
    public void AKernelThatFailsIsAnException()
    {
        ChildProcess.Result child = ChildProcess.Run("kernel-failures");
        Assert.AreEqual(0, child.ExitCode, child.ToString());
        Assert.AreEqual("end", child.Output.Trim(), child.ToString());
    }

    [TestMethod]
    public void ManyThreadsMayMakeTheFirstBatch()
    {
        ChildProcess.Result child = ChildProcess.Run("kernels-registered-by-many");
        Assert.AreEqual("wrong: 0", child.Output.Trim(), child.ToString());
        Assert.AreEqual("", child.Error.Trim(), "LibTorch warns of a kernel that replaces another");
    }

    /// <summary>Without the rules and the direct call the results are the same, except where LibTorch itself is wrong.</summary>
    [TestMethod]
    public void WithoutThemTheResultsAreTheSame()
    {
        ChildProcess.Result child = ChildProcess.Run("without-decompositions");
        Assert.AreEqual(0, child.ExitCode, child.ToString());
        StringAssert.Contains(child.Lines[0], "decompositions: no, direct grad: no");
        string[] onlyWithThem = ["JacRev(cdist)", "Jvp(cholesky_inverse)", "Vmap(conv2d)"];
        foreach ((string name, Func<Tensor> run) in KernelPrograms.Calls)
        {
            string line = child.Lines.Single(each => each.StartsWith(name + ": ", StringComparison.Ordinal))[(name.Length + 2)..];
            if (onlyWithThem.Contains(name))
                continue;
            double[] without = [.. line.Split(' ').Select(value => double.Parse(value, CultureInfo.InvariantCulture))];
            Numeric.AssertClose(without, Numeric.Values(run().flatten()), 1e-10, 1e-12);
        }
    }

    public static IEnumerable<object[]> Calls => KernelPrograms.Calls.Select(call => new object[] { call.Name });

    [TestMethod]
    [DynamicData(nameof(Calls))]
    public void NoCallKeepsMemory(string name)
    {
        Func<Tensor> run = KernelPrograms.Calls.Single(call => call.Name == name).Run;
        Leak.AssertNone(name, 300, () =>
        {
            using var scope = NewDisposeScope();
            run();
        }, 2 * Leak.Megabyte);
    }

    [TestMethod]
    public void AFailingKernelKeepsNoTensor()
    {
        Tensor x = KernelPrograms.Wave(2, 3), y = cat([x[..1], x[1..].cos()]);
        long live = Live.Tensors();
        for (int i = 0; i < 20; i++)
            Assert.Throws<InvalidOperationException>(() =>
                Vmap((Tensor[] each) => [KernelLevel.Equal(each[0], each[1]) ? ones(1) : zeros(1)])([x, y]));
        Assert.AreEqual(live, Live.Tensors());
    }

    [TestMethod]
    public void TheCollectorTakesNothingThatAKernelUses()
    {
        Tensor[] expected = Array.ConvertAll(KernelPrograms.Calls, call => call.Run());
        bool stop = false;
        var collecting = new Thread(() =>
        {
            while (!Volatile.Read(ref stop))
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }
        });
        collecting.Start();
        try
        {
            for (long end = Environment.TickCount64 + 3000; Environment.TickCount64 < end;)
                for (int i = 0; i < expected.Length; i++)
                    using (NewDisposeScope())
                        Numeric.AssertClose(KernelPrograms.Calls[i].Name, expected[i], KernelPrograms.Calls[i].Run(), 1e-12, 1e-12);
        }
        finally
        {
            Volatile.Write(ref stop, true);
            collecting.Join();
        }
    }

    [TestMethod]
    [DataRow(true, true, true)]
    [DataRow(false, false, true)]
    [DataRow(true, false, false)]
    public void AComparisonIsOneAnswer(bool first, bool second, bool agree)
    {
        Tensor x = KernelPrograms.Wave(2, 3), y = stack([first ? x[0] : x[0] + 1, second ? x[1] : x[1] + 1]);
        Func<Tensor[], Tensor[]> compare = Vmap((Tensor[] each) => [KernelLevel.Equal(each[0], each[1]) ? ones(1) : zeros(1)]);
        if (agree)
            Assert.AreEqual(first, compare([x, y])[0][0].item<float>() == 1);
        else
            Assert.ThrowsExactly<InvalidOperationException>(() => compare([x, y]));
        Assert.IsFalse(Vmap((Tensor[] each) =>
            [KernelLevel.Equal(each[0], each[0][..2]) ? ones(1) : zeros(1)])([x])[0][0].item<float>() == 1, "another shape");
    }
}
