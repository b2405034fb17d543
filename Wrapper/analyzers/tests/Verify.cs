using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Testing;
using Microsoft.CodeAnalysis.Text;

namespace TorchBridge.Analyzers.Tests;

/// <summary>
/// Runs an analyzer and its fix over a program, with Roslyn's testing library. In the program <c>{|TB0001:grad|}</c> is a place that is
/// reported. A fix is tried place by place, and for all places of the document and of the project at once.
/// </summary>
internal static class Verify
{
    /// <summary>The lines before each program.</summary>
    private const string Usings = """
        using System;
        using System.Collections.Generic;
        using System.Linq;
        using System.Threading;
        using System.Threading.Tasks;
        using TorchSharp;
        using TorchSharp.Modules;
        using static TorchSharp.torch;

        """;

    private const string Bridge = """
        using System;
        using System.Collections.Generic;
        using System.Linq;
        using System.Threading;
        using System.Threading.Tasks;
        using TorchBridge;
        using TorchSharp;
        using TorchSharp.Modules;
        using static TorchSharp.torch;

        """;

    private static readonly HashSet<string> s_assemblies =
    [
        "System.Private.CoreLib", "System.Runtime", "System.Runtime.Numerics", "System.Collections", "System.Collections.Concurrent",
        "System.Console", "System.Linq", "System.Linq.Parallel", "System.Threading", "System.Threading.Tasks.Parallel",
        "System.Threading.Thread", "System.Threading.ThreadPool", "netstandard",
    ];

    /// <summary>The references that the SDK's compiler gets. These programs need a part of them.</summary>
    internal static readonly ImmutableArray<MetadataReference> References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => s_assemblies.Contains(Path.GetFileNameWithoutExtension(path)))
            .Append(typeof(Autograd).Assembly.Location).Append(typeof(TorchSharp.torch).Assembly.Location)
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    /// <summary>A program that uses TorchBridge, and the places in it.</summary>
    public static Task Reports<TAnalyzer>(string program, string? editorconfig = null, DiagnosticResult[]? expected = null)
        where TAnalyzer : DiagnosticAnalyzer, new() =>
        new Test<TAnalyzer, EmptyCodeFixProvider>(Bridge + program, null, editorconfig, expected).RunAsync();

    /// <summary>A program without a <c>using TorchBridge;</c> and what the fix makes of it, with one.</summary>
    public static Task Fixes<TAnalyzer, TFix>(string program, string @fixed, DiagnosticResult[]? expected = null)
        where TAnalyzer : DiagnosticAnalyzer, new() where TFix : CodeFixProvider, new() =>
        new Test<TAnalyzer, TFix>(Usings + program, Bridge + @fixed, null, expected).RunAsync();

    /// <summary>A program that uses TorchBridge, and what the fix makes of it.</summary>
    public static Task FixesInBridge<TAnalyzer, TFix>(string program, string @fixed, DiagnosticResult[]? expected = null,
        DiagnosticResult[]? rest = null, LanguageVersion? language = null)
        where TAnalyzer : DiagnosticAnalyzer, new() where TFix : CodeFixProvider, new() =>
        new Test<TAnalyzer, TFix>(Bridge + program, Bridge + @fixed, null, expected, rest, language).RunAsync();

    /// <summary>A program with reported places that have no fix.</summary>
    public static Task FixesNothing<TAnalyzer, TFix>(string program)
        where TAnalyzer : DiagnosticAnalyzer, new() where TFix : CodeFixProvider, new() =>
        new Test<TAnalyzer, TFix>(Bridge + program, Bridge + program, null, null).RunAsync();

    /// <summary>A program exactly as it is.</summary>
    public static Task FixesExactly<TAnalyzer, TFix>(string program, string @fixed)
        where TAnalyzer : DiagnosticAnalyzer, new() where TFix : CodeFixProvider, new() =>
        new Test<TAnalyzer, TFix>(program, @fixed, null, null).RunAsync();

    /// <summary>Checks that a line of .editorconfig switches the rule off in a program where it reports a place.</summary>
    public static Task IsSwitchedOff<TAnalyzer>(string id, string program) where TAnalyzer : DiagnosticAnalyzer, new()
    {
        TestFileMarkupParser.GetSpans(program, out string plain, out ImmutableDictionary<string, ImmutableArray<TextSpan>> places);
        Assert.IsTrue(places.ContainsKey(id), "the program has no place to be silent about");
        return Reports<TAnalyzer>(plain, $"root = true\n[*.cs]\ndotnet_diagnostic.{id}.severity = none\n");
    }

    private sealed class Test<TAnalyzer, TFix> : CSharpCodeFixTest<TAnalyzer, TFix, DefaultVerifier>
        where TAnalyzer : DiagnosticAnalyzer, new() where TFix : CodeFixProvider, new()
    {
        private readonly LanguageVersion _language;

        public Test(string program, string? @fixed, string? editorconfig, DiagnosticResult[]? expected, DiagnosticResult[]? rest = null,
            LanguageVersion? language = null)
        {
            _language = language ?? LanguageVersion.CSharp12;
            // These checks concern Roslyn itself and take time in each test. Generated code has its own test.
            TestBehaviors = TestBehaviors.SkipSuppressionCheck | TestBehaviors.SkipGeneratedCodeCheck;
            CodeFixTestBehaviors = CodeFixTestBehaviors.SkipFixAllInSolutionCheck;
            TestCode = program;
            if (@fixed is not null)
                FixedCode = @fixed;
            ReferenceAssemblies = new ReferenceAssemblies("net10.0");
            TestState.AdditionalReferences.AddRange(References);
            TestState.OutputKind = OutputKind.ConsoleApplication;
            TestState.ExpectedDiagnostics.AddRange(expected ?? []);
            FixedState.ExpectedDiagnostics.AddRange(rest ?? []);
            if (rest is not null)
                FixedState.MarkupHandling = MarkupMode.Allow;
            if (editorconfig is not null)
                TestState.AnalyzerConfigFiles.Add(("/.editorconfig", editorconfig));
        }

        protected override ParseOptions CreateParseOptions() => new CSharpParseOptions(_language, DocumentationMode.Diagnose);

        protected override CompilationOptions CreateCompilationOptions() =>
            ((CSharpCompilationOptions)base.CreateCompilationOptions())
                .WithNullableContextOptions(
                    _language < LanguageVersion.CSharp8 ? NullableContextOptions.Disable : NullableContextOptions.Enable)
                // TorchSharp was built for .NET 8; the SDK's own builds suppress it too
                .WithSpecificDiagnosticOptions([new("CS1701", ReportDiagnostic.Suppress), new("CS1702", ReportDiagnostic.Suppress)]);
    }
}
