using System.Reflection;
using Microsoft.CodeAnalysis.CSharp;
using TorchBridge.Tests.Tools;

namespace TorchBridge.Tests.Pages;

/// <summary>The programs of the pages compile with C# 12 too, which is the language of a project for .NET 8.</summary>
[TestClass]
public sealed class DotNet8PageTests
{
    private static readonly Dictionary<string, Sample> s_samples =
        Page.All.SelectMany(page => page.Samples).ToDictionary(sample => sample.Name);

    public static IEnumerable<object[]> Names => s_samples.Keys.Select(name => new object[] { name });

    [TestMethod]
    [TestCategory("Pages")]
    [DynamicData(nameof(Names), DynamicDataDisplayName = nameof(NameOf))]
    public void CompilesWithCSharp12(string name) =>
        Compiler.Compile(Compiler.Compilation(s_samples[name].Code, LanguageVersion.CSharp12));

    public static string NameOf(MethodInfo method, object[] data) => (string)data[0];
}
