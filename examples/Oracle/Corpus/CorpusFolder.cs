using System.Text;
using System.Text.Json;
using TorchBridge.Oracle.Protocol;

namespace TorchBridge.Oracle.Corpus;

/// <summary>A folder of the corpus: files of cases, one a line.</summary>
internal sealed class CorpusFolder(string path)
{
    public string Path { get; } = path;

    /// <summary>The corpus that lies beside the program.</summary>
    public static CorpusFolder Default => new(System.IO.Path.Combine(AppContext.BaseDirectory, "corpus", "v2"));

    public IEnumerable<string> Files => Directory.Exists(Path)
        ? Directory.EnumerateFiles(Path, "*.jsonl", SearchOption.AllDirectories).OrderBy(file => file, StringComparer.Ordinal)
        : throw new DirectoryNotFoundException($"there is no corpus in {Path}");

    public IEnumerable<Case> Cases => Files.SelectMany(ReadFile);

    /// <summary>Cases whose id starts with the filter, or has it between two slashes, or that have it as a flag; all, without one.</summary>
    public IEnumerable<Case> Select(string? filter) => Cases.Where(each => Matches(each, filter));

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
            using JsonDocument json = JsonDocument.Parse(line, Json.Reading);
            return Case.Read(json.RootElement);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or OracleException or FormatException)
        {
            throw new InvalidDataException($"{where} is no case: {e.Message}", e);
        }
    }

    private static bool Matches(Case each, string? filter) => string.IsNullOrEmpty(filter)
        || each.Id.StartsWith(filter, StringComparison.Ordinal)
        || $"/{each.Id}/".Contains($"/{filter}/", StringComparison.Ordinal)
        || each.Op == filter
        || each.Flags.Contains(filter);
}
