using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace TorchBridge.Analyzers;

/// <summary>TB0008: a closure of TorchSharp's L-BFGS that an exception of a backward pass can leave.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ClosureAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Rules.Closure);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(start =>
        {
            if (KnownTypes.Of(start.Compilation) is { } types)
                start.RegisterOperationAction(operation => Step(operation, types), OperationKind.Invocation);
        });
    }

    private static void Step(OperationAnalysisContext context, KnownTypes types)
    {
        var call = (IInvocationOperation)context.Operation;
        if (call.TargetMethod.Name != "step" || call.Instance is null || !types.IsLbfgs(Syntax.Unwrapped(call.Instance).Type)
            || Syntax.Argument(call, "closure") is not { } closure || call.SemanticModel is not { } model)
            return;
        IInvocationOperation? thrower = Functions.Named(closure.Value, model, null, context.CancellationToken)
            .SelectMany(function => function.Body.DescendantsAndSelf().OfType<IInvocationOperation>()
                .Where(each => types.CanThrow(each.TargetMethod) && !IsCaught(each, function.Body)))
            .FirstOrDefault();
        if (thrower is not null)
            context.ReportDiagnostic(Diagnostic.Create(Rules.Closure, Syntax.Name(call.Syntax).GetLocation(), thrower.TargetMethod.Name));
    }

    /// <summary>Whether the call is inside a try whose catch catches every exception and throws none.</summary>
    private static bool IsCaught(IOperation call, IOperation body)
    {
        for (IOperation inner = call; inner != body && inner.Parent is { } outer; inner = outer)
            if (outer is ITryOperation attempt && attempt.Body == inner && attempt.Catches.Any(TakesAll))
                return true;
        return false;
    }

    private static bool TakesAll(ICatchClauseOperation clause) => clause.Filter is null
        && clause.ExceptionType is { Name: "Exception" or "Object", ContainingNamespace.Name: "System" }
        && !clause.Handler.Descendants().Any(each => each is IThrowOperation);
}
