using System.Text.Json;

namespace TorchBridge.Oracle.Programs;

/// <summary>Programs by their text, because most clients send the same program again with other numbers.</summary>
internal static class ProgramCache
{
    private const int Capacity = 256, LongestText = 4096;
    private static readonly Dictionary<string, OracleProgram> s_programs = new(StringComparer.Ordinal);

    public static OracleProgram Read(JsonElement json)
    {
        string text = json.GetRawText();
        if (s_programs.TryGetValue(text, out OracleProgram? known))
            return known;
        OracleProgram program = ProgramJson.Read(json);
        if (text.Length <= LongestText)
        {
            if (s_programs.Count >= Capacity)
                s_programs.Clear();
            s_programs[text] = program;
        }
        return program;
    }
}
