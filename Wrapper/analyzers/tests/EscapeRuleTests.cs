namespace TorchBridge.Analyzers.Tests;

/// <summary>TB0004.</summary>
[TestClass]
public sealed class EscapeRuleTests
{
    private const string Program = """
        Tensor? last = null;
        Func<Tensor, Tensor> f = Transforms.Vmap((Tensor t) => { {|TB0004:last|} = t; return t; });
        """;

    [TestMethod]
    public Task ATensorThatIsStoredOutsideIsReported() => Verify.Reports<TransformAnalyzer>("""
        Tensor? last = null, other = null;
        var all = new List<Tensor>();
        var table = new Dictionary<string, Tensor>();
        var array = new Tensor[2];
        Func<Tensor>? later = null;
        Holder holder = new();
        Func<Tensor, Tensor> f = Transforms.Vmap((Tensor t) =>
        {
            Tensor half = t / 2;
            {|TB0004:last|} = half;
            ({|TB0004:other|}, _) = (t, 1);
            {|TB0004:all|}.Add(half);
            {|TB0004:table["t"]|} = t;
            {|TB0004:array[0]|} = t;
            {|TB0004:holder.Value|} = t.sum();
            {|TB0004:Holder.Shared|} = t;
            {|TB0004:later|} = () => t;
            return t;
        });
        internal sealed class Holder
        {
            public static Tensor? Shared;
            public Tensor? Value { get; set; }
        }
        """);

    [TestMethod]
    public Task AMethodOfAClassStoresInItsObject() => Verify.Reports<TransformAnalyzer>("""
        _ = new Model().Batched(ones(2, 2));
        internal sealed class Model
        {
            private Tensor? _activation;
            public Tensor Batched(Tensor x) => Transforms.Vmap(One)(x);
            public Tensor? Activation => _activation;
            private Tensor One(Tensor t)
            {
                {|TB0004:_activation|} = t.relu();
                return t.sum();
            }
        }
        """);

    [TestMethod]
    public Task WhatStaysInsideOrIsNoTensorOfTheBatchIsNot() => Verify.Reports<TransformAnalyzer>("""
        Tensor weight = ones(2), constant = ones(1);
        long[] shape = [];
        int calls = 0;
        var names = new List<string>();
        Func<Tensor, Tensor> f = Transforms.Vmap((Tensor t) =>
        {
            Tensor sum = t.sum(), local;
            local = sum;
            var inside = new List<Tensor> { t };
            inside.Add(sum);
            shape = t.shape;
            calls++;
            names.Add("t");
            constant = weight * 2;
            (constant, Tensor own) = (weight, t);
            t = t * weight;
            Func<Tensor, Tensor> square = u => u * t;
            return square(local) + inside[0] + own;
        });
        Tensor? seen = null;
        Func<Tensor, Tensor> g = Transforms.Grad((Tensor t) => { seen = t; return t.sum(); });      // a plain value afterwards
        """);

    [TestMethod]
    public Task EditorconfigSwitchesItOff() => Verify.IsSwitchedOff<TransformAnalyzer>("TB0004", Program);
}
