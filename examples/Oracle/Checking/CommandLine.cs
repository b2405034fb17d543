using System.Text.RegularExpressions;

namespace TorchBridge.Oracle.Checking;

/// <summary>A command in one text: words, with quotes where a word has spaces. No shell reads it.</summary>
internal static partial class CommandLine
{
    public static string[] Split(string command)
    {
        string[] words = [.. Word().Matches(command).Select(match => Quoted().Replace(match.Value, quoted => quoted.Value[1..^1]))];
        return words.Length > 0 ? words : throw new ArgumentException("the command of the engine is empty");
    }

    [GeneratedRegex(@"([^\s""']|""[^""]*""|'[^']*')+", RegexOptions.ExplicitCapture)]
    private static partial Regex Word();

    [GeneratedRegex("\"[^\"]*\"|'[^']*'")]
    private static partial Regex Quoted();
}
