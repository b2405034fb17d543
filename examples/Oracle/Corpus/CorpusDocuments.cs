using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace TorchBridge.Oracle.Corpus;

/// <summary>What stands beside the cases: <c>flags.json</c>, made from the flags that the program knows.</summary>
internal static class CorpusDocuments
{
    private static readonly JsonSerializerOptions s_pretty = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Flags => JsonSerializer.Serialize(Flag.All.ToDictionary(flag => flag.Name, flag => new { description = flag.Description, hint = flag.Hint }), s_pretty) + "\n";

    public static void Write(string folder) => File.WriteAllText(Path.Combine(folder, "flags.json"), Flags, new UTF8Encoding(false));
}
