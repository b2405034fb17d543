using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace TorchBridge.Analyzers;

/// <summary>A function whose code is known: a lambda, a local function or a method.</summary>
internal readonly struct Function(IOperation body, IEnumerable<IParameterSymbol> parameters)
{
    public IOperation Body { get; } = body;

    public IReadOnlyList<IParameterSymbol> Parameters { get; } = [.. parameters];
}

/// <summary>Finds the code of a delegate.</summary>
internal static class Functions
{
    private const int Deepest = 8;

    /// <summary>
    /// The code of a delegate that is a lambda, a method group, or a variable that is initialized with one. Only code in the same file is
    /// found, because the semantic model is that of the file. For a call that makes a function from others, the others are searched if
    /// <paramref name="through"/> returns true.
    /// </summary>
    public static IEnumerable<Function> Named(IOperation value, SemanticModel model, Func<IInvocationOperation, bool>? through,
        CancellationToken cancel) => Named(value, model, through, 0, cancel);

    private static IEnumerable<Function> Named(IOperation value, SemanticModel model, Func<IInvocationOperation, bool>? through, int depth,
        CancellationToken cancel)
    {
        value = Syntax.Unwrapped(value);
        return depth > Deepest ? [] : value switch
        {
            IAnonymousFunctionOperation lambda => [new(lambda.Body, lambda.Symbol.Parameters)],
            IMethodReferenceOperation group => OfMethod(group.Method.OriginalDefinition, model, cancel),
            ILocalReferenceOperation local => OfVariable(local.Local, model, through, depth, cancel),
            IFieldReferenceOperation field => OfVariable(field.Field, model, through, depth, cancel),
            IInvocationOperation call when through?.Invoke(call) == true => Delegates(call)
                .SelectMany(argument => Named(argument.Value, model, through, depth + 1, cancel)),
            _ => [],
        };
    }

    /// <summary>The arguments of a call that are functions.</summary>
    public static IEnumerable<IArgumentOperation> Delegates(IInvocationOperation call) =>
        call.Arguments.Where(argument =>
            argument.ArgumentKind == ArgumentKind.Explicit && argument.Parameter?.Type.TypeKind == TypeKind.Delegate);

    private static IEnumerable<Function> OfMethod(IMethodSymbol method, SemanticModel model, CancellationToken cancel) =>
        from syntax in Declarations(method, model, cancel)
        let body = model.GetOperation(syntax, cancel)
        where body is not null
        select new Function(body, method.Parameters);

    private static IEnumerable<Function> OfVariable(ISymbol variable, SemanticModel model,
        Func<IInvocationOperation, bool>? through, int depth, CancellationToken cancel) =>
        from syntax in Declarations(variable, model, cancel)
        let value = (syntax as VariableDeclaratorSyntax)?.Initializer?.Value
        where value is not null
        let operation = model.GetOperation(value, cancel)
        where operation is not null
        from function in Named(operation, model, through, depth + 1, cancel)
        select function;

    private static IEnumerable<SyntaxNode> Declarations(ISymbol symbol, SemanticModel model, CancellationToken cancel) =>
        symbol.DeclaringSyntaxReferences.Where(reference => reference.SyntaxTree == model.SyntaxTree)
            .Select(reference => reference.GetSyntax(cancel));
}
