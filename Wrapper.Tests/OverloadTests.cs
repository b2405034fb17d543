using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using TorchBridge.Tests.Tools;

namespace TorchBridge.Tests;

/// <summary>The calls that compile without explicit types, and those that do not.</summary>
[TestClass]
public sealed class OverloadTests
{
    private const string Head = """
        using TorchBridge;
        using TorchSharp;
        using static TorchSharp.torch;
        using Parameters = System.Collections.Generic.IReadOnlyDictionary<string, TorchSharp.torch.Tensor>;
        using System.Linq;
        Tensor x = zeros(3), y = zeros(3);
        var model = nn.Linear(3, 1);
        var lstm = nn.LSTM(3, 2);
        Parameters parameters = model.named_parameters().ToDetachedDictionary();
        Func<Parameters, Tensor, Tensor, Tensor> loss = (p, a, b) => (p["weight"].mv(a) - b).square().sum();
        Func<Tensor, Tensor> one = t => t;
        Func<Tensor[], Tensor[]> list = t => t;
        Func<Tensor[], Tensor> scalar = t => t[0];
        Tensor lossValue = model.call(x).sum();

        """;

    /// <summary>The lines of the contract, then every overloaded member with a lambda that fits a tensor and an array.</summary>
    private static readonly string[] s_good =
    [
        "Transforms.Grad(z => (1 - z[0]).square());",
        "Transforms.Vmap(Transforms.Grad(loss), inDims: (null, 0, 0));",
        "Autograd.Grad(lossValue, model.parameters());",
        "lossValue.Backward(inputs: model.parameters());",
        "Transforms.FunctionalCall(lstm, parameters, m => m.call(x).Item1);",
        "Transforms.FunctionalCall(model, model.named_parameters().ToDictionary(p => p.name, p => (Tensor)p.parameter), x);",
        "Transforms.Hessian(p => p[0]);",
        "Transforms.GradAndValue(z => z[0]);",
        "Tensor r = Autograd.Checkpoint(t => t, x);",
        "Tensor r = Autograd.Checkpoint(t => t, x, preserveRngState: false);",
        "Func<Tensor, Tensor> r = Transforms.Vmap(t => t);",
        "Func<Tensor, Tensor> r = Transforms.JacRev(t => t);",
        "Func<Tensor, Tensor> r = Transforms.JacFwd(t => t);",
        "Tensor r = Transforms.Vjp(t => t, x).Output;",
        "Tensor r = Transforms.Jvp(t => t, x, y).Output;",
        "Tensor r = Transforms.Linearize(t => t, x).Output;",
        "Transforms.Grad(_ => throw new Exception());",
        "Transforms.Vmap(_ => throw new Exception());",
        "Autograd.Jacobian(_ => throw new Exception(), [x]);",
        "Tensor r = Transforms.Grad(t => (t.sum(), t * 2))(x).Aux;",
        "Tensor r = Transforms.Vjp(t => (t, t * 2), x).Aux;",
        "Tensor r = Transforms.Jvp(t => (t, t * 2), x, y).Aux;",
        "Func<Tensor, Tensor> r = Transforms.JacRev(one, chunkSize: 1);",
        "Func<Tensor, Tensor> r = Transforms.JacFwd(one, VmapRandomness.Same, 1);",
        "Func<Tensor[], Tensor[][]> r = Transforms.JacRev(list, [0, 1], 2);",
        "Func<Tensor[], Tensor[]> r = Transforms.Grad(scalar);",
        "Func<Tensor[], Tensor[]> r = Transforms.Grad(scalar, null);",
        "Func<Tensor[], Tensor[]> r = Transforms.Grad(scalar, [0, 1]);",
        "Func<Tensor[], Tensor[]> r = Transforms.Grad(scalar, argnums: new[] { 0 });",
        "Func<Tensor[], Tensor[]> r = Transforms.Grad(scalar, 0, 1);",
        "Func<Tensor[], (Tensor[] Grads, Tensor Value)> r = Transforms.GradAndValue(scalar, 0, 1);",
        "Func<Tensor[], Tensor[][]> r = Transforms.Hessian(scalar, 0, 1);",
        "Func<Tensor[], (Tensor[] Grads, int Aux)> r = Transforms.Grad((Tensor[] t) => (t[0], 1));",
        "Tensor[] r = Transforms.Vjp(list, x, y).Outputs;",
        "Tensor[] r = Transforms.Vjp(list, model.parameters()).Outputs;",
        "Tensor[] r = Transforms.Vjp(list, [x, y]).Outputs;",
        "Tensor[] r = Transforms.Jvp(list, new[] { x }, new[] { y }).Outputs;",
        "Tensor[] r = Transforms.Linearize(list, model.parameters()).Outputs;",
        "Func<Tensor, Tensor, Tensor> r = Transforms.Vmap((a, b) => a * b, (0, null));",
        "Func<Tensor[], Tensor[]> r = Transforms.Vmap(list, [0, null], [0, 1]);",
        "Func<Tensor[], Tensor[]> r = Transforms.Vmap(list, [0, null], [0, null]);",
        "Func<Tensor[], Tensor[]> r = Transforms.Vmap(list, outDims: new[] { 1 });",
        "Func<Parameters, Tensor, Tensor, Parameters> r = Transforms.Grad(loss);",
        "Func<Parameters, Tensor, Tensor, (Parameters Grad, Tensor Value)> r = Transforms.GradAndValue(loss);",
        "Func<Tensor, Tensor, Tensor[]> r = Transforms.Grad((Tensor a, Tensor b) => a.dot(b), [0, 1]);",
        "Func<(Tensor, Parameters), Tensor> r = Transforms.Vmap(((Tensor, Parameters) a) => a.Item1, (InDims)0);",
        "Transforms.FunctionalCall(model, [parameters, parameters], x);",
        "int r = Transforms.FunctionalCall(model, [parameters], m => 3);",
        "var p = nn.BatchNorm1d(3).named_buffers().ToDetachedDictionary();",
        "Autograd.Backward([lossValue], inputs: model.parameters());",
        "Autograd.Grad([lossValue], model.parameters());",
        "Autograd.Hvp(t => t[0], model.parameters(), model.parameters());",
        "Tensor r = Autograd.Jacobian(one, x, progress: new Progress<double>());",
        "Tensor[][] r = Autograd.Jacobian(list, [x], false, false, null, JacobianStrategy.ReverseMode, 2, null);",
        "Tensor r = Autograd.Hessian(t => t.sum(), x, progress: null);",
        "bool r = Autograd.GradCheck(one, x, progress: new Progress<double>());",
        "bool r = Autograd.GradCheck(list, [x, y], new GradCheckOptions { Progress = new Progress<double>() });",
        "AutogradGraph r = Autograd.Graph(lossValue, model.named_parameters());",
        "AutogradGraph r = Autograd.Graph(lossValue, [(\"x\", x)]);",
        "AutogradGraph r = Autograd.Graph(lossValue, new[] { (\"x\", x) });",
        "AutogradGraph r = Autograd.Graph(lossValue, parameters);",
        "AutogradGraph r = Autograd.Graph(lossValue, new Dictionary<string, Tensor> { [\"x\"] = x });",
    ];

