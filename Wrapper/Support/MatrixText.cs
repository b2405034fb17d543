using System.Globalization;
using System.Numerics;
using System.Text;

namespace TorchBridge.Support;

/// <summary>A matrix as text for a message. Only the corners of a large matrix are shown.</summary>
internal static class MatrixText
{
    private const int Limit = 12, Edge = 4;

    /// <summary>Rows of equal columns, for example <c>[[2, 0],⏎ [0, 2]]</c>; six significant digits.</summary>
    public static string Of(Tensor matrix)
    {
        int[] rows = Shown(matrix.size(0)), columns = Shown(matrix.size(1));
        if (rows.Length == 0 || columns.Length == 0)
            return $"[] of shape {Describe.Shape(matrix)}";
        string[][] cells = [.. rows.Select(row => row < 0 ? [] : Row(matrix, row, columns))];
        int width = cells.SelectMany(row => row).Max(cell => cell.Length);
        var text = new StringBuilder();
        for (int i = 0; i < cells.Length; i++)
        {
            text.Append(i == 0 ? "[" : ",\n ");
            text.Append(rows[i] < 0 ? "..." : $"[{string.Join(", ", cells[i].Select(cell => cell.PadLeft(width)))}]");
        }
        return text.Append(']').ToString();
    }

    /// <summary>One number: <c>0.5</c>, or <c>1+2i</c>. A negative zero is shown as zero.</summary>
    public static string Of(Complex value, bool complex) => complex
        ? $"{Digits(value.Real)}{(value.Imaginary < 0 ? "" : "+")}{Digits(value.Imaginary)}i"
        : Digits(value.Real);

    /// <summary>The numbers of a tensor, row by row.</summary>
    public static Complex[] Values(Tensor tensor)
    {
        if (tensor.numel() == 0)
            return [];
        if (!tensor.is_complex())
            return Array.ConvertAll(tensor.to(float64, CPU).contiguous().data<double>().ToArray(), value => new Complex(value, 0));
        double[] pairs = tensor.to(complex128, CPU).contiguous().resolve_conj().view_as_real().contiguous().data<double>().ToArray();
        return [.. Enumerable.Range(0, pairs.Length / 2).Select(i => new Complex(pairs[2 * i], pairs[2 * i + 1]))];
    }

    private static string Digits(double value) => (value + 0.0).ToString("G6", CultureInfo.InvariantCulture);

    /// <summary>The indices that are shown. -1 stands for the omitted ones.</summary>
    private static int[] Shown(long count) => count <= Limit
        ? [.. Enumerable.Range(0, (int)count)]
        : [.. Enumerable.Range(0, Edge), -1, .. Enumerable.Range(0, Edge).Select(i => (int)count - Edge + i)];

    private static string[] Row(Tensor matrix, int row, int[] columns)
    {
        bool complex = matrix.is_complex();
        using Tensor line = matrix.select(0, row);
        return columns.Contains(-1)
            ? [.. Part(0, Edge), "...", .. Part((int)line.size(0) - Edge, Edge)]
            : Part(0, columns.Length);

        string[] Part(int start, int length)
        {
            using Tensor part = line.narrow(0, start, length);
            return Array.ConvertAll(Values(part), value => Of(value, complex));
        }
    }
}
