using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace TorchBridge.CodeFixes;

/// <summary>TB0001: <c>torch.autograd.grad</c> becomes <c>Autograd.Grad</c>.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class GradFix : Fix<InvocationExpressionSyntax>
{
    /// <summary>Makes the fix.</summary>
    public GradFix() : base("TB0001", "Call Autograd.Grad of TorchBridge") { }

    private protected override bool TryFix(Edit edit, InvocationExpressionSyntax place, Diagnostic diagnostic, CancellationToken cancel)
    {
        if (edit.Model.GetOperation(place, cancel) is not IInvocationOperation { TargetMethod.Name: "grad" } operation)
            return false;
        edit.Import("TorchBridge", "Autograd", place);
        var arguments = new Arguments(operation);
        if (IsFirst(place) is { } element && Single(place, arguments) is not null)
            edit.Replace(element, current => Single((InvocationExpressionSyntax)current.Expression, arguments)!);
        else
        {
            // For the compiler the gradients may be null, although none is null without allow_unused.
            bool nullable = edit.Model.GetNullableContext(place.SpanStart).WarningsEnabled();
            if (nullable && place.Parent is ElementAccessExpressionSyntax access && access.Expression == place
                && access.Parent is not PostfixUnaryExpressionSyntax)
                edit.Replace(access, current =>
                    NotNull(current.WithExpression(Many((InvocationExpressionSyntax)current.Expression, arguments))));
            else
                edit.Replace(place, current =>
                    nullable && IsConverted(place) ? NotNull(Many(current, arguments)) : Many(current, arguments));
            UseLength(edit, place, cancel);
        }
        return true;
    }

    /// <summary><c>grad(...)[0]</c></summary>
    private static ElementAccessExpressionSyntax? IsFirst(InvocationExpressionSyntax call) =>
        call.Parent is ElementAccessExpressionSyntax { ArgumentList.Arguments.Count: 1 } access && access.Expression == call
        && access.ArgumentList.Arguments[0].Expression is LiteralExpressionSyntax { Token.Value: 0 } ? access : null;

    /// <summary>The call for one output and one input, if the original call has one of each.</summary>
    private static InvocationExpressionSyntax? Single(InvocationExpressionSyntax call, Arguments arguments)
    {
        ExpressionSyntax? gradients = arguments.Find(call, "grad_outputs"), unused = arguments.Find(call, "allow_unused");
        return unused is not null && !unused.IsKind(SyntaxKind.FalseLiteralExpression)
            || gradients is not null && Arguments.Single(gradients) is null
            || Arguments.Single(arguments.Find(call, "outputs")) is not { } output
            || Arguments.Single(arguments.Find(call, "inputs")) is not { } input
            ? null
            : Call(Arguments.List(("output", output), ("input", input), ("gradOutput", Arguments.Single(gradients)),
                ("retainGraph", arguments.Find(call, "retain_graph")), ("createGraph", arguments.Find(call, "create_graph"))));
    }

    private static InvocationExpressionSyntax Many(InvocationExpressionSyntax call, Arguments arguments) => Call(Arguments.List(
        ("outputs", arguments.Find(call, "outputs")), ("inputs", arguments.Find(call, "inputs")),
        ("gradOutputs", arguments.Find(call, "grad_outputs")), ("retainGraph", arguments.Find(call, "retain_graph")),
        ("createGraph", arguments.Find(call, "create_graph")), ("allowUnused", arguments.Find(call, "allow_unused"))));

    private static InvocationExpressionSyntax Call(ArgumentListSyntax arguments) => InvocationExpression(
        MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, IdentifierName("Autograd"), IdentifierName("Grad")), arguments);

    private static PostfixUnaryExpressionSyntax NotNull(ExpressionSyntax value) =>
        PostfixUnaryExpression(SyntaxKind.SuppressNullableWarningExpression, value);

    /// <summary>Whether the result is used where a list of tensors that are not null is expected.</summary>
    private static bool IsConverted(InvocationExpressionSyntax call) => call.Parent switch
    {
        EqualsValueClauseSyntax initializer when IsVar(initializer) => false,
        EqualsValueClauseSyntax or AssignmentExpressionSyntax or ArgumentSyntax or ReturnStatementSyntax => true,
        _ => false,
    };

    private static bool IsVar(EqualsValueClauseSyntax initializer) =>
        initializer.Parent?.Parent is VariableDeclarationSyntax { Type.IsVar: true };

    /// <summary>If the result is a variable declared with var, it is an array now, which has no Count.</summary>
    private static void UseLength(Edit edit, InvocationExpressionSyntax place, CancellationToken cancel)
    {
        if (place.Parent is not EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax variable } initializer || !IsVar(initializer)
            || edit.Model.GetDeclaredSymbol(variable, cancel) is not { } symbol)
            return;
        foreach (MemberAccessExpressionSyntax access in edit.Root.DescendantNodes().OfType<MemberAccessExpressionSyntax>())
            if (access.Name.Identifier.ValueText == "Count" && access.Parent is not InvocationExpressionSyntax
                && SymbolEqualityComparer.Default.Equals(edit.Model.GetSymbolInfo(access.Expression, cancel).Symbol, symbol))
                edit.Replace(access.Name, _ => IdentifierName("Length"));
    }
}
