using System.Diagnostics;
using TorchBridge.Tests.Tools;
using static TorchSharp.torch;

namespace TorchBridge.Tests;

/// <summary>Many calls of each derivative operator: no tensor more, no memory more, with a dispose scope and without.</summary>
[TestClass]
public sealed class OperatorLeakTests
{
    private const long Megabyte = 1 << 20;

    private static readonly Tensor s_x = tensor([0.5, -1.0, 2.0]).clone(), s_v = tensor([1.0, 0.3, -0.7]).clone(), s_scalar = tensor(0.7);

    private static readonly Dictionary<string, OperatorCall> s_calls = OperatorCall.All(s_x, s_v, s_scalar).ToDictionary(call => call.Name);

    /// <summary>Each operator and overload, as it comes.</summary>
    public static IEnumerable<object[]> Operators => s_calls.Keys.Where(IsPlain).Select(name => new object[] { name });

    /// <summary>The same with each option.</summary>
    public static IEnumerable<object[]> Variants => s_calls.Keys.Where(name => !IsPlain(name)).Select(name => new object[] { name });

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [DynamicData(nameof(Operators))]
    public void AThousandCallsLeaveNothing(string name) => AssertFlat(1_000, name);

    [TestMethod]
    [TestCategory("Soak")]
    [DynamicData(nameof(Operators))]
    public void TenThousandCallsLeaveNothing(string name) => AssertFlat(10_000, name);

    [TestMethod]
    [TestCategory("Soak")]
    [DynamicData(nameof(Variants))]
    public void TwoThousandCallsOfAVariantLeaveNothing(string name) => AssertFlat(2_000, name);

    [TestMethod]
    public void AThousandThrowsLeaveNothing()
    {
        foreach (OperatorCall call in s_calls.Values)
        {
            long live = Live.Tensors();
            for (int i = 0; i < 1_000 / s_calls.Count + 1; i++)
                Assert.ThrowsExactly<TimeoutException>(() => call.Run(() => throw new TimeoutException()));
            Assert.AreEqual(live, Tensor.TotalCount, call.Name);
        }
    }

    [TestMethod]
    public void DualLevelsLeaveNothing()
    {
        AssertFlat(10_000, "dual level", () =>
        {
            using DualLevel level = ForwardAD.EnterDualLevel();
            using Tensor dual = level.MakeDual(s_x, s_v);
            using Tensor y = dual.sin();
            (Tensor primal, Tensor? tangent) = level.UnpackDual(y);
            primal.Dispose();
            tangent!.Dispose();
        });
    }

    private static bool IsPlain(string name) => !name.Contains("createGraph", StringComparison.Ordinal) && !name.Contains("True", StringComparison.Ordinal)
        && !name.Contains("False", StringComparison.Ordinal);

    private void AssertFlat(int count, string name)
    {
        OperatorCall call = s_calls[name];
        AssertFlat(count / 2, $"{name}, without a scope", () =>
        {
            foreach (Tensor result in call.Run(NoStep))
                result.Dispose();
        });
        AssertFlat(count / 2, $"{name}, in a scope", () =>
        {
            using var scope = NewDisposeScope();
            call.Run(NoStep);
        });
    }

    /// <summary>A leak grows with every round; what the allocator keeps for itself does so once.</summary>
    private void AssertFlat(int count, string name, Action action)
    {
        for (int i = 0; i < count / 10; i++)
            action();
        long growth = Grown(count, name, action);
        for (int round = 2; round <= 3 && growth > 4 * Megabyte; round++)
            growth = Grown(count, name, action);
        Assert.IsLessThan(4 * Megabyte, growth, $"native memory grew by {growth / Megabyte} MB");
    }

    private long Grown(int count, string name, Action action)
    {
        long memory = NativeMemory(), live = Tensor.TotalCount, start = Stopwatch.GetTimestamp();
        for (int i = 0; i < count; i++)
            action();
        TestContext.WriteLine($"{Stopwatch.GetElapsedTime(start).TotalMicroseconds / count,6:F0} us  {name}");
        Assert.AreEqual(live, Tensor.TotalCount, "live tensors");
        return NativeMemory() - memory;
    }

    private static void NoStep()
    {
    }

    /// <summary>What is resident beside the heap of managed objects, whose size the collector chooses.</summary>
    private static long NativeMemory()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        return Environment.WorkingSet - GC.GetGCMemoryInfo().TotalCommittedBytes;
    }
}
