using System.Globalization;
using System.Runtime.InteropServices;
using TorchBridge.Engine;
using TorchBridge.Native;
using TorchBridge.Tests.Tools;
using TorchSharp;
using static TorchBridge.Transforms;
using static TorchSharp.torch;

namespace TorchBridge.Tests;

/// <summary>Kernels of ours for LibTorch's operators: they are registered, they fail without harm, they keep nothing.</summary>
[TestClass]
public sealed class KernelTests : TransformTest
{
    private static TorchSharp.Modules.MultiheadAttention s_attention = null!;

    [ClassInitialize]
    public static void Initialize(TestContext context) =>
        s_attention = nn.MultiheadAttention(4, 2).to(float64);      // not in a test, which counts tensors

    [ClassCleanup]
    public static void Cleanup() => s_attention.Dispose();

    [TestMethod]
    public void AllRulesAreRegistered()
    {
        Assert.IsTrue(Decompositions.EnsureBatching(), "batching rules");
        Assert.IsTrue(Decompositions.EnsureForward(), "forward derivatives");
        NativeCapabilities capabilities = NativeRuntime.Diagnose().Capabilities;
        Assert.IsTrue(capabilities.Decompositions && capabilities.DirectGrad);
        StringAssert.Contains(capabilities.ToString(), "decompositions: yes, direct grad: yes");
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

    /// <summary>
    /// Where neither the rules nor the direct call are wanted the other routes give the same, but for what LibTorch itself gets wrong.
    /// </summary>
    [TestMethod]
    public void WithoutThemTheResultsAreTheSame()
    {
        ChildProcess.Result child = ChildProcess.Run("without-decompositions");
        Assert.AreEqual(0, child.ExitCode, child.ToString());
        StringAssert.Contains(child.Lines[0], "decompositions: no, direct grad: no");
        string[] onlyWithThem = ["JacRev(cdist)", "Jvp(cholesky_inverse)"];
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
        using Tensor same = KernelPrograms.Wave(3, 2, 1, 4), other = cat([same[..1], same[1..] + 1]);
        long live = Live.Tensors();
        for (int i = 0; i < 20; i++)
            Assert.ThrowsExactly<ExternalException>(() => Attend([same, other]).Dispose());
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
    public void AttentionToItselfIsBatched()
    {
        Tensor x = KernelPrograms.Wave(3, 5, 1, 4);
        Numeric.AssertClose("self", stack(x.unbind().Select(each => Attend(each, each))), Vmap((Tensor each) => Attend(each, each))(x),
            1e-10, 1e-10);
        Numeric.AssertClose("gradient", stack(x.unbind().Select(each =>
            Autograd.ValueAndGrad(at => Attend(at, at).square().sum(), each).Grad)),
            Vmap(Grad((Tensor each) => Attend(each, each).square().sum()))(x), 1e-10, 1e-10);
        Numeric.AssertClose("nested", Vmap((Tensor each) => Attend(each, each))(x).unsqueeze(0),
            Vmap(Vmap((Tensor each) => Attend(each, each)))(x.unsqueeze(0)), 1e-10, 1e-10);
    }

    [TestMethod]
    public void AttentionToAnotherIsBatchedWhereAllExamplesAgree()
    {
        Tensor x = KernelPrograms.Wave(3, 5, 1, 4), y = x.cos();
        Tensor expected = stack(x.unbind().Zip(y.unbind(), (a, b) => Attend(a, b)));
        Numeric.AssertClose("other", expected, Attend([x, y]), 1e-10, 1e-10);
        Numeric.AssertClose("equal but not the same", stack(x.unbind().Select(each => Attend(each, each))), Attend([x, x.clone()]), 1e-10,
            1e-10);
        Numeric.AssertClose("nested", stack([expected, expected]),
            Vmap(Vmap((Tensor[] each) => [Attend(each[0], each[1])]))([stack([x, x]), stack([y, y])])[0], 1e-10, 1e-10);
        string message = Assert.ThrowsExactly<ExternalException>(() => Attend([x, cat([x[..1], y[1..]])])).Message;
        StringAssert.Contains(message, "aten::equal");
        StringAssert.Contains(message, "Compare with eq");
        Assert.Throws<ExternalException>(() => Vmap(Vmap((Tensor[] each) => [Attend(each[0], each[1])]))([stack([x, x]), stack([x, y])]));
    }

    [TestMethod]
    public void AnEncoderLayerHasGradientsForEachExample()
    {
        using var layer = nn.TransformerEncoderLayer(4, 2, 8, 0.0);
        Tensor x = KernelPrograms.Wave(3, 5, 1, 4).to(float32);
        Tensor Loss(Tensor each) => layer.call(each, null!, null!).square().sum();
        Numeric.AssertClose("layer", stack(x.unbind().Select(each => Autograd.ValueAndGrad(Loss, each).Grad)),
            Vmap(Grad((Tensor each) => Loss(each)))(x), 1e-4, 1e-4);
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

    private static Tensor Attend(Tensor[] batch) => Vmap((Tensor[] each) => [Attend(each[0], each[1])])(batch)[0];

    private static Tensor Attend(Tensor query, Tensor other)
    {
        (Tensor result, Tensor weights) = s_attention.call(query, other, other, null!, false, null!);
        weights?.Dispose();      // TorchSharp makes an object for them, though none are asked for
        return result;
    }
}
