using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace TorchBridge.Analyzers;

/// <summary>TB0005: a loop that makes tensors which neither the loop nor the code around it disposes.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class LoopAnalyzer : DiagnosticAnalyzer
{
    /// <summary>A property of a diagnostic, set if a tensor leaves the loop, so that a scope would dispose it too.</summary>
    internal const string Leaves = nameof(Leaves);

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Rules.Loop);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(start =>
        {
            if (KnownTypes.Of(start.Compilation) is { } types)
                start.RegisterOperationAction(operation => Loop(operation, types), OperationKind.Loop);
        });
    }

    private static void Loop(OperationAnalysisContext context, KnownTypes types)
    {
        var loop = (ILoopOperation)context.Operation;
        // The caller of a function that returns tensors has the dispose scope, because temporaries may be part of their graph.
        if (types.HasTensors(ReturnType(loop, context.ContainingSymbol)))
            return;
        IOperation[] body = [.. Own(loop.Body)];
        var temporaries = new Temporaries(loop, body, types);
        if (!temporaries.Any
            || body.Any(each => each is IAwaitOperation || each.Kind == OperationKind.YieldReturn || temporaries.Empties(each)))
            return;
        // A scope around the loop disposes all tensors at its end. This is too late if each iteration keeps the graph of a pass.
        bool trains = body.Any(each => each is IInvocationOperation call && types.StartsPass(call.TargetMethod));
        if (trains || !Scopes.Cover(loop, null, types))
            context.ReportDiagnostic(Diagnostic.Create(Rules.Loop, Keyword(loop.Syntax).GetLocation(),
                temporaries.AnyLeaves ? ImmutableDictionary<string, string?>.Empty.Add(Leaves, "") : null));
    }

    /// <summary>The operations of a loop without those of inner loops and functions, which have their own iterations and callers.</summary>
    private static IEnumerable<IOperation> Own(IOperation operation) =>
        operation is ILoopOperation or IAnonymousFunctionOperation or ILocalFunctionOperation
            ? []
            : operation.ChildOperations.SelectMany(Own).Prepend(operation);

    private static ITypeSymbol? ReturnType(IOperation loop, ISymbol member)
    {
        for (IOperation? outer = loop.Parent; outer is not null; outer = outer.Parent)
            if (outer is IAnonymousFunctionOperation lambda)
                return lambda.Symbol.ReturnType;
            else if (outer is ILocalFunctionOperation function)
                return function.Symbol.ReturnType;
        return (member as IMethodSymbol)?.ReturnType;
    }

    private static SyntaxToken Keyword(SyntaxNode loop) => loop switch
    {
        CommonForEachStatementSyntax each => each.ForEachKeyword,
        _ => loop.GetFirstToken(),
    };
}
