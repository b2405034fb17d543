using TorchBridge.Tests.Tools;
using static TorchSharp.torch;

namespace TorchBridge.Tests.Scenarios;

/// <summary>After many calls there are no more tensors and no more memory in use than before, and a wrong call takes little time.</summary>
[TestClass]
public sealed partial class LeakTests : IDisposable
{
    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public void BackwardOverOneGraphLeaksNothing()
    {
        using Tensor x = tensor([1.0, 2.0, 3.0], requires_grad: true);
        using Tensor product = x * x;
        using Tensor loss = product.sum();
        using Tensor gradient = ones(3, float64);
        AssertFlat(100_000, () => loss.Backward(retainGraph: true));
        AssertFlat(20_000, () => product.Backward(gradient, retainGraph: true, inputs: [x]));
        AssertFlat(20_000, () => Autograd.Backward([product, loss], [gradient, null], retainGraph: true));
    }

    [TestMethod]
    public void BackwardOverNewGraphsLeaksNothing()
    {
        using Tensor x = tensor([1.0, 2.0, 3.0], requires_grad: true);
        AssertFlat(100_000, () =>
        {
            using Tensor product = x * x;
            using Tensor loss = product.sum();
            loss.Backward();
            x.ZeroGrad(setToNone: false);
        });
    }

    [TestMethod]
    public void CreateGraphLeaksNothingOnceTheGradientIsTakenOut()
    {
        using Tensor x = ones(1000, dtype: float64, requires_grad: true);
        AssertFlat(20_000, () =>
        {
            using Tensor product = x * x;
            using Tensor loss = product.sum();
            loss.Backward(createGraph: true);
            x.ZeroGrad();
        });
    }

    [TestMethod]
    public void CreateGraphIsWarnedOfOnce()
    {
        ChildProcess.Result child = ChildProcess.Run("create-graph");
        Assert.AreEqual(0, child.ExitCode, child.ToString());
        string[] parts = child.Error.Split("end of Grad");
        Assert.HasCount(2, parts, child.ToString());
        const string warning = "Using backward() with create_graph=True will create a reference cycle";
        Assert.DoesNotContain(warning, parts[0]);
        Assert.HasCount(2, parts[1].Split(warning), child.ToString());
    }

    [TestMethod]
    [DataRow(typeof(BackwardMisuse))]
    [DataRow(typeof(GradMisuse))]
    public void AWrongCallThatCSharpJudgesIsCheapAndLeaksNothing(Type table) => AssertCheap(table, 2_000);

    [TestMethod]
    [TestCategory("Soak")]
    [DataRow(typeof(BackwardMisuse))]
    [DataRow(typeof(GradMisuse))]
    public void TenThousandWrongCallsThatCSharpJudgesLeakNothing(Type table) => AssertCheap(table, 10_000);

    private void AssertCheap(Type table, int count)
    {
        using var misuse = (MisuseTable)Activator.CreateInstance(table)!;
        var slow = new List<string>();
        foreach (Misuse each in misuse.Judged())
        {
            double microseconds = AssertFlat(count, () => Swallow(each));
            TestContext.WriteLine($"{microseconds,6:F1} us  {each.Name}");
            if (microseconds > 50)
                slow.Add($"{each.Name}: {microseconds:F1} us");
        }
        CollectionAssert.AreEqual(Array.Empty<string>(), slow);
    }

    /// <summary>Few calls: LibTorch takes milliseconds for the text of each error. The soak test has more.</summary>
    [TestMethod]
    [DataRow(typeof(BackwardMisuse))]
    [DataRow(typeof(GradMisuse))]
    [DataRow(typeof(FunctionMisuse))]
    [DataRow(typeof(OperatorMisuse))]
    public void AWrongCallThatTheEngineReportsLeaksNothing(Type table) => AssertReportsAreFlat(table, 3);

    [TestMethod]
    [TestCategory("Soak")]
    [DataRow(typeof(BackwardMisuse))]
    [DataRow(typeof(GradMisuse))]
    [DataRow(typeof(FunctionMisuse))]
    [DataRow(typeof(OperatorMisuse))]
    public void ManyWrongCallsThatTheEngineReportsLeakNothing(Type table) => AssertReportsAreFlat(table, 20);

    private void AssertReportsAreFlat(Type table, int count)
    {
        using var misuse = (MisuseTable)Activator.CreateInstance(table)!;
        Misuse[] reported = [.. misuse.Reported()];
        double microseconds = AssertFlat(count, () => Array.ForEach(reported, Swallow));
        TestContext.WriteLine($"{microseconds,6:F0} us for {reported.Length} calls");
    }

    /// <summary>The native text is a few kilobytes, and TorchSharp alone never frees it: 10,000 calls would show.</summary>
    [TestMethod]
    [TestCategory("Soak")]
    public void TheTextOfANativeErrorIsFreed()
    {
        using var misuse = new BackwardMisuse();
        AssertFlat(10_000, () => Swallow(misuse.Reported().First()));
    }

    private static void Swallow(Misuse misuse)
    {
        try
        {
            misuse.Call();
        }
        catch (Exception expected) when (expected.GetType() == misuse.Exception)
        {
            return;
        }
        Assert.Fail($"{misuse.Name} threw nothing");
    }

    /// <summary>Runs the action so often and returns the time of one in microseconds.</summary>
    private static double AssertFlat(int count, Action action) => Leak.AssertNone("", count, action, 20 * Leak.Megabyte);
}
