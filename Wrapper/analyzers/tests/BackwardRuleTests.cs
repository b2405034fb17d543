using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Testing;
using TorchBridge.CodeFixes;

namespace TorchBridge.Analyzers.Tests;

/// <summary>TB0002. It is information or a warning, so the places are numbered, and the tests state the severity of each.</summary>
[TestClass]
public sealed class BackwardRuleTests
{
    private static readonly DiagnosticSeverity s_info = DiagnosticSeverity.Info, s_warning = DiagnosticSeverity.Warning;

    [TestMethod]
    public Task WhereTheMeaningIsAnotherItIsAWarning() => Verify.Fixes<CallAnalyzer, BackwardFix>("""
        Tensor x = ones(2, requires_grad: true), loss = x.sum();
        loss.{|#0:backward|}(create_graph: true);
        loss.{|#1:backward|}(inputs: []);
        loss.{|#2:backward|}(null, false, false, Array.Empty<Tensor>());
        loss.{|#3:backward|}(retain_graph: true, create_graph: true);
        autograd.{|#4:backward|}(loss, inputs: new List<Tensor>());
        loss.{|#5:backward|}(retain_graph: true, inputs: new Tensor[0]);
        """, """
        Tensor x = ones(2, requires_grad: true), loss = x.sum();
        loss.Backward(createGraph: true);
        loss.Backward();
        loss.Backward(retainGraph: false, createGraph: false);
        loss.Backward(retainGraph: true, createGraph: true);
        loss.Backward();
        loss.Backward(retainGraph: true);
        """, Places(s_warning, s_warning, s_warning, s_info, s_warning, s_warning));

    [TestMethod]
    public Task ElsewhereItIsInformation() => Verify.Fixes<CallAnalyzer, BackwardFix>("""
        Tensor x = ones(2, requires_grad: true), loss = x.sum();
        Tensor? maybe = loss;
        loss.{|#0:backward|}();
        (loss * 2)
            .{|#1:backward|}();      // a comment
        maybe?.{|#2:backward|}([ones(1)], true);
        loss.{|#3:backward|}([ones(1)], inputs: [x]);
        autograd.{|#4:backward|}(loss * 2, ones(1));
        autograd.{|#5:backward|}([loss, x], [ones(1), ones(2)], retain_graph: true);
        autograd.{|#6:backward|}(loss, new[] { ones(1) }, create_graph: true);
        """, """
        Tensor x = ones(2, requires_grad: true), loss = x.sum();
        Tensor? maybe = loss;
        loss.Backward();
        (loss * 2)
            .Backward();      // a comment
        maybe?.Backward(ones(1), retainGraph: true);
        loss.Backward(ones(1), inputs: [x]);
        (loss * 2).Backward(ones(1));
        Autograd.Backward([loss, x], [ones(1), ones(2)], retainGraph: true);
        loss.Backward(ones(1), createGraph: true);
        """, Places(s_info, s_info, s_info, s_info, s_info, s_info, s_info));

    [TestMethod]
    public Task AListOfGradientsThatIsNotWrittenOutStaysAList() => Verify.Fixes<CallAnalyzer, BackwardFix>("""
        Tensor x = ones(2, requires_grad: true), loss = x.sum();
        IList<Tensor> gradients = [ones(1)];
        loss.{|#0:backward|}(gradients);
        autograd.{|#1:backward|}(loss, gradients);
        """, """
        Tensor x = ones(2, requires_grad: true), loss = x.sum();
        IList<Tensor> gradients = [ones(1)];
        Autograd.Backward([loss], gradients);
        Autograd.Backward([loss], gradients);
        """, Places(s_info, s_info));

    [TestMethod]
    public Task AMethodGroupIsReported() => Verify.Reports<CallAnalyzer>("""
        Tensor loss = ones(1, requires_grad: true).sum();
        Action pass = loss.{|#0:backward|};
        """, null, Places(s_info));

    [TestMethod]
    public Task OthersOfThatNameAreNot() => Verify.Reports<CallAnalyzer>("""
        Tensor x = ones(2, requires_grad: true), loss = x.sum();
        loss.Backward(createGraph: true);
        Autograd.Backward([loss]);
        new Mine().backward(create_graph: true);
        internal sealed class Mine
        {
            public void backward(bool create_graph) => _ = create_graph;
        }
        """);

    [TestMethod]
    public Task EditorconfigSwitchesItOff() => Verify.Reports<CallAnalyzer>("""
        Tensor x = ones(2, requires_grad: true), loss = x.sum();
        loss.backward(create_graph: true);
        loss.backward();
        """, "root = true\n[*.cs]\ndotnet_diagnostic.TB0002.severity = none\n");

    [TestMethod]
    public async Task EditorconfigMakesAllOfItAnError()
    {
        Diagnostic[] found = await Analysis.Of("""
            using static TorchSharp.torch;
            Tensor x = ones(2, requires_grad: true), loss = x.sum();
            loss.backward(create_graph: true);
            loss.backward();
            """, severity: new("TB0002", ReportDiagnostic.Error));
        Assert.HasCount(2, found);
        Assert.IsTrue(found.All(each => each.Severity == DiagnosticSeverity.Error));
    }

    private static DiagnosticResult[] Places(params DiagnosticSeverity[] severities) =>
        [.. severities.Select((severity, i) => new DiagnosticResult("TB0002", severity).WithLocation(i))];
}
