using System.Runtime.InteropServices;
using System.Text.Json;
using static TorchSharp.torch;

namespace GradBench.Serving;

/// <summary>
/// Writes results as JSON. Numbers are in the shortest form that reads back the same; those that JSON lacks are an error.
/// </summary>
internal static class Output
{
    public static void Write(Utf8JsonWriter json, object value)
    {
        switch (value)
        {
            case double number:
                json.WriteNumberValue(number);
                break;
            case Tensor tensor:
                using (Tensor plain = tensor.detach().contiguous())
                    Write(json, MemoryMarshal.Cast<byte, double>(plain.bytes), tensor.shape);
                break;
            case long[] numbers:
                json.WriteStartArray();
                foreach (long number in numbers)
                    json.WriteNumberValue(number);
                json.WriteEndArray();
                break;
            case long number:
                json.WriteNumberValue(number);
                break;
            case Answer answer:
                json.WriteStartObject();
                foreach ((string name, object field) in answer.Fields)
                {
                    json.WritePropertyName(name);
                    Write(json, field);
                }
                json.WriteEndObject();
                break;
            default:
                throw new InvalidOperationException($"there is no JSON for {value.GetType()}");
        }
    }

    private static void Write(Utf8JsonWriter json, ReadOnlySpan<double> values, ReadOnlySpan<long> shape)
    {
        if (shape.IsEmpty)
        {
            json.WriteNumberValue(values[0]);
            return;
        }
        json.WriteStartArray();
        int size = shape[0] == 0 ? 0 : values.Length / (int)shape[0];
        for (int i = 0; i < shape[0]; i++)
            Write(json, values.Slice(i * size, size), shape[1..]);
        json.WriteEndArray();
    }
}
