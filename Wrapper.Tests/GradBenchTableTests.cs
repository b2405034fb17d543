using System.Text.RegularExpressions;
using TorchBridge.Tests.Tools;

namespace TorchBridge.Tests;

/// <summary>The numbers that docs/images/gradbench.svg draws, beside those of the table on the pages.</summary>
[TestClass]
public sealed partial class GradBenchTableTests
{
    /// <summary>The evals for which all three tools have numbers.</summary>
    private static readonly string[] s_evals = ["ba", "ht", "lstm", "gmm", "kmeans", "lse"];

    [TestMethod]
    public void TheTableOfThePagesHasTheNumbersThatAreDrawn()
    {
        string[][] drawn = [.. File.ReadLines(Path.Combine(BuildFacts.Repository, "examples", "Benchmarks", "gradbench.csv"))
            .Where(line => !line.StartsWith('#')).Skip(1).Select(line => line.Split(';', StringSplitOptions.TrimEntries))];
        CollectionAssert.AreEqual(s_evals, drawn.Select(line => Eval(line[0])).Distinct().ToArray());
        int tables = 0;
        foreach (string page in Pages())
        {
            string[][] rows = [.. File.ReadLines(page).Where(line => Row().IsMatch(line))
                .Select(line => line.Trim().Trim('|').Split('|', StringSplitOptions.TrimEntries)).Where(cells => cells.Length == 4)];
            foreach (string eval in s_evals)
                if (rows.Where(row => Eval(row[0].Trim('`')) == eval).ToArray() is { Length: > 0 } own)
                {
                    tables++;
                    for (int tool = 1; tool <= 3; tool++)
                        CollectionAssert.AreEqual(
                            Sorted(drawn.Where(line => Eval(line[0]) == eval).Select(line => line[tool])),
                            Sorted(own.SelectMany(row => Number().Matches(row[tool]).Select(match => match.Value.Replace(",", "")))),
                            $"{page}, {eval}, column {tool}");
                }
        }
        Assert.AreEqual(0, tables % s_evals.Length);
        Assert.IsGreaterThan(0, tables);
    }

    [TestMethod]
    public void TheDrawingIsCommittedAndNamesEachEval()
    {
        string drawing = File.ReadAllText(Path.Combine(BuildFacts.Repository, "docs", "images", "gradbench.svg"));
        foreach (string eval in s_evals)
            Assert.Contains($">{eval}, ", drawing);
        Assert.DoesNotContain(">-0<", drawing);
    }

    private static IEnumerable<string> Pages() => Directory.EnumerateFiles(Path.Combine(BuildFacts.Repository, "docs"), "*.md")
        .Append(Path.Combine(BuildFacts.Repository, "README.md"));

    private static string Eval(string text) => text.Split(',', '`')[0];

    private static string[] Sorted(IEnumerable<string> numbers) => [.. numbers.Distinct().Order(StringComparer.Ordinal)];

    [GeneratedRegex(@"^\| `(ba|ht|lstm|gmm|kmeans|lse)`")]
    private static partial Regex Row();

    /// <summary>A number; a comma in it separates thousands.</summary>
    [GeneratedRegex(@"\d+(,\d{3})*(\.\d+)?")]
    private static partial Regex Number();
}
