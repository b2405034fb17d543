using Microsoft.CodeAnalysis.CSharp;
using TorchBridge.CodeFixes;

namespace TorchBridge.Analyzers.Tests;

/// <summary>TB0005.</summary>
[TestClass]
public sealed partial class LoopRuleTests
{
    private const string Program = """
        Tensor x = ones(2, requires_grad: true);
        {|TB0005:for|} (int i = 0; i < 10; i++)
        {
            Tensor loss = (x * x).sum();
            loss.Backward();
        }
        """;

    [TestMethod]
    public Task TheBodyBeginsWithAScope() => Verify.FixesInBridge<LoopAnalyzer, LoopFix>("""
        Tensor x = ones(2, requires_grad: true);
        var model = nn.Linear(2, 1);
        {|TB0005:for|} (int epoch = 0; epoch < 10; epoch++)
        {
            Tensor loss = model.call(x).sum();
            loss.Backward();
        }
        double total = 0;
        {|TB0005:foreach|} (double factor in new[] { 1.0, 2.0 })
            total += (x * factor).sum().item<float>();
        int scope = 0;
        {|TB0005:while|} (scope++ < 3)
        {
            // a comment
            (Tensor a, Tensor b) = Transforms.Jvp(t => t * t, x, x);
            Console.WriteLine(a.shape[0] + b.shape[0]);
        }
        """, """
        Tensor x = ones(2, requires_grad: true);
        var model = nn.Linear(2, 1);
        for (int epoch = 0; epoch < 10; epoch++)
        {
            using var scope2 = NewDisposeScope();
            Tensor loss = model.call(x).sum();
            loss.Backward();
        }
        double total = 0;
        foreach (double factor in new[] { 1.0, 2.0 })
        {
            using var scope2 = NewDisposeScope();
            total += (x * factor).sum().item<float>();
        }
        int scope = 0;
        while (scope++ < 3)
        {
            using var scope2 = NewDisposeScope();
            // a comment
            (Tensor a, Tensor b) = Transforms.Jvp(t => t * t, x, x);
            Console.WriteLine(a.shape[0] + b.shape[0]);
        }
        """);

    [TestMethod]
    public Task TheScopeIsNamedAsTheFileCan() => Verify.FixesExactly<LoopAnalyzer, LoopFix>("""
        internal static class Program
        {
            private static void Main()
            {
                {|TB0005:do|}
                {
                    TorchSharp.torch.Tensor x = TorchSharp.torch.ones(2);
                    x.add_(1);
                }
                while (System.Console.KeyAvailable);
            }
        }
        """, """
        internal static class Program
        {
            private static void Main()
            {
                do
                {
                    using var scope = TorchSharp.torch.NewDisposeScope();
                    TorchSharp.torch.Tensor x = TorchSharp.torch.ones(2);
                    x.add_(1);
                }
                while (System.Console.KeyAvailable);
            }
        }
        """);

    [TestMethod]
    public Task ATensorThatLeavesTheLoopWouldBeDisposedToo() => Verify.FixesNothing<LoopAnalyzer, LoopFix>("""
        Tensor x = ones(2), sum = zeros(2);
        var history = new List<Tensor>();
        {|TB0005:for|} (int i = 0; i < 10; i++)
        {
            Tensor half = x / 2;
            sum += half;
        }
        {|TB0005:for|} (int i = 0; i < 10; i++)
        {
            Tensor half = x / 2;
            history.Add(half + 1);
        }
        """);

    [TestMethod]
    public Task AScopeAroundIsTooLateForALoopThatTrains() => Verify.Reports<LoopAnalyzer>("""
        using var scope = NewDisposeScope();
        Tensor x = ones(2, requires_grad: true);
        {|TB0005:for|} (int i = 0; i < 10; i++)
            (x * x).sum().Backward();
        for (int i = 0; i < 10; i++)
        {
            Tensor y = x * i;
            Console.WriteLine(y.sum().item<float>());
        }
        """);

    [TestMethod]
    public Task WithoutUsingDeclarationsThereIsNoFix() => Verify.FixesInBridge<LoopAnalyzer, LoopFix>("""
        internal static class Program
        {
            private static void Main()
            {
                {|TB0005:for|} (int i = 0; i < 10; i++)
                    ones(i).sum().backward();
            }
        }
        """, """
        internal static class Program
        {
            private static void Main()
            {
                {|TB0005:for|} (int i = 0; i < 10; i++)
                    ones(i).sum().backward();
            }
        }
        """, language: LanguageVersion.CSharp7_3);

    [TestMethod]
    public Task EditorconfigSwitchesItOff() => Verify.IsSwitchedOff<LoopAnalyzer>("TB0005", Program);
}