    private static readonly string[] s_bad =
    [
        "Transforms.JacRev(one, 1);", "Transforms.JacRev(t => t, 1);", "Transforms.JacFwd(one, 1);", "Transforms.JacFwd(one, 0);",
        "Transforms.JacRev(list, 1);", "Transforms.JacFwd(list, 1);", "Transforms.JacRev(loss, 1);", "Transforms.JacFwd(loss, 0);",
        "Transforms.Hessian(one, 1);", "Transforms.Grad(one, 1);",
    ];

    [TestMethod]
    public void TheseCompile() =>
        Assert.AreEqual("", string.Join('\n', Errors(s_good).Select(error => $"{error.Line}: {error.Diagnostic.GetMessage()}")));

    /// <summary>
    /// The compiler of the .NET 8 SDK knows C# 12, in which no overload takes precedence: so these lines need a type or a name there.
    /// </summary>
    private static readonly string[] s_needATypeInCSharp12 =
    [
        "Tensor r = Autograd.Checkpoint(t => t, x);",
        "Func<Tensor, Tensor> r = Transforms.Vmap(t => t);",
        "Func<Tensor, Tensor> r = Transforms.JacRev(t => t);",
        "Func<Tensor, Tensor> r = Transforms.JacFwd(t => t);",
        "Tensor r = Transforms.Vjp(t => t, x).Output;",
        "Tensor r = Transforms.Linearize(t => t, x).Output;",
        "Transforms.Vmap(_ => throw new Exception());",
        "Autograd.Jacobian(_ => throw new Exception(), [x]);",
        "Tensor[] r = Transforms.Jvp(list, new[] { x }, new[] { y }).Outputs;",
        "Func<Tensor[], Tensor[]> r = Transforms.Vmap(list, [0, null], [0, 1]);",
    ];

    [TestMethod]
    public void AllButTheseCompileInCSharp12() => Assert.AreEqual(string.Join('\n', s_needATypeInCSharp12),
        string.Join('\n', Errors(s_good, LanguageVersion.CSharp12).Select(error => error.Line).Distinct()));

    [TestMethod]
    public void TheseDoNot() =>
        CollectionAssert.AreEqual(s_bad, Errors(s_bad).Select(error => error.Line).Distinct().ToArray());

    /// <summary>The errors of lines, each of which is compiled in a block of its own.</summary>
    private static IEnumerable<(string Line, Diagnostic Diagnostic)> Errors(string[] lines,
        LanguageVersion version = LanguageVersion.Latest)
    {
        string text = Head + string.Concat(lines.Select(line => $"{{ {line} }}\n"));
        int first = Head.Count(c => c == '\n');
        return Compiler.Compilation(text, version).GetDiagnostics().Where(each => each.Severity == DiagnosticSeverity.Error)
            .Select(each => (each.Location.GetLineSpan().StartLinePosition.Line - first, each))
            .Select(each => (each.Item1 < 0 ? "before" : lines[each.Item1], each.each));
    }
}
