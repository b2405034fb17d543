using System.Globalization;
using System.Text.RegularExpressions;
using TorchBridge.Tests.Tools;

namespace TorchBridge.Tests;

/// <summary>docs/native.md lists the C++ names that the native layer looks up: all of them, and no other.</summary>
[TestClass]
public sealed partial class NativeNameTests
{
    [TestMethod]
    public void TheTableListsEveryName()
    {
        string[] used = [.. Directory.GetFiles(Path.Combine(BuildFacts.Repository, "Wrapper", "Native"), "*.cs")
            .SelectMany(file => MangledName().Matches(File.ReadAllText(file)).Select(match => Plain(match.Groups["name"].Value)))
            .Distinct().Order(StringComparer.Ordinal)];
        string[] listed = [.. File.ReadLines(Path.Combine(BuildFacts.Repository, "docs", "native.md"))
            .Select(line => Row().Match(line)).Where(match => match.Success).Select(match => match.Groups["name"].Value)
            .Order(StringComparer.Ordinal)];
        Assert.IsGreaterThan(20, used.Length);
        Assert.AreEqual(string.Join('\n', used), string.Join('\n', listed));
    }

    /// <summary>The names in an Itanium name: each is behind its length, and parameters are not wanted.</summary>
    private static string Plain(string mangled)
    {
        var names = new List<string>();
        bool standard = mangled.StartsWith("St", StringComparison.Ordinal);
        int at = standard ? 2 : 0;
        while (at < mangled.Length && char.IsAsciiDigit(mangled[at]))
        {
            int digits = mangled[at..].TakeWhile(char.IsAsciiDigit).Count();
            int length = int.Parse(mangled.AsSpan(at, digits), CultureInfo.InvariantCulture);
            names.Add(mangled.Substring(at + digits, length));
            at += digits + length;
        }
        return (standard ? "std::" : "") + string.Join("::", names);
    }

    [GeneratedRegex("\"_Z(TV|TI)?N?K?(?<name>[A-Za-z0-9_]+)\"", RegexOptions.ExplicitCapture)]
    private static partial Regex MangledName();

    [GeneratedRegex(@"^\| `(?<name>[\w:]+)` \|", RegexOptions.ExplicitCapture)]
    private static partial Regex Row();
}
