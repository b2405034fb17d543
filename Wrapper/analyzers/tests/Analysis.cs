using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace TorchBridge.Analyzers.Tests;

/// <summary>Runs all analyzers as a compiler does. The code need not compile.</summary>
internal static class Analysis
{
    /// <summary>The diagnostics of the analyzers. An exception of an analyzer is reported as AD0001.</summary>
    public static Task<Diagnostic[]> Of(string program, KeyValuePair<string, ReportDiagnostic>? severity = null) =>
        Of([CSharpSyntaxTree.ParseText(program)], severity);

    /// <inheritdoc cref="Of(string, KeyValuePair{string, ReportDiagnostic}?)"/>
    public static async Task<Diagnostic[]> Of(IEnumerable<SyntaxTree> files, KeyValuePair<string, ReportDiagnostic>? severity = null,
        IEnumerable<MetadataReference>? references = null)
    {
        ImmutableArray<DiagnosticAnalyzer> all =
            [new CallAnalyzer(), new ClosureAnalyzer(), new FunctionClassAnalyzer(), new LoopAnalyzer(), new TransformAnalyzer()];
        ImmutableArray<Diagnostic> found = await Compilation(files, severity, references).WithAnalyzers(all).GetAnalyzerDiagnosticsAsync();
        return [.. found.OrderBy(each => each.Location.SourceSpan.Start)];
    }

    public static CSharpCompilation Compilation(IEnumerable<SyntaxTree> files, KeyValuePair<string, ReportDiagnostic>? severity = null,
        IEnumerable<MetadataReference>? references = null) => CSharpCompilation.Create("analyzed", files, references ?? Verify.References,
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, allowUnsafe: true,
                nullableContextOptions: NullableContextOptions.Enable,
                specificDiagnosticOptions: severity is { } changed ? [changed] : []));
}
