using System.Text;
using System.Text.Json;
using TorchBridge.Oracle.Protocol;

namespace TorchBridge.Oracle.Cases;

/// <summary>A folder of the corpus: files of cases, one a line.</summary>
internal sealed class CorpusFolder(string path)
{
    public string Path { get; } = path;

    /// <summary>The corpus in the program's folder.</summary>
    public static CorpusFolder Default => new(System.IO.Path.Combine(AppContext.BaseDirectory, "corpus", "v2"));

    public IEnumerable<string> Files => Directory.Exists(Path)
        ? Directory.EnumerateFiles(Path, "*.jsonl", SearchOption.AllDirectories).OrderBy(file => file, StringComparer.Ordinal)
        : throw new DirectoryNotFoundException($"there is no corpus in {Path}");

    public IEnumerable<Case> Cases => Files.SelectMany(ReadFile);

    /// <summary>
    /// Cases of which one of the filters is the operator or a flag, or the start of the id, or a part of it between slashes; all, without a
    /// filter.
    /// </summary>
    public IEnumerable<Case> Select(params string[] filters) =>
        Cases.Where(each => filters.Length == 0 || filters.Any(filter => Matches(each, filter)));

    public static IEnumerable<Case> ReadFile(string file)
    {
        int number = 0;
        foreach (string line in File.ReadLines(file))
        {
            number++;
            if (line.Length > 0)
                yield return ReadLine(line, $"{System.IO.Path.GetFileName(file)}, line {number}");
        }
    }

    public void Write(string file, IEnumerable<Case> cases)
    {
        string path = System.IO.Path.Combine(Path, file);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, string.Concat(cases.Select(each => each.Line + "\n")), new UTF8Encoding(false));
    }

    private static Case ReadLine(string line, string where)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(line, JsonText.Reading);
            return Case.Read(json.RootElement);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or OracleException or FormatException)
        {
            throw new InvalidDataException($"{where} is not a case: {e.Message}", e);
        }
    }

    private static bool Matches(Case each, string filter) => each.Id.StartsWith(filter, StringComparison.Ordinal)
        || $"/{each.Id}/".Contains($"/{filter}/", StringComparison.Ordinal)
        || each.Op == filter
        || each.Flags.Contains(filter);
}
