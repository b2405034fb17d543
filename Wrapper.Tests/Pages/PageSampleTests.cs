using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using TorchBridge.Analyzers;
using TorchBridge.Tests.Tools;

namespace TorchBridge.Tests.Pages;

/// <summary>
/// Every C# program of every page compiles without a warning, also of this package's own analyzers, runs, and prints what the page says.
/// Those of README are among the quick tests; the others have the category Pages.
/// </summary>
[TestClass]
public sealed class PageSampleTests
{
    private const string Readme = "README.md";

    private static readonly Dictionary<string, Sample> s_samples =
        Page.All.SelectMany(page => page.Samples).ToDictionary(sample => sample.Name);

    private static readonly ImmutableArray<DiagnosticAnalyzer> s_analyzers = [.. typeof(CallAnalyzer).Assembly.GetTypes()
        .Where(type => type.IsSubclassOf(typeof(DiagnosticAnalyzer)) && !type.IsAbstract)
        .Select(type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!)];

    public static IEnumerable<object[]> OfReadme => Names(inReadme: true);

    public static IEnumerable<object[]> OfPages => Names(inReadme: false);

    [TestMethod]
    [DynamicData(nameof(OfReadme), DynamicDataDisplayName = nameof(NameOf))]
    public Task ReadmePrintsWhatItSays(string name) => PrintsWhatItSays(s_samples[name]);

    [TestMethod]
    [TestCategory("Pages")]
    [DynamicData(nameof(OfPages), DynamicDataDisplayName = nameof(NameOf))]
    public Task PagePrintsWhatItSays(string name) => PrintsWhatItSays(s_samples[name]);

    [TestMethod]
    public void EverySampleIsFollowedByItsOutput()
    {
        Assert.IsGreaterThan(20, s_samples.Count);
        Assert.AreEqual("", string.Join('\n', s_samples.Values.Where(sample => sample.Output is null).Select(sample => sample.Name)));
    }

    public static string NameOf(MethodInfo method, object[] data) => (string)data[0];

    private static IEnumerable<object[]> Names(bool inReadme) => s_samples.Keys
        .Where(name => name.StartsWith($"{Readme}:", StringComparison.Ordinal) == inReadme).Select(name => new object[] { name });

    private static async Task PrintsWhatItSays(Sample sample)
    {
        Assert.IsNotNull(sample.Output, "A text block with the output must be right behind the program.");
        CSharpCompilation compilation = Compiler.Compilation(sample.Code);
        Assembly program = Compiler.Compile(compilation);
        ImmutableArray<Diagnostic> found = await compilation.WithAnalyzers(s_analyzers).GetAnalyzerDiagnosticsAsync();
        Assert.AreEqual("", string.Join('\n', found.Where(each => each.Severity >= DiagnosticSeverity.Warning)), "what analyzers found");
        if (sample.Code.Contains("ProcessGroup.", StringComparison.Ordinal) && !OperatingSystem.IsLinux())
            Assert.Inconclusive("Groups of processes need Linux.");
        Assert.AreEqual(sample.Output, PageProgram.Output(program));
    }
}
