using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Testing;
using TorchBridge.CodeFixes;

namespace TorchBridge.Analyzers.Tests;

/// <summary>TB0003.</summary>
[TestClass]
public sealed class ReadRuleTests
{
    private const string Program = "Func<Tensor, Tensor> f = Transforms.Vmap((Tensor t) => t * t.sum().{|TB0003:item<float>|}());";

    [TestMethod]
    public Task UnderVmapItIsAnError() => Verify.Reports<TransformAnalyzer>("""
        Tensor outside = ones(1);
        Func<Tensor, Tensor> f = Transforms.Vmap((Tensor t) =>
        {
            Tensor s = t.sum(), fixedPoint = zeros(t.shape) + outside;
            double factor = s.{|TB0003:item<double>|}() + outside.item<double>() + t.dim() + fixedPoint.ToDouble();
            if (t[0].gt(0).{|TB0003:ToBoolean|}())
                return t;
            Tensor[] parts = [t, s];
            foreach (Tensor part in parts)
                factor += part.{|TB0003:ToDouble|}();
            (Tensor a, Tensor b) = (t, outside);
            factor += {|TB0003:(double)a|} + (double)b + a.{|TB0003:data<double>|}()[0] + a.{|TB0003:bytes|}.Length;
            a.{|TB0003:print|}();
            return t * factor;
        });
        """);

    [TestMethod]
    public Task TheFunctionMayBeALocalOneAMethodOrAVariable() => Verify.Reports<TransformAnalyzer>("""
        Func<Tensor, Tensor> variable = t => t * t.{|TB0003:ToDouble|}(), chained = Transforms.Grad(Loss);
        Func<Tensor, Tensor> a = Transforms.Vmap(Local), b = Transforms.Vmap(Loops.Method), c = Transforms.Vmap(variable),
            d = Transforms.Vmap(Transforms.Grad(Loss)), e = Transforms.Vmap(chained), f = Transforms.Vmap(Loops.Field);
        static Tensor Local(Tensor t) => t * t.{|TB0003:ToDouble|}();
        static Tensor Loss(Tensor t) => t.sum() * t.sum().{|TB0003:ToDouble|}();
        static Tensor NotGiven(Tensor t) => t * t.ToDouble();
        internal static class Loops
        {
            internal static readonly Func<Tensor, Tensor> Field = t => t * t.{|TB0003:ToDouble|}();
            internal static Tensor Method(Tensor t) => t * t.{|TB0003:ToDouble|}();
        }
        """);

    [TestMethod]
    public Task NestedFunctionsAndTheirParametersCount() => Verify.Reports<TransformAnalyzer>("""
        Func<Tensor, Tensor> f = Transforms.Vmap((Tensor t) =>
        {
            double Sum(Tensor u) => u.sum().{|TB0003:ToDouble|}();
            double other = t.unbind().Select(row => row.{|TB0003:ToDouble|}()).Sum();
            var list = new List<Tensor>();
            list.Add(t);
            return t * (Sum(t) + other + list[0].{|TB0003:ToDouble|}());
        });
        """);

    [TestMethod]
    public Task AnArgumentThatIsNoBatchCanBeRead() => Verify.Reports<TransformAnalyzer>("""
        Func<Tensor, Tensor, Tensor> f = Transforms.Vmap((Tensor w, Tensor x) => w.item<double>() * x * x.{|TB0003:ToDouble|}(), (null, 0));
        Func<Tensor, Tensor, Tensor> g = Transforms.Vmap((Tensor w, Tensor x) => w.{|TB0003:item<double>|}() * x, (1, 0));
        Func<Tensor[], Tensor[]> h = Transforms.Vmap((Tensor[] a) => [a[0] * a[1].item<double>()], inDims: [0, null]);
        Func<Tensor[], Tensor[]> i = Transforms.Vmap((Tensor[] a) => [a[0] * a[1].{|TB0003:item<double>|}()], inDims: [0, 0]);
        int?[] dims = [0, null];
        Func<Tensor[], Tensor[]> j = Transforms.Vmap((Tensor[] a) => [a[0] * a[1].item<double>()], inDims: dims);
        Func<Tensor[], Tensor[]> k = Transforms.Grad((Tensor[] a) => a[0].sum() * a[1].item<double>(), 0);
        """);

    [TestMethod]
    public Task AtTheLevelOfADerivativeItemBecomesANumberWithoutStorage() => Verify.FixesInBridge<TransformAnalyzer, ReadFix>("""
        Func<Tensor, Tensor> f = Transforms.Grad((Tensor t) => t.sum() * t.mean().{|#0:item<double>|}());
        Func<Tensor, Tensor> g = Transforms.JacFwd((Tensor t) => t * t[0].{|#1:item<float>|}() * t[0].ToDouble());
        (Tensor a, Tensor b) = Transforms.Jvp(t => t * t.sum().{|#2:item<long>|}() * t.{|#3:data<double>|}()[0], ones(2), ones(2));
        """, """
        Func<Tensor, Tensor> f = Transforms.Grad((Tensor t) => t.sum() * t.mean().ToDouble());
        Func<Tensor, Tensor> g = Transforms.JacFwd((Tensor t) => t * t[0].ToSingle() * t[0].ToDouble());
        (Tensor a, Tensor b) = Transforms.Jvp(t => t * t.sum().ToInt64() * t.{|#3:data<double>|}()[0], ones(2), ones(2));
        """, expected: [.. Enumerable.Range(0, 4).Select(Warning)], rest: [Warning(3)]);

    [TestMethod]
    public Task StorageIsAnErrorEverywhere() => Verify.Reports<TransformAnalyzer>("""
        Func<Tensor, Tensor> f = Transforms.Grad((Tensor t) => t.sum() * t.{|TB0003:storage<double>|}().Count);
        """);

    [TestMethod]
    public Task OutsideOfTransformsValuesAreRead() => Verify.Reports<TransformAnalyzer>("""
        Tensor x = ones(2, 2);
        Tensor y = Transforms.Vmap((Tensor t) => t.sum())(x);
        Console.WriteLine(y.data<float>()[0] + y[0].item<float>() + (float)y[1] + y[1].ToSingle());
        Tensor j = Autograd.Jacobian(t => t * t.sum().item<float>(), x);      // ordinary autograd
        Func<Tensor, Tensor> mine = Mine.Vmap(t => t * t.item<float>());
        internal static class Mine
        {
            public static Func<Tensor, Tensor> Vmap(Func<Tensor, Tensor> f) => f;
        }
        """);

    [TestMethod]
    public Task EditorconfigSwitchesItOff() => Verify.IsSwitchedOff<TransformAnalyzer>("TB0003", Program);

    private static DiagnosticResult Warning(int place) => new DiagnosticResult("TB0003", DiagnosticSeverity.Warning).WithLocation(place);
}
