using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace TorchBridge.Analyzers;

/// <summary>TB0007: classes that derive from TorchSharp's own custom functions.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class FunctionClassAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Rules.Function);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(start =>
        {
            if (KnownTypes.Of(start.Compilation) is not { } types)
                return;
            start.RegisterSymbolAction(symbol =>
            {
                var type = (INamedTypeSymbol)symbol.Symbol;
                if (types.FunctionClass(type) is { } function)
                    symbol.ReportDiagnostic(Diagnostic.Create(Rules.Function, type.Locations[0], type.Name, function.Name));
            }, SymbolKind.NamedType);
        });
    }
}
