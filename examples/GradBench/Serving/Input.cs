using System.Text.Json;
using static TorchSharp.torch;

namespace GradBench.Serving;

/// <summary>The input of a function: a JSON object, or a number alone. It is read directly, without a JSON document.</summary>
internal sealed class Input
{
    /// <summary>The largest size. A larger one would need too much memory.</summary>
    private const int LargestSize = 10_000_000;
    private const string Alone = "input";

    private readonly Dictionary<string, object?> _fields = [];

    private Input()
    {
    }

    public static Input Read(ReadOnlySpan<byte> text)
    {
        var json = new Utf8JsonReader(text);
        if (text.IsEmpty || !json.Read())
            throw new InputException("evaluate needs an input");
        if (json.TokenType == JsonTokenType.StartObject)
            return ReadObject(ref json);
        var input = new Input();
        input._fields[Alone] = ReadValue(ref json);
        return input;
    }

    public bool Has(string name) => _fields.ContainsKey(name);

    /// <summary>The input if it is a number alone.</summary>
    public double Number() => Number(Alone);

    public double Number(string name) => Field<double>(name, "a number");

    public double Number(string name, double absent) => Has(name) ? Number(name) : absent;

    public bool Flag(string name) => Field<bool>(name, "true or false");

    public Input Object(string name) => Field<Input>(name, "an object");

    /// <summary>A whole number from <paramref name="least"/> to <paramref name="most"/>.</summary>
    public int Count(string name, int least = 1, int most = LargestSize)
    {
        double number = Number(name);
        return number >= least && number <= most && number == Math.Floor(number)
            ? (int)number
            : throw new InputException($"{name} is {number}, not a whole number from {least} to {most}");
    }

    /// <summary>An array as a tensor of float64. A size below 0 stands for any.</summary>
    public Tensor Tensor(string name, params long[] shape)
    {
        Numbers numbers = Array(name, shape);
        return tensor(numbers.Values, numbers.Shape);
    }

    /// <summary>How many elements an array has.</summary>
    public int Length(string name) => Field<Numbers>(name, "an array of numbers").Values.Length;

    /// <summary>An array of whole numbers.</summary>
    public long[] Indices(string name, params long[] shape) => System.Array.ConvertAll(Array(name, shape).Values, value =>
        value == Math.Floor(value) && Math.Abs(value) <= LargestSize
            ? (long)value
            : throw new InputException($"{name} has an index {value}"));

    /// <summary>Refuses sizes whose product is more than memory can hold.</summary>
    public static void Limit(string what, params long[] sizes)
    {
        double product = sizes.Aggregate(1.0, (a, b) => a * b);
        if (product > 20.0 * LargestSize)
            throw new InputException($"{what} has {product:G4} elements, which is too many");
    }

    private Numbers Array(string name, long[] shape)
    {
        Numbers numbers = Field<Numbers>(name, "an array of numbers");
        if (numbers.Shape.Length != shape.Length || numbers.Shape.Where((size, i) => shape[i] >= 0 && size != shape[i]).Any())
            throw new InputException($"{name} has the shape [{string.Join(", ", numbers.Shape)}], not "
                + $"[{string.Join(", ", shape.Select(size => size < 0 ? "any" : $"{size}"))}]");
        return numbers;
    }

    private T Field<T>(string name, string what) => !_fields.TryGetValue(name, out object? value)
        ? throw new InputException($"the input has no {name}")
        : value is T right ? right : throw new InputException($"{name} is not {what}");

    private static Input ReadObject(ref Utf8JsonReader json)
    {
        var input = new Input();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            string name = json.GetString()!;
            json.Read();
            input._fields[name] = ReadValue(ref json);
        }
        return input;
    }

    private static object? ReadValue(ref Utf8JsonReader json) => json.TokenType switch
    {
        JsonTokenType.Number => json.GetDouble(),
        JsonTokenType.StartArray => Numbers.Read(ref json),
        JsonTokenType.StartObject => ReadObject(ref json),
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        _ => null,
    };
}
