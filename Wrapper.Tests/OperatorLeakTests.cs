using TorchBridge.Tests.Tools;
using static TorchSharp.torch;

namespace TorchBridge.Tests;

/// <summary>Many calls of each derivative operator: no tensor more, no memory more, with a dispose scope and without.</summary>
[TestClass]
public sealed class OperatorLeakTests
{
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

    private void AssertFlat(int count, string name, Action action) =>
        TestContext.WriteLine($"{Leak.AssertNone(name, count, action, 4 * Leak.Megabyte),6:F0} us  {name}");

    private static void NoStep()
    {
    }
}
