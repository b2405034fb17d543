using System.Text.Json;

namespace TorchBridge.Oracle.Protocol;

/// <summary>Tensors as JSON: <c>{"dtype": …, "shape": […], "data": […]}</c>, each number as the shortest decimal that reads back as the same one.</summary>
internal static class TensorJson
{
    /// <summary>The largest tensor that a request may bring, and that any value in a program may have.</summary>
    public const long MaxElements = 4_000_000;

    private const int MaxDimensions = 32;

    public static TensorValue Read(JsonElement json, string where)
    {
        if (json.ValueKind != JsonValueKind.Object)
            throw Bad($"{where} is not an object with dtype, shape and data");
        JsonElement data = default, shape = default;
        DType? type = null;
        foreach (JsonProperty property in json.EnumerateObject())
        {
            if (property.NameEquals("dtype"u8))
                type = DTypes.Parse(property.Value.ValueKind == JsonValueKind.String ? property.Value.GetString() : null)
                    ?? throw Bad($"{where} has a dtype that is not one of {string.Join(", ", Enum.GetValues<DType>().Select(each => each.Name()))}");
            else if (property.NameEquals("shape"u8))
                shape = property.Value;
            else if (property.NameEquals("data"u8))
                data = property.Value;
            else
                throw Bad($"{where} has a field {JsonText.Quote(property.Name)}; a tensor has dtype, shape and data");
        }
        if (type is null || shape.ValueKind != JsonValueKind.Array || data.ValueKind != JsonValueKind.Array)
            throw Bad($"{where} needs a dtype, a list as shape and a flat list as data");
        long[] sizes = ReadShape(shape, where, out long count);
        if (data.GetArrayLength() != count)
            throw Bad($"{where} has {data.GetArrayLength()} numbers, but its shape [{string.Join(", ", sizes)}] needs {count}");
        return new TensorValue(type.Value, sizes, ReadData(data, type.Value, (int)count, where));
    }

    public static void Write(Utf8JsonWriter json, TensorValue tensor)
    {
        json.WriteStartObject();
        json.WriteString("dtype"u8, tensor.Type.Name());
        json.WriteStartArray("shape"u8);
        foreach (long size in tensor.Shape)
            json.WriteNumberValue(size);
        json.WriteEndArray();
        json.WriteStartArray("data"u8);
        for (int i = 0; i < tensor.Data.Length; i += tensor.Width)
        {
            if (tensor.Type.IsComplex())
            {
                json.WriteStartArray();
                WriteNumber(json, tensor.Data[i], tensor.Type);
                WriteNumber(json, tensor.Data[i + 1], tensor.Type);
                json.WriteEndArray();
            }
            else
                WriteNumber(json, tensor.Data[i], tensor.Type);
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static long[] ReadShape(JsonElement shape, string where, out long count)
    {
        if (shape.GetArrayLength() > MaxDimensions)
            throw new OracleException(ErrorCode.TooLarge, $"{where} has {shape.GetArrayLength()} dimensions; at most {MaxDimensions} are allowed");
        var sizes = new long[shape.GetArrayLength()];
        int d = 0;
        foreach (JsonElement size in shape.EnumerateArray())
        {
            if (size.ValueKind != JsonValueKind.Number || !size.TryGetInt64(out sizes[d]) || sizes[d] < 0)
                throw Bad($"{where} has a shape whose dimension {d} is not a whole number that is 0 or more");
            d++;
        }
        count = 1;
        bool empty = sizes.Contains(0);
        foreach (long size in sizes)
        {
            count = empty ? 0 : count * size;
            if (size > MaxElements || count > MaxElements)
                throw new OracleException(ErrorCode.TooLarge, $"{where} has the shape [{string.Join(", ", sizes)}]; at most {MaxElements} elements are allowed");
        }
        return sizes;
    }

    private static double[] ReadData(JsonElement data, DType type, int count, string where)
    {
        var values = new double[type.IsComplex() ? 2 * count : count];
        int i = 0;
        foreach (JsonElement element in data.EnumerateArray())
        {
            if (!type.IsComplex())
                values[i++] = ReadNumber(element, type, where);
            else if (element.ValueKind == JsonValueKind.Array && element.GetArrayLength() == 2)
            {
                values[i++] = ReadNumber(element[0], type, where);
                values[i++] = ReadNumber(element[1], type, where);
            }
            else
                throw Bad($"{where} has a complex number that is not a pair [real, imaginary]");
        }
        return values;
    }

    private static double ReadNumber(JsonElement element, DType type, string where)
    {
        if (type == DType.Bool)
            return element.ValueKind switch
            {
                JsonValueKind.True => 1,
                JsonValueKind.False => 0,
                _ => throw Bad($"{where} has an element that is neither true nor false"),
            };
        if (type == DType.Int64)
            return element.ValueKind == JsonValueKind.Number && element.TryGetInt64(out long whole) && Math.Abs((double)whole) <= 1L << 53
                ? whole
                : throw Bad($"{where} has an element that is not a whole number of at most 53 bits");
        if (element.ValueKind == JsonValueKind.String)
            return JsonText.Named(element) ?? throw Bad($"{where} has an element that is a string other than NaN, Infinity and -Infinity");
        if (element.ValueKind != JsonValueKind.Number)
            throw Bad($"{where} has an element that is not a number");
        double value = type.Round(element.GetDouble());
        return double.IsFinite(value) ? value : throw Bad($"{where} has a number that {type.Name()} cannot hold; write infinities as strings");
    }

    private static void WriteNumber(Utf8JsonWriter json, double value, DType type)
    {
        if (type == DType.Bool)
            json.WriteBooleanValue(value != 0);
        else if (type == DType.Int64)
            json.WriteNumberValue((long)value);
        else if (!double.IsFinite(value))
            json.WriteStringValue(double.IsNaN(value) ? "NaN"u8 : value > 0 ? "Infinity"u8 : "-Infinity"u8);
        else if (type.IsNarrow())
            json.WriteNumberValue((float)value);
        else
            json.WriteNumberValue(value);
    }

    private static OracleException Bad(string message) => new(ErrorCode.InvalidTensor, message);
}
