using System.Text.RegularExpressions;

namespace TorchBridge.Oracle.Checking;

/// <summary>A command in one text: words, with quotes where a word has spaces. No shell reads it.</summary>
internal static partial class CommandLine
{
    public static string[] Split(string command)
    {
        string[] raw = [.. Word().Matches(command).Select(match => match.Value)];
        if (raw.Length == 0)
            throw new ArgumentException("the command of the engine is empty");
        if (raw.FirstOrDefault(word => Quoted().Replace(word, "").AsSpan().ContainsAny("|<>;&")) is { } shell)
            throw new ArgumentException($"no shell reads the command of the engine, so {shell} in it does nothing; put the line in a script, or write sh -c \"…\"");
        if (Assignment().IsMatch(raw[0]))
            throw new ArgumentException($"no shell reads the command of the engine, so {raw[0]} is taken for a program; write env {raw[0]} …");
        return [.. raw.Select(word => Quoted().Replace(word, quoted => quoted.Value[1..^1]))];
    }

    [GeneratedRegex(@"([^\s""']|""[^""]*""|'[^']*')+", RegexOptions.ExplicitCapture)]
    private static partial Regex Word();

    [GeneratedRegex("\"[^\"]*\"|'[^']*'")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"^\w+=")]
    private static partial Regex Assignment();
}
