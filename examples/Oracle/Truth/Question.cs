using TorchBridge.Oracle.Functions;
using TorchBridge.Oracle.Protocol;

namespace TorchBridge.Oracle.Truth;

/// <summary>A part of an answer as a derivative along a direction, or along two.</summary>
/// <param name="Along">The direction.</param>
/// <param name="Second">The other one, where a second derivative is asked for.</param>
/// <param name="Weights">What the outputs count, where their weighted sum is differentiated; null: each output for itself.</param>
/// <param name="Places">Which numbers of the answer it is: one for each output, or all the same number.</param>
internal sealed record Question(double[] Along, double[]? Second, double[]? Weights, int[] Places)
{
    /// <summary>
    /// A first derivative along a direction, as those along its coordinates, which add up to it: each has steps of its own size.
    /// </summary>
    public IEnumerable<Question> Parts() => Second is not null || Along.Count(each => each != 0) < 2 ? [this]
        : Enumerable.Range(0, Along.Length).Where(i => Along[i] != 0)
            .Select(i => this with { Along = [.. Along.Select((each, j) => j == i ? each : 0)] });

    /// <summary>All numbers of an answer.</summary>
    /// <param name="function">What was asked.</param>
    /// <param name="request">Of what.</param>
    /// <param name="heights">How many numbers each output has.</param>
    public static Question[] All(string function, Request request, int[] heights)
    {
        int[] widths = [.. request.With.Select(name => request.Tensors[name].Data.Length)];
        int inputs = widths.Sum(), outputs = heights.Sum();
        double[][] units = [.. Enumerable.Range(0, inputs).Select(i => Unit(i, inputs))];
        switch (function)
        {
            case "vjp" or "grad":
                double[] weights = request.Cotangents.Count == 0 ? [.. Enumerable.Repeat(1.0, outputs)]
                    : [.. request.Program.Outputs.SelectMany(name => request.Cotangents[name].Data)];
                return [.. units.Select((unit, i) => new Question(unit, null, weights, [i]))];
            case "jvp":
                return [new Question(Tangent(request), null, null, [.. Enumerable.Range(0, outputs)])];
            case "jacobian":
                int[][] places = Blocks(heights, widths);
                return [.. units.Select((unit, i) => new Question(unit, null, null, [.. places.Select(row => row[i])]))];
            case "hvp":
                double[] tangent = Tangent(request);
                return [.. units.Select((unit, i) => new Question(unit, tangent, [1], [i]))];
            case "hessian":
                int[][] square = Blocks(widths, widths);
                return [.. Enumerable.Range(0, inputs)
                    .SelectMany(i => Enumerable.Range(0, i + 1)
                        .Select(j => new Question(units[i], units[j], [1], [square[i][j], square[j][i]])))];
            default:
                return [];
        }
    }

    /// <summary>The numbers of an answer's part, in their order.</summary>
    public static double[] Numbers(object? part) => part switch
    {
        TensorValue tensor => tensor.Data,
        Fields fields => [.. fields.SelectMany(pair => Numbers(pair.Value))],
        _ => [],
    };

    private static double[] Tangent(Request request) => [.. request.With.SelectMany(name => request.Tangents[name].Data)];

    private static double[] Unit(int i, int count)
    {
        var unit = new double[count];
        unit[i] = 1;
        return unit;
    }

    /// <summary>Where the entry of a matrix stands when it is written block by block: [row][column].</summary>
    private static int[][] Blocks(int[] heights, int[] widths)
    {
        int[][] places = [.. Enumerable.Range(0, heights.Sum()).Select(_ => new int[widths.Sum()])];
        int next = 0;
        for (int b = 0, top = 0; b < heights.Length; top += heights[b++])
            for (int c = 0, left = 0; c < widths.Length; left += widths[c++])
                for (int k = 0; k < heights[b]; k++)
                    for (int i = 0; i < widths[c]; i++)
                        places[top + k][left + i] = next++;
        return places;
    }
}
