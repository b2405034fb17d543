using System.Text.RegularExpressions;
using TorchBridge.Native;
using TorchBridge.Tests.Tools;

namespace TorchBridge.Tests.Pages;

/// <summary>docs/native-loading.md has the true text of each remedy, every switch and every property of the build.</summary>
[TestClass]
public sealed partial class NativeLoadingPageTests
{
    private static readonly string s_page = Read("docs", "native-loading.md");

    [TestMethod]
    [DataRow("libtorch_cpu.so: version `GLIBC_2.34' not found (required by x)")]
    [DataRow("libLibTorchSharp.so: version `GLIBCXX_3.4.32' not found")]
    [DataRow("libnuma.so.1: cannot open shared object file: No such file or directory")]
    [DataRow("Error loading shared library ld-musl-x86_64.so.1")]
    [DataRow("something else")]
    public void TheRemedyOfAFailureIsThere(string failure) => AssertHas($"remedy: {LoadReport.Remedy(failure)}");

    [TestMethod]
    [DataRow("C:\\…\\torch_cpu.dll", false)]
    [DataRow(null, true)]
    [DataRow(null, false)]
    public void TheRemedyOfAMissingLibTorchIsThere(string? file, bool isWindowsOnArm) =>
        AssertHas($"remedy: {LoadReport.RemedyWithoutLibTorch(file, isWindowsOnArm)}");

    [TestMethod]
    public void EverySwitchHasItsRow() => AssertRows(10, Switch(), "Wrapper", "Native", "Switches.cs");

    [TestMethod]
    public void EveryPropertyOfTheBuildHasItsRow() => AssertRows(4, Property(), "Wrapper", "build", "TorchBridge.targets");

    private static void AssertHas(string text) => Assert.IsTrue(s_page.Contains(text, StringComparison.Ordinal), $"the page lacks: {text}");

    private static void AssertRows(int atLeast, Regex name, params string[] source)
    {
        string[] names = [.. name.Matches(Read(source)).Select(match => match.Groups[1].Value).Distinct()];
        Assert.IsGreaterThanOrEqualTo(atLeast, names.Length);
        Assert.AreEqual("", string.Join(", ", names.Where(each => !s_page.Contains($"\n| `{each}`", StringComparison.Ordinal))));
    }

    private static string Read(params string[] path) =>
        File.ReadAllText(Path.Combine([BuildFacts.Repository, .. path])).ReplaceLineEndings("\n");

    [GeneratedRegex(@"""(TorchBridge\.\w+)""")]
    private static partial Regex Switch();

    [GeneratedRegex(@"<(TorchBridge\w+) Condition=[^>]*>true<")]
    private static partial Regex Property();
}
