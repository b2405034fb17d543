using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using TorchBridge.Tests.Tools;

namespace TorchBridge.Tests;

/// <summary>Every C# program in the README and in docs compiles, runs, and prints what is said there.</summary>
[TestClass]
public sealed partial class ReadmeTests
{
    private const string ImplicitUsings =
        "global using System; global using System.Collections.Generic; global using System.Linq; global using System.Threading.Tasks;";

    public static IEnumerable<object[]> Programs
    {
        get
        {
            string readme = Texts();
            return Blocks().Matches(readme)
                .Select((block, i) => new object[] { i + 1, block.Groups["code"].Value, block.Groups["output"].Value });
        }
    }

    [TestMethod]
    [DynamicData(nameof(Programs))]
    public void PrintsWhatItSays(int number, string code, string output)
    {
        _ = number;      // names the case
        Assert.AreEqual(output.Trim(), Run(Compile(code)).Trim().ReplaceLineEndings("\n"));
    }

    [TestMethod]
    public void EveryCSharpBlockIsFollowedByItsOutput()
    {
        string readme = Texts();
        int all = CSharpBlock().Count(readme);
        Assert.IsGreaterThanOrEqualTo(2, all);
        Assert.AreEqual(all, Programs.Count());
    }

    private static string Texts() =>
        string.Join('\n', Directory.EnumerateFiles(Path.Combine(BuildFacts.Repository, "docs"), "*.md").Order(StringComparer.Ordinal)
        .Prepend(Path.Combine(BuildFacts.Repository, "README.md")).Select(File.ReadAllText));

    internal static CSharpCompilation Compilation(string code, LanguageVersion version = LanguageVersion.Latest)
    {
        string[] platform = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
        return CSharpCompilation.Create(
            $"readme-{Guid.NewGuid():N}",
            [.. new[] { ImplicitUsings, code }.Select(text => CSharpSyntaxTree.ParseText(text, new CSharpParseOptions(version)))],
            platform.Select(path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable)
                // TorchSharp was built for .NET 8; the SDK's own builds suppress it too
                .WithSpecificDiagnosticOptions([new("CS1701", ReportDiagnostic.Suppress)]));
    }

    internal static Assembly Compile(string code)
    {
        CSharpCompilation compilation = Compilation(code);
        using var image = new MemoryStream();
        EmitResult result = compilation.Emit(image);
        Assert.IsTrue(result.Success, string.Join('\n', result.Diagnostics));
        Assert.IsFalse(result.Diagnostics.Any(d => d.Severity == DiagnosticSeverity.Warning), string.Join('\n', result.Diagnostics));
        return Assembly.Load(image.ToArray());
    }

    private static string Run(Assembly program)
    {
        TextWriter console = Console.Out;
        using var output = new StringWriter();
        Console.SetOut(output);
        try
        {
            program.EntryPoint!.Invoke(null, [Array.Empty<string>()]);
        }
        finally
        {
            Console.SetOut(console);
        }
        return output.ToString();
    }

    [GeneratedRegex(@"^```csharp\r?\n(?<code>.*?)^```\s+```text\r?\n(?<output>.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Blocks();

    [GeneratedRegex("^```csharp", RegexOptions.Multiline)]
    private static partial Regex CSharpBlock();
}
