using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace TorchBridge.Analyzers;

/// <summary>A function that is passed to <c>Transforms</c>, the method, and the parameters that the method certainly transforms.</summary>
internal readonly struct TransformedFunction(Function code, string transform, IReadOnlyList<IParameterSymbol> parameters)
{
    public Function Code { get; } = code;

    /// <summary>The name of the method: <c>Vmap</c>.</summary>
    public string Transform { get; } = transform;

    public bool IsVmap => Transform == "Vmap";

    /// <summary>The parameters that are batches, or that the method differentiates with respect to.</summary>
    public IReadOnlyList<IParameterSymbol> Parameters { get; } = parameters;
}

/// <summary>Finds the functions that a file passes to the methods of <c>Transforms</c>.</summary>
internal static class TransformedFunctions
{
    private static readonly HashSet<string> s_transforms =
        ["Vmap", "Grad", "GradAndValue", "Vjp", "Jvp", "JacRev", "JacFwd", "Hessian", "Linearize"];

    public static IEnumerable<TransformedFunction> In(SemanticModel model, KnownTypes types, CancellationToken cancel) =>
        from syntax in model.SyntaxTree.GetRoot(cancel).DescendantNodes().OfType<InvocationExpressionSyntax>()
        where Syntax.Name(syntax) is SimpleNameSyntax name && s_transforms.Contains(name.Identifier.ValueText)
        let call = model.GetOperation(syntax, cancel) as IInvocationOperation
        where call is not null && types.IsTransform(call.TargetMethod)
        from argument in Functions.Delegates(call)
        from function in Functions.Named(argument.Value, model, inner => types.IsTransform(inner.TargetMethod), cancel)
        select new TransformedFunction(function, call.TargetMethod.Name, Transformed(call, function.Parameters));

    private static IReadOnlyList<IParameterSymbol> Transformed(IInvocationOperation call, IReadOnlyList<IParameterSymbol> parameters)
    {
        IArgumentOperation? dims = Syntax.Argument(call, "inDims"),
            numbers = Syntax.Argument(call, "argnums") ?? Syntax.Argument(call, "argnum");
        // The elements of an array are not analyzed.
        if (numbers is not null && !IsNone(numbers.Value))
            return [];
        if (dims is null || IsNone(dims.Value))
            return parameters;
        if (Dimensions(Syntax.Unwrapped(dims.Value).Syntax) is not { } each)
            return [];
        if (each.All(IsNumber))
            return parameters;
        return each.Count == parameters.Count ? [.. parameters.Where((_, i) => IsNumber(each[i]))] : [];
    }

    private static bool IsNone(IOperation value) => Syntax.Unwrapped(value) switch
    {
        IArrayCreationOperation { Initializer: { } initializer } => initializer.ElementValues.IsEmpty,
        var plain => plain.ConstantValue is { HasValue: true, Value: null } || plain is IDefaultValueOperation,
    };

    private static IReadOnlyList<ExpressionSyntax>? Dimensions(SyntaxNode dims) => dims is TupleExpressionSyntax tuple
        ? [.. tuple.Arguments.Select(argument => argument.Expression)]
        : Syntax.Elements(dims);

    private static bool IsNumber(ExpressionSyntax dimension) =>
        dimension.IsKind(SyntaxKind.NumericLiteralExpression) || dimension.IsKind(SyntaxKind.UnaryMinusExpression);
}
