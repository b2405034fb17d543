using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace TorchBridge.Analyzers;

/// <summary>Helpers for syntax and operations that several rules and fixes use.</summary>
internal static class Syntax
{
    /// <summary>The name in a call: <c>grad</c> in <c>torch.autograd.grad(...)</c>.</summary>
    public static SyntaxNode Name(SyntaxNode call) => call switch
    {
        InvocationExpressionSyntax invocation => Name(invocation.Expression),
        MemberAccessExpressionSyntax access => access.Name,
        MemberBindingExpressionSyntax binding => binding.Name,
        _ => call,
    };

    /// <summary>The elements of a collection that is written in the source, in any form that C# has. Null for other expressions.</summary>
    public static IReadOnlyList<ExpressionSyntax>? Elements(SyntaxNode? collection) => collection switch
    {
        CollectionExpressionSyntax list => list.Elements.All(element => element is ExpressionElementSyntax)
            ? [.. list.Elements.Cast<ExpressionElementSyntax>().Select(element => element.Expression)] : null,
        ImplicitArrayCreationExpressionSyntax array => array.Initializer.Expressions,
        ArrayCreationExpressionSyntax { Initializer: { } initializer } => initializer.Expressions,
        ArrayCreationExpressionSyntax array when array.Type.RankSpecifiers.First().Sizes.First() is LiteralExpressionSyntax size =>
            size.Token.Value is 0 ? [] : null,
        BaseObjectCreationExpressionSyntax { Initializer: { } initializer } => initializer.Expressions,
        ObjectCreationExpressionSyntax { ArgumentList: null or { Arguments.Count: 0 }, Type: GenericNameSyntax { Identifier.Text: "List" } }
            => [],
        InvocationExpressionSyntax
        {
            ArgumentList.Arguments.Count: 0,
            Expression: MemberAccessExpressionSyntax
            {
                Name.Identifier.Text: "Empty",
                Expression: IdentifierNameSyntax { Identifier.Text: "Array" or "Enumerable" },
            },
        } => [],
        _ => null,
    };

    /// <summary>The operation without the conversions around it.</summary>
    public static IOperation Unwrapped(IOperation operation)
    {
        while (true)
            switch (operation)
            {
                case IConversionOperation { OperatorMethod: null } conversion: operation = conversion.Operand; break;
                case IParenthesizedOperation parenthesized: operation = parenthesized.Operand; break;
                case IDelegateCreationOperation creation: operation = creation.Target; break;
                default: return operation;
            }
    }

    /// <summary>The targets and values of an assignment. A deconstruction of a tuple has several.</summary>
    public static IEnumerable<(IOperation Target, IOperation Value)> Assigned(IAssignmentOperation assignment) =>
        Assigned(assignment.Target, assignment.Value);

    private static IEnumerable<(IOperation Target, IOperation Value)> Assigned(IOperation target, IOperation value) =>
        (target is IDeclarationExpressionOperation declaration ? declaration.Expression : target, Unwrapped(value)) switch
        {
            (ITupleOperation targets, ITupleOperation values) when targets.Elements.Length == values.Elements.Length =>
                targets.Elements.Zip(values.Elements, Assigned).SelectMany(pairs => pairs),
            (ITupleOperation targets, _) => targets.Elements.SelectMany(each => Assigned(each, value)),
            _ => [(target, value)],
        };

    /// <summary>The object of a call, or the first argument of an extension method.</summary>
    public static IOperation? Receiver(IInvocationOperation call) =>
        call.Instance ?? (call.TargetMethod.IsExtensionMethod
            ? call.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == 0)?.Value : null);

    /// <summary>Whether the argument is the constant <paramref name="value"/>.</summary>
    public static bool Has(IInvocationOperation call, string parameter, object value) =>
        Argument(call, parameter) is { } argument && Equals(argument.Value.ConstantValue.Value, value);

    /// <summary>The argument that the caller wrote for a parameter.</summary>
    public static IArgumentOperation? Argument(IInvocationOperation call, string parameter) =>
        call.Arguments.FirstOrDefault(each => each.Parameter?.Name == parameter && each.ArgumentKind != ArgumentKind.DefaultValue);
}
