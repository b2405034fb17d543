using System.Text.Json;

namespace TorchBridge.Tests.Golden;

/// <summary>The files with the results of real PyTorch.</summary>
internal static class GoldenFile
{
    /// <summary>The elements of one of a file's lists, by one of their properties.</summary>
    public static Dictionary<string, JsonElement> Read(string file, string list, string key)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Golden", $"{file}.json")));
        return document.RootElement.GetProperty(list).EnumerateArray().ToDictionary(e => e.GetProperty(key).GetString()!, e => e.Clone());
    }
}
