using TorchBridge.Tests.Tools;
using static TorchSharp.torch;

namespace TorchBridge.Tests.Scenarios;

/// <summary>
/// On a LibTorch without levels, without dual numbers, or without both: the same results, one row or column after the other.
/// </summary>
[TestClass]
public sealed class FallbackTests : IDisposable
{
    private const double Rounding = 1e-12;

    private readonly Setting _setting = new();

    /// <summary>Functions of the caller that count what is made and where it throws, without one capability or the other.</summary>
    public static IEnumerable<object[]> Rows =>
        from scenario in ScenarioCatalogue.With(Tags.Pure)
        from without in new (bool Transforms, bool Forward)[] { (true, false), (false, true), (true, true) }
        select new object[] { scenario.Name, without.Transforms, without.Forward };

    public void Dispose() => _setting.Dispose();

    [TestMethod]
    [DynamicData(nameof(Rows))]
    public void ResultsAreTheSame(string name, bool withoutTransforms, bool withoutForward)
    {
        using var scope = NewDisposeScope();
        Tensor[] expected = Run(name);
        using var _ = new Without(withoutTransforms, withoutForward);
        Numeric.AssertClose(name, expected, Run(name), Rounding, Rounding);
    }

    [TestMethod]
    [DynamicData(nameof(Rows))]
    public void NothingIsLeftBehind(string name, bool withoutTransforms, bool withoutForward)
    {
        using var _ = new Without(withoutTransforms, withoutForward);
        long live = Live.Tensors();
        Tensor[] results = Run(name);
        Assert.AreEqual(live + results.Length, Tensor.TotalCount);
        foreach (Tensor result in results)
            result.Dispose();
        Assert.ThrowsExactly<TimeoutException>(() => Run(name, () => throw new TimeoutException()));
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
                    Numeric.AssertClose($"vectorize {vectorize}, {strategy}", expected,
                        Autograd.Jacobian(sample.Function, inputs, vectorize: vectorize, strategy: strategy), 1e-11, 1e-11);
            Numeric.AssertClose("jvp", jvp, Autograd.Jvp(sample.Function, inputs, v).Jvp, Rounding, Rounding);
        }
    }

    [TestMethod]
    public void MissingDualNumbersAreReported()
    {
        using var _ = new Without(false, true);
        var thrown = Assert.ThrowsExactly<AutogradException>(() => ForwardAD.EnterDualLevel().Dispose());
        Assert.AreEqual(AutogradError.NotImplemented, thrown.Kind);
        StringAssert.Contains(thrown.Message, "NativeRuntime.Diagnose()");
    }

    private Tensor[] Run(string name, Action? step = null)
    {
        _setting.Step = step ?? (() => { });
        return [.. ScenarioCatalogue.Named(name).Run(_setting).Select(result => result!)];
    }

    private readonly struct Without : IDisposable
    {
        private readonly SwitchedOff _off;

        public Without(bool transforms, bool forward) =>
            _off = new([.. transforms ? ["FunctionTransforms"] : Array.Empty<string>(), .. forward ? ["ForwardMode"]
                : Array.Empty<string>()]);

        public void Dispose() => _off.Dispose();
    }
}
