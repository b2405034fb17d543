using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace TorchBridge.Analyzers;

/// <summary>TB0003, TB0004 and TB0006: what a function that is passed to <c>Transforms</c> must not do.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class TransformAnalyzer : DiagnosticAnalyzer
{
    /// <summary>A property of TB0003: the method to call instead.</summary>
    internal const string Instead = nameof(Instead);

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        ImmutableArray.Create(Rules.Read, Rules.Kept, Rules.Thread);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(start =>
        {
            // A function and the call that it is passed to may be in different members, so whole files are analyzed.
            if (KnownTypes.Of(start.Compilation) is { } types)
                start.RegisterSemanticModelAction(file => Analyze(file, types));
        });
    }

    private static void Analyze(SemanticModelAnalysisContext context, KnownTypes types)
    {
        // A function may be in two transforms, and a place in two functions. The place is reported once, for Vmap if Vmap is one of them.
        var reported = new HashSet<(string Id, Location Place)>();
        foreach (TransformedFunction function in
            TransformedFunctions.In(context.SemanticModel, types, context.CancellationToken).OrderBy(each => !each.IsVmap))
        {
            var flow = new Flow(function.Code.Body, function.Parameters, types);
            IEnumerable<Diagnostic> found = function.IsVmap
                ? Reads.Find(function, flow, types).Concat(Escapes.Find(function, flow, types))
                : Reads.Find(function, flow, types);
            var all = new Flow(function.Code.Body, function.Code.Parameters, types);
            foreach (Diagnostic diagnostic in found.Concat(Threads.Find(function, all)))
                if (reported.Add((diagnostic.Id, diagnostic.Location)))
                    context.ReportDiagnostic(diagnostic);
        }
    }
}
