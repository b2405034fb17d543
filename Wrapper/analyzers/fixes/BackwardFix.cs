using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using TorchBridge.Analyzers;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace TorchBridge.CodeFixes;

/// <summary>TB0002: <c>backward</c> of TorchSharp becomes <c>Backward</c>.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class BackwardFix : Fix<InvocationExpressionSyntax>
{
    /// <summary>Makes the fix.</summary>
    public BackwardFix() : base("TB0002", "Call Backward of TorchBridge") { }

    private protected override bool TryFix(Edit edit, InvocationExpressionSyntax place, Diagnostic diagnostic, CancellationToken cancel)
    {
        if (edit.Model.GetOperation(place, cancel) is not IInvocationOperation { TargetMethod: { Name: "backward" } method } operation)
            return false;
        var arguments = new Arguments(operation);
        bool several = arguments.Find(place, "tensors") is not null;
        bool severalGradients = several || arguments.Find(place, "grad_tensors") is { } list && Arguments.Single(list) is null;
        if (severalGradients && operation.Instance is not null && place.Expression is not MemberAccessExpressionSyntax)
            return false;      // a?.backward(gradients): a can't be moved into a list
        edit.Import("TorchBridge", severalGradients ? "Autograd" : "TensorExtensions", place);
        edit.Replace(place, current => severalGradients ? Several(edit, current, arguments) : One(current, arguments, method));
        return true;
    }

    /// <summary><c>loss.Backward(...)</c></summary>
    private static InvocationExpressionSyntax One(InvocationExpressionSyntax call, Arguments arguments, IMethodSymbol method)
    {
        ExpressionSyntax? gradient = arguments.Find(call, "grad_tensor") ?? Arguments.Single(arguments.Find(call, "grad_tensors"));
        IdentifierNameSyntax name = IdentifierName("Backward");
        ExpressionSyntax called = (method.IsStatic, call.Expression) switch
        {
            (false, MemberAccessExpressionSyntax access) => access.WithName(name),
            (false, MemberBindingExpressionSyntax binding) => binding.WithName(name),
            _ => MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, Operand(arguments.Find(call, "tensor")!), name),
        };
        return InvocationExpression(called, Arguments.List(("gradient", gradient), ("retainGraph", arguments.Find(call, "retain_graph")),
            ("createGraph", arguments.Find(call, "create_graph")), ("inputs", Inputs(call, arguments))));
    }

    /// <summary><c>Autograd.Backward([one, two], ...)</c></summary>
    private static InvocationExpressionSyntax Several(Edit edit, InvocationExpressionSyntax call, Arguments arguments)
    {
        ExpressionSyntax tensors = arguments.Find(call, "tensors")
            ?? List(edit, arguments.Find(call, "tensor") ?? ((MemberAccessExpressionSyntax)call.Expression).Expression);
        return InvocationExpression(
            MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, IdentifierName("Autograd"), IdentifierName("Backward")),
            Arguments.List(("tensors", tensors), ("gradTensors", arguments.Find(call, "grad_tensors")),
                ("retainGraph", arguments.Find(call, "retain_graph")), ("createGraph", arguments.Find(call, "create_graph")),
                ("inputs", Inputs(call, arguments))));
    }

    /// <summary>An empty list means all leaves in TorchSharp. In TorchBridge the argument is left out for that.</summary>
    private static ExpressionSyntax? Inputs(InvocationExpressionSyntax call, Arguments arguments) =>
        arguments.Find(call, "inputs") is { } inputs && Syntax.Elements(inputs) is not { Count: 0 } ? inputs : null;

    private static ExpressionSyntax List(Edit edit, ExpressionSyntax element) => ParseExpression(
        edit.HasLanguage((LanguageVersion)1200) ? $"[{element.WithoutTrivia()}]" : $"new[] {{ {element.WithoutTrivia()} }}");

    private static ExpressionSyntax Operand(ExpressionSyntax tensor) =>
        tensor is IdentifierNameSyntax or MemberAccessExpressionSyntax or InvocationExpressionSyntax or ElementAccessExpressionSyntax
            ? tensor.WithoutTrivia() : ParenthesizedExpression(tensor.WithoutTrivia());
}
