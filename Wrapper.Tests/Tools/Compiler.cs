using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;

namespace TorchBridge.Tests.Tools;

/// <summary>Compiles C# as a console project of the .NET SDK does, against the assemblies of this program.</summary>
internal static class Compiler
{
    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    /// <summary>Read once: the compiler then keeps what it has parsed of them.</summary>
    private static readonly Lazy<MetadataReference[]> s_references = new(() =>
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Select(path => MetadataReference.CreateFromFile(path))]);

    public static CSharpCompilation Compilation(string code, LanguageVersion version = LanguageVersion.Latest, string usings = "") =>
        CSharpCompilation.Create(
            $"program-{Guid.NewGuid():N}",
            new[] { ImplicitUsings + usings, code }.Select(text => CSharpSyntaxTree.ParseText(text, new CSharpParseOptions(version))),
            s_references.Value,
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable)
                // TorchSharp was built for .NET 8; the SDK's own builds suppress it too
                .WithSpecificDiagnosticOptions([new("CS1701", ReportDiagnostic.Suppress)]));

    /// <summary>The compiled program. A warning fails the test, as an error does.</summary>
    public static Assembly Compile(string code) => Compile(Compilation(code));

    public static Assembly Compile(CSharpCompilation compilation)
    {
        using var image = new MemoryStream();
        EmitResult result = compilation.Emit(image);
        Assert.AreEqual("", string.Join('\n', result.Diagnostics.Where(each => each.Severity >= DiagnosticSeverity.Warning)));
        return Assembly.Load(image.ToArray());
    }
}
