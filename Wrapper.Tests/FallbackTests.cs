using TorchBridge.Tests.Tools;
using static TorchSharp.torch;

namespace TorchBridge.Tests;

/// <summary>On a LibTorch without levels, without dual numbers, or without both: the same results, one row or column after the other.</summary>
[TestClass]
public sealed class FallbackTests
{
    private const double Rounding = 1e-12;

    private static readonly Tensor s_x = tensor([0.5, -1.0, 2.0]).clone(), s_v = tensor([1.0, 0.3, -0.7]).clone(), s_scalar = tensor(0.7);

    private static readonly Dictionary<string, OperatorCall> s_calls = OperatorCall.All(s_x, s_v, s_scalar).ToDictionary(call => call.Name);

    /// <summary>Functions of the caller that count what is made and where it throws, without one capability or the other.</summary>
    public static IEnumerable<object[]> Calls =>
        from name in s_calls.Keys
        from without in new (bool Transforms, bool Forward)[] { (true, false), (false, true), (true, true) }
        select new object[] { name, without.Transforms, without.Forward };

    [TestMethod]
    [DynamicData(nameof(Calls))]
    public void ResultsAreTheSame(string name, bool withoutTransforms, bool withoutForward)
    {
        using var scope = NewDisposeScope();
        Tensor[] expected = s_calls[name].Run(NoStep);
        using var _ = new Without(withoutTransforms, withoutForward);
        Numeric.AssertClose(name, expected, s_calls[name].Run(NoStep), Rounding, Rounding);
    }

    [TestMethod]
    [DynamicData(nameof(Calls))]
    public void NothingIsLeftBehind(string name, bool withoutTransforms, bool withoutForward)
    {
        using var _ = new Without(withoutTransforms, withoutForward);
        long live = Live.Tensors();
        Tensor[] results = s_calls[name].Run(NoStep);
        Assert.AreEqual(live + results.Length, Tensor.TotalCount);
        foreach (Tensor result in results)
            result.Dispose();
        Assert.ThrowsExactly<TimeoutException>(() => s_calls[name].Run(() => throw new TimeoutException()));
        Assert.AreEqual(live, Tensor.TotalCount);
        Assert.IsTrue(is_grad_enabled());
    }

    [TestMethod]
    [DynamicData(nameof(Sample.Rows), typeof(Sample))]
    public void EverySampleHasTheSameJacobian(string sampleName)
    {
        using var scope = NewDisposeScope();
        Sample sample = Sample.Named(sampleName);
        Tensor[] inputs = sample.Inputs(20), v = Sample.Like(inputs, 21);
        Tensor[][] expected = Autograd.Jacobian(sample.Function, inputs);
        Tensor[] jvp = Autograd.Jvp(sample.Function, inputs, v).Jvp;
        foreach ((bool transforms, bool forward) in new[] { (true, false), (false, true), (true, true) })
        {
            using var _ = new Without(transforms, forward);
            foreach (bool? vectorize in new bool?[] { null, true, false })
                foreach (JacobianStrategy strategy in Enum.GetValues<JacobianStrategy>())
                    Numeric.AssertClose($"vectorize {vectorize}, {strategy}", expected, Autograd.Jacobian(sample.Function, inputs, vectorize: vectorize, strategy: strategy), 1e-11, 1e-11);
            Numeric.AssertClose("jvp", jvp, Autograd.Jvp(sample.Function, inputs, v).Jvp, Rounding, Rounding);
        }
    }

    [TestMethod]
    public void DualNumbersSayThatTheyAreNotThere()
    {
        using var _ = new Without(false, true);
        var thrown = Assert.ThrowsExactly<AutogradException>(() => ForwardAD.EnterDualLevel().Dispose());
        Assert.AreEqual(AutogradError.NotImplemented, thrown.Kind);
        StringAssert.Contains(thrown.Message, "NativeRuntime.Diagnose()");
    }

    private static void NoStep()
    {
    }

    private readonly struct Without : IDisposable
    {
        private readonly SwitchedOff _off;

        public Without(bool transforms, bool forward) =>
            _off = new([.. transforms ? ["FunctionTransforms"] : Array.Empty<string>(), .. forward ? ["ForwardMode"] : Array.Empty<string>()]);

        public void Dispose() => _off.Dispose();
    }
}
