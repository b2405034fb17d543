using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace TorchBridge.Analyzers;

/// <summary>TB0001 and TB0002: calls of TorchSharp for which TorchBridge has a better one.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class CallAnalyzer : DiagnosticAnalyzer
{
    private const string
        Freed = "backward(create_graph: true) frees the graph that its gradients need; call Backward(createGraph: true), which keeps it",
        AllLeaves = "backward treats an empty list of inputs as all leaves, where PyTorch throws; call Backward, which throws too",
        Other = "call Backward of TorchBridge, which has PyTorch's defaults and clear errors";

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Rules.Grad, Rules.Backward);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(start =>
        {
            if (KnownTypes.Of(start.Compilation) is not { } types)
                return;
            start.RegisterOperationAction(operation => Call(operation, types), OperationKind.Invocation);
            start.RegisterOperationAction(operation => Mention(operation, types), OperationKind.MethodReference);
        });
    }

    private static void Call(OperationAnalysisContext context, KnownTypes types)
    {
        var call = (IInvocationOperation)context.Operation;
        if (call.TargetMethod.Name is "grad" or "backward")
            Report(context, types, call.TargetMethod, () => Difference(call, types));
    }

    /// <summary>A method group: <c>Action pass = loss.backward;</c>. The later arguments are unknown.</summary>
    private static void Mention(OperationAnalysisContext context, KnownTypes types) =>
        Report(context, types, ((IMethodReferenceOperation)context.Operation).Method, () => null);

    private static void Report(OperationAnalysisContext context, KnownTypes types, IMethodSymbol method, Func<string?> difference)
    {
        Location place = Syntax.Name(context.Operation.Syntax).GetLocation();
        if (types.IsTorchSharpAutograd(method) && method.Name == "grad")
            context.ReportDiagnostic(Diagnostic.Create(Rules.Grad, place));
        else if (types.IsTensorBackward(method) || types.IsTorchSharpAutograd(method) && method.Name == "backward")
            context.ReportDiagnostic(difference() is { } text
                ? Diagnostic.Create(Rules.Backward, place, text)
                : Diagnostic.Create(Rules.Backward, place, DiagnosticSeverity.Info, null, null, Other));
    }

    /// <summary>How this call differs from the same call in PyTorch; null if it does not.</summary>
    private static string? Difference(IInvocationOperation call, KnownTypes types) =>
        Syntax.Argument(call, "inputs") is { } inputs && Syntax.Elements(Syntax.Unwrapped(inputs.Value).Syntax) is { Count: 0 } ? AllLeaves
        : types.IsTensorBackward(call.TargetMethod) && Syntax.Has(call, "create_graph", true)
            && !Syntax.Has(call, "retain_graph", true) ? Freed
        : null;
}
