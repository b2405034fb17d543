using System.Globalization;
using Examples;
using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Series;

namespace Benchmarks;

/// <summary>
/// The milliseconds of GradBench's evals on a logarithmic axis, from the file gradbench.csv beside the program: the eval, then a column for
/// each tool.
/// </summary>
internal static class GradBenchChart
{
    private const double Least = 0.1;
    private static readonly uint[] s_colors = [0xFF0072B2, 0xFFD55E00, 0xFF999999];

    public static void Save(string path)
    {
        string[][] lines = [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "gradbench.csv"))
            .Where(line => !line.StartsWith('#')).Select(line => line.Split(';', StringSplitOptions.TrimEntries))];
        PlotModel model = Picture.Model("GradBench on one thread");
        CategoryAxis evals = Picture.Names(gap: 0.5);
        evals.Labels.AddRange(lines[1..].Select(line => line[0]));
        model.Axes.Add(evals);
        model.Axes.Add(Picture.Axis(new LogarithmicAxis
        {
            Position = AxisPosition.Bottom,
            Title = "milliseconds on a logarithmic axis; shorter is quicker",
            UseSuperExponentialFormat = false,
            Minimum = Least * 0.999,
            Maximum = 100_000,
            LabelFormatter = value => value.ToString(value < 1 ? "0.#" : "#,0", CultureInfo.InvariantCulture),
        }));
        for (int tool = 1; tool < lines[0].Length; tool++)
        {
            var bars = new BarSeries { Title = lines[0][tool], BaseValue = Least, FillColor = OxyColor.FromUInt32(s_colors[tool - 1]) };
            foreach (string[] line in lines[1..])
                bars.Items.Add(new BarItem(double.Parse(line[tool], CultureInfo.InvariantCulture)));
            model.Series.Add(bars);
        }
        Picture.Save(path, 800, 130 + 44 * (lines.Length - 1), model);
    }
}
