using System.Text.Json;

namespace GradBench.Serving;

/// <summary>A rectangular array of numbers, row by row.</summary>
internal sealed record Numbers(double[] Values, long[] Shape)
{
    private const int DeepestArray = 8;

    /// <summary>Reads an array, whose first bracket has been read. Null if it is one of texts, which no eval needs.</summary>
    public static Numbers? Read(ref Utf8JsonReader json)
    {
        double[] values = new double[64];
        Span<long> sizes = stackalloc long[DeepestArray + 1], counts = stackalloc long[DeepestArray + 1];
        sizes.Fill(-1);
        int filled = 0, depth = 1, innermost = 0;
        while (depth > 0)
        {
            json.Read();
            switch (json.TokenType)
            {
                case JsonTokenType.Number when innermost == 0 || innermost == depth:
                    innermost = depth;
                    if (filled == values.Length)
                        Array.Resize(ref values, 2 * filled);
                    values[filled++] = json.GetDouble();
                    counts[depth]++;
                    break;
                case JsonTokenType.StartArray when depth < DeepestArray && innermost != depth:
                    counts[++depth] = 0;
                    break;
                case JsonTokenType.EndArray when sizes[depth] < 0 || sizes[depth] == counts[depth]:
                    if (counts[depth] == 0)
                        innermost = Math.Max(innermost, depth);
                    sizes[depth] = counts[depth];
                    counts[--depth]++;
                    break;
                case JsonTokenType.String when depth == 1 && filled == 0:
                    SkipTexts(ref json);
                    return null;
                default:
                    throw new InputException("an array is not rectangular, or not of numbers");
            }
        }
        Array.Resize(ref values, filled);
        return new Numbers(values, sizes[1..(innermost + 1)].ToArray());
    }

    private static void SkipTexts(ref Utf8JsonReader json)
    {
        while (json.Read() && json.TokenType == JsonTokenType.String)
            continue;
        if (json.TokenType != JsonTokenType.EndArray)
            throw new InputException("an array has texts and other things");
    }
}
