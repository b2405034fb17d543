using System.Globalization;
using System.Text;

namespace TorchBridge.Support.Drawing;

/// <summary>Text in a drawing.</summary>
internal static class Letters
{
    private const string Narrow = "iljtfrI.,:;'|!()[]/\\ -", Wide = "mwMW@%#&+<=>^~";

    /// <summary>A width that the text does not exceed in the usual fonts without serifs.</summary>
    public static double Width(string text, double size) => size * text.Sum(letter =>
        letter > '\u024F' ? 1.0 : Narrow.Contains(letter, StringComparison.Ordinal) ? 0.45
        : Wide.Contains(letter, StringComparison.Ordinal) ? 1.0 : char.IsUpper(letter) ? 0.79 : 0.65);

    /// <summary>A long text with its middle left out. More is kept of its end, where names differ.</summary>
    public static string Shortened(string text, int longest)
    {
        Rune[] runes = [.. text.EnumerateRunes()];
        int start = longest / 3, end = longest - start - 1;
        return runes.Length <= longest ? text : $"{string.Concat(runes[..start])}…{string.Concat(runes[^end..])}";
    }

    /// <summary>The text inside an element. What XML can't hold becomes U+FFFD.</summary>
    public static string Xml(string text)
    {
        var escaped = new StringBuilder();
        foreach (Rune rune in text.EnumerateRunes())      // half a surrogate pair comes as U+FFFD
            escaped.Append(rune.Value switch
            {
                '&' => "&amp;",
                '<' => "&lt;",
                '>' => "&gt;",
                '"' => "&quot;",
                '\t' or '\n' or '\r' => " ",
                < ' ' or 0xFFFE or 0xFFFF => "\uFFFD",
                _ => rune.ToString(),
            });
        return escaped.ToString();
    }

    /// <summary>The text inside quotes in Graphviz's language.</summary>
    public static string Dot(string text) => Plain(text).Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("\"", "\\\"", StringComparison.Ordinal);

    /// <summary>The text inside quotes in Mermaid's language, which takes HTML and Markdown there.</summary>
    public static string Mermaid(string text) => string.Concat(Plain(text).Select(letter =>
        letter is '#' or '"' or '<' or '>' or '&' or '`' or '*' ? $"#{(int)letter};" : $"{letter}"));

    /// <summary>One line that can be written to a file: control characters and halves of surrogate pairs become U+FFFD.</summary>
    private static string Plain(string text) => string.Concat(text.ReplaceLineEndings(" ").EnumerateRunes()
        .Select(rune => rune.Value == '\t' ? " " : Rune.IsControl(rune) ? "\uFFFD" : rune.ToString()));

    /// <summary>A coordinate to a tenth, never -0.</summary>
    public static string Number(double value) => (Math.Round(value, 1) + 0.0).ToString("0.#", CultureInfo.InvariantCulture);
}
