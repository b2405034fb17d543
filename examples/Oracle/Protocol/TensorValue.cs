using System.Globalization;

namespace TorchBridge.Oracle.Protocol;

/// <summary>
/// A tensor as the protocol has it, without LibTorch: numbers in row-major order. Every element type is held as doubles, exactly; a complex
/// number is two of them.
/// </summary>
internal sealed class TensorValue
{
    public TensorValue(DType type, long[] shape, double[] data)
    {
        Type = type;
        Shape = shape;
        Data = data;
    }

    public DType Type { get; }

    public long[] Shape { get; }

    public double[] Data { get; }

    /// <summary>How many doubles an element takes.</summary>
    public int Width => Type.IsComplex() ? 2 : 1;

    public int Count => Data.Length / Width;

    public string ShapeText => $"[{string.Join(", ", Shape)}]";

    public static TensorValue Scalar(double value) => new(DType.Float64, [], [value]);

    public TensorValue With(double[] data) => new(Type, Shape, data);

    /// <summary>The same numbers as another type, rounded to it.</summary>
    public TensorValue As(DType type)
    {
        double[] data = type.IsComplex() && !Type.IsComplex() ? [.. Data.SelectMany(value => new[] { value, 0.0 })] : Data;
        return Type == type ? this : new(type, Shape, [.. data.Select(number => type.Round(number))]);
    }

    /// <summary>A number of the tensor as people read it: the shortest decimal of its own type.</summary>
    public string NumberText(int i) => Type.IsNarrow()
        ? ((float)Data[i]).ToString("R", CultureInfo.InvariantCulture)
        : Data[i].ToString("R", CultureInfo.InvariantCulture);

    /// <summary>Where a number of the flat data is: <c>[1, 0]</c>, and which part of a complex element it is.</summary>
    public string PlaceText(int i) => IndexText(i / Width) + (Width == 1 ? "" : i % 2 == 0 ? ".real" : ".imag");

    /// <summary>Where element <paramref name="index"/> of the flat data is: <c>[1, 0]</c>, or nothing for a tensor without dimensions.</summary>
    public string IndexText(int index)
    {
        if (Shape.Length == 0)
            return "";
        var at = new long[Shape.Length];
        long rest = index;
        for (int d = Shape.Length - 1; d >= 0; d--)
            (rest, at[d]) = Math.DivRem(rest, Math.Max(1, Shape[d]));
        return $"[{string.Join(", ", at)}]";
    }
}
