using System.Text.Json;
using TorchBridge.Oracle.Protocol;

namespace TorchBridge.Oracle.Cases;

/// <summary>
/// The right answers at a kink or a tie, where there is more than one: numbers of the answer that are chosen together. Each lies from its
/// low to its high; they add up to the sum, if there is one; and their length is at most that given, if there is one.
/// </summary>
internal sealed record ChoiceSet(Place[] Places, double[] Low, double[] High, double? Sum, double? Length)
{
    /// <summary>Bounds, sum and length, in one row.</summary>
    public IEnumerable<double> Numbers => [.. Low, .. High, Sum ?? double.NaN, Length ?? double.NaN];

    public override string ToString() =>
        $"{string.Join(", ", Places.Select((place, i) => $"{place} from {Low[i]:R} to {High[i]:R}"))}{(Sum is { } sum ? $", together {sum:R}" : "")}{(Length is { } length ? $", of a length of at most {length:R}" : "")}";

    /// <summary>Null if the answer's numbers are a right choice; otherwise the place where they are not.</summary>
    public Mismatch? Check(Fields answer, Tolerance tolerance)
    {
        double total = 0, squares = 0, slack = 0;
        for (int i = 0; i < Places.Length; i++)
        {
            (TensorValue tensor, int n) = Places[i].In(answer);
            double found = tensor.Data[n];
            double allowed = tolerance.Absolute + tolerance.Relative * Math.Max(Math.Abs(Low[i]), Math.Abs(High[i]));
            if (!(found >= Low[i] - allowed && found <= High[i] + allowed))
                return Wrong(i, tensor, $"from {Low[i]:R} to {High[i]:R}", tensor.NumberText(n));
            (total, squares, slack) = (total + found, squares + found * found, slack + allowed);
        }
        string[] names = [.. Places.Select(place => place.ToString())];
        if (Sum is { } sum && !(Math.Abs(total - sum) <= slack))
            return new Mismatch(string.Join(" + ", names), "", $"the sum {sum:R}", $"{total:R}", null);
        return Length is { } length && !(Math.Sqrt(squares) <= length + slack)
            ? new Mismatch(string.Join(", ", names), "", $"a length of at most {length:R}", $"{Math.Sqrt(squares):R}", null)
            : null;
    }

    public static ChoiceSet Read(JsonElement json) => new(
        [.. json.GetProperty("places").EnumerateArray().Select(Place.Read)], Doubles(json.GetProperty("low")),
            Doubles(json.GetProperty("high")),
        json.TryGetProperty("sum", out JsonElement sum) ? sum.GetDouble() : null, json.TryGetProperty("length", out JsonElement length)
            ? length.GetDouble() : null);

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartArray("places");
        foreach (Place place in Places)
            place.Write(json);
        json.WriteEndArray();
        WriteNumbers(json, "low", Low);
        WriteNumbers(json, "high", High);
        if (Sum is { } sum)
            json.WriteNumber("sum", sum);
        if (Length is { } length)
            json.WriteNumber("length", length);
        json.WriteEndObject();
    }

    private Mismatch Wrong(int i, TensorValue tensor, string expected, string got) =>
        new(Places[i].Path, tensor.PlaceText(Places[i].Number), expected, got, null);

    private static double[] Doubles(JsonElement json) => [.. json.EnumerateArray().Select(each => each.GetDouble())];

    private static void WriteNumbers(Utf8JsonWriter json, string field, double[] numbers)
    {
        json.WriteStartArray(field);
        foreach (double number in numbers)
            json.WriteNumberValue(number);
        json.WriteEndArray();
    }
}

/// <summary>
/// A number of an answer: the names on the way to a tensor, and which of the numbers in its flat data (a complex element has two).
/// </summary>
internal sealed record Place(string[] Names, int Number)
{
    public string Path => string.Join('.', Names);

    public (TensorValue Tensor, int Number) In(Fields answer)
    {
        object? part = answer;
        foreach (string name in Names)
            part = part is Fields fields && fields.TryGet(name, out object? inner) ? inner : null;
        return part is TensorValue tensor && Number < tensor.Data.Length ? (tensor, Number)
            : throw new OracleException(ErrorCode.InvalidTensor, $"the answer has no number {Number} in {Path}");
    }

    public static Place Read(JsonElement json)
    {
        JsonElement[] parts = [.. json.EnumerateArray()];
        return new Place([.. parts[..^1].Select(part => part.GetString()!)], parts[^1].GetInt32());
    }

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartArray();
        foreach (string name in Names)
            json.WriteStringValue(name);
        json.WriteNumberValue(Number);
        json.WriteEndArray();
    }

    public override string ToString() => $"{Path}[{Number}]";
}
