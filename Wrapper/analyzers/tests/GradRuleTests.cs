using TorchBridge.CodeFixes;

namespace TorchBridge.Analyzers.Tests;

/// <summary>TB0001.</summary>
[TestClass]
public sealed class GradRuleTests
{
    private const string Program = """
        Tensor x = ones(2, requires_grad: true), y = x.sum();
        Tensor gradient = torch.autograd.{|TB0001:grad|}([y], [x])[0];
        """;

    [TestMethod]
    public Task OneOutputAndOneInputBecomeTheShortForm() => Verify.Fixes<CallAnalyzer, GradFix>("""
        Tensor x = ones(2, requires_grad: true), y = x.sum();
        Tensor a = torch.autograd.{|TB0001:grad|}([y], [x])[0];
        Tensor b = autograd.{|TB0001:grad|}(new[] { y * y }, new List<Tensor> { x }, null, true, create_graph: true)[0];
        Tensor c = autograd.{|TB0001:grad|}([y], new Tensor[] { x }, [ones(1)], allow_unused: false)[0];      // kept
        Tensor d = autograd.{|TB0001:grad|}(inputs: [x], outputs: [autograd.{|TB0001:grad|}([y], [x], create_graph: true)[0].sum()])[0];
        """, """
        Tensor x = ones(2, requires_grad: true), y = x.sum();
        Tensor a = Autograd.Grad(y, x);
        Tensor b = Autograd.Grad(y * y, x, retainGraph: true, createGraph: true);
        Tensor c = Autograd.Grad(y, x, ones(1));      // kept
        Tensor d = Autograd.Grad(Autograd.Grad(y, x, createGraph: true).sum(), x);
        """);

    [TestMethod]
    public Task SeveralBecomeTheLongForm() => Verify.Fixes<CallAnalyzer, GradFix>("""
        Tensor x = ones(2, requires_grad: true), y = x.sum();
        IList<Tensor> a = torch.autograd.{|TB0001:grad|}([y], [x, y], null, true);
        Tensor b = autograd.{|TB0001:grad|}([y], [x, y], retain_graph: true, allow_unused: true)[1];
        var c = autograd.{|TB0001:grad|}(new List<Tensor> { y }, new List<Tensor> { x }, grad_outputs: new[] { ones(1) });
        Console.WriteLine(c.Count + c[0]!.dim());
        foreach (Tensor? each in autograd.{|TB0001:grad|}([y], [x]))
            Console.WriteLine(each);
        """, """
        Tensor x = ones(2, requires_grad: true), y = x.sum();
        IList<Tensor> a = Autograd.Grad([y], [x, y], retainGraph: true)!;
        Tensor b = Autograd.Grad([y], [x, y], retainGraph: true, allowUnused: true)[1]!;
        var c = Autograd.Grad(new List<Tensor> { y }, new List<Tensor> { x }, gradOutputs: new[] { ones(1) });
        Console.WriteLine(c.Length + c[0]!.dim());
        foreach (Tensor? each in Autograd.Grad([y], [x]))
            Console.WriteLine(each);
        """);

    [TestMethod]
    public Task WithoutNullableTypesNothingIsAsserted() => Verify.Fixes<CallAnalyzer, GradFix>("""
        #nullable disable
        Tensor x = ones(2, requires_grad: true), y = x.sum();
        IList<Tensor> a = autograd.{|TB0001:grad|}([y], [x, y]);
        Tensor b = autograd.{|TB0001:grad|}([y], [x, y])[1];
        """, """
        #nullable disable
        Tensor x = ones(2, requires_grad: true), y = x.sum();
        IList<Tensor> a = Autograd.Grad([y], [x, y]);
        Tensor b = Autograd.Grad([y], [x, y])[1];
        """);

    [TestMethod]
    public Task TheNamespaceIsImportedWhereItIsNot() => Verify.FixesExactly<CallAnalyzer, GradFix>("""
        // A comment at the head of the file.
        using static TorchSharp.torch;
        Tensor x = ones(2, requires_grad: true);
        Tensor a = autograd.{|TB0001:grad|}([x.sum()], [x])[0];
        """, """
        // A comment at the head of the file.
        using TorchBridge;
        using static TorchSharp.torch;
        Tensor x = ones(2, requires_grad: true);
        Tensor a = Autograd.Grad(x.sum(), x);
        """);

    [TestMethod]
    public Task AFileWithoutUsingsGetsOne() => Verify.FixesExactly<CallAnalyzer, GradFix>("""
        internal static class Program
        {
            private static void Main() => TorchSharp.torch.autograd.{|TB0001:grad|}(new TorchSharp.torch.Tensor[1], []);
        }
        """, """
        using TorchBridge;
        internal static class Program
        {
            private static void Main() => Autograd.Grad(new TorchSharp.torch.Tensor[1], []);
        }
        """);

    [TestMethod]
    public Task AMethodGroupIsReported() => Verify.Reports<CallAnalyzer>("""
        Gradients of = torch.autograd.{|TB0001:grad|};
        internal delegate IList<Tensor> Gradients(
            IList<Tensor> outputs, IList<Tensor> inputs, IList<Tensor> gradients, bool retain, bool create, bool unused);
        """);

    [TestMethod]
    public Task OthersOfThatNameAreNot() => Verify.Reports<CallAnalyzer>("""
        Tensor x = ones(2, requires_grad: true);
        Tensor a = Autograd.Grad(x.sum(), x), b = Mine.autograd.grad([x], [x])[0], c = x.grad!;
        Console.WriteLine(nameof(torch.autograd.grad));
        internal static class Mine
        {
            internal static class autograd
            {
                public static IList<Tensor> grad(IList<Tensor> outputs, IList<Tensor> inputs) => outputs;
            }
        }
        """);

    [TestMethod]
    public Task EditorconfigSwitchesItOff() => Verify.IsSwitchedOff<CallAnalyzer>("TB0001", Program);
}
