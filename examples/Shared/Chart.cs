using System.Globalization;
using System.Text;

namespace Examples;

/// <summary>A plot with two axes, written as SVG text.</summary>
internal sealed class Chart(string title, string xLabel, string yLabel)
{
    private const double Width = 520, Height = 360, Left = 70, Right = 20, Top = 40, Bottom = 50;
    private static readonly string[] s_colors = ["#1f6fb4", "#d1495b", "#2e8b57", "#8a5fbf", "#e08e1b"];

    private readonly List<Series> _series = [];

    private sealed record Series(string Name, double[] X, double[] Y, double[]? Low, Shape Shape, string Color);

    private enum Shape { Line, Dashes, Points, Bars, Band }

    /// <summary>The vertical axis shows powers of ten.</summary>
    public bool Logarithmic { get; init; }

    public Chart Line(string name, double[] x, double[] y, bool dashed = false) => Add(name, x, y, null, dashed ? Shape.Dashes : Shape.Line);

    public Chart Points(string name, double[] x, double[] y) => Add(name, x, y, null, Shape.Points);

    /// <summary>A bar of height y from each x to the next; the last is as wide as the one before.</summary>
    public Chart Bars(string name, double[] x, double[] y) => Add(name, x, y, new double[y.Length], Shape.Bars);

    /// <summary>The area between two curves.</summary>
    public Chart Band(string name, double[] x, double[] low, double[] high) => Add(name, x, high, low, Shape.Band);

    /// <summary>Writes the charts side by side and says where.</summary>
    public static void Save(string path, params Chart[] charts)
    {
        var svg = new StringBuilder();
        svg.AppendLine(Invariant($"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width * charts.Length} {Height}\" font-family=\"sans-serif\" font-size=\"12\">"));
        svg.AppendLine("<rect width=\"100%\" height=\"100%\" fill=\"white\"/>");
        for (int i = 0; i < charts.Length; i++)
        {
            svg.AppendLine(Invariant($"<g transform=\"translate({Width * i} 0)\">"));
            charts[i].Draw(svg);
            svg.AppendLine("</g>");
        }
        File.WriteAllText(path, svg.AppendLine("</svg>").ToString());
        Console.WriteLine($"picture: {Path.GetFullPath(path)}");
    }

    private Chart Add(string name, double[] x, double[] y, double[]? low, Shape shape)
    {
        _series.Add(new Series(name, x, y, low, shape, s_colors[_series.Count % s_colors.Length]));
        return this;
    }

    private void Draw(StringBuilder svg)
    {
        (double min, double max) xs = Range(_series.SelectMany(s => s.X)), ys = Range(_series.SelectMany(s => s.Y.Concat(s.Low ?? []).Select(Scaled)));
        if (_series.TrueForAll(s => s.Shape is Shape.Points or Shape.Band or Shape.Line or Shape.Dashes))
            ys = (ys.min - 0.05 * (ys.max - ys.min), ys.max + 0.05 * (ys.max - ys.min));
        double X(double x) => Left + (x - xs.min) / (xs.max - xs.min) * (Width - Left - Right);
        double Y(double y) => Height - Bottom - (Scaled(y) - ys.min) / (ys.max - ys.min) * (Height - Top - Bottom);
        string Path(IEnumerable<double> x, IEnumerable<double> y) => string.Join(' ', x.Zip(y, (a, b) => Invariant($"{X(a):F1},{Y(b):F1}")));

        svg.AppendLine(Invariant($"<text x=\"{Width / 2}\" y=\"22\" text-anchor=\"middle\" font-size=\"15\">{title}</text>"));
        svg.AppendLine(Invariant($"<text x=\"{(Left + Width - Right) / 2}\" y=\"{Height - 12}\" text-anchor=\"middle\">{xLabel}</text>"));
        svg.AppendLine(Invariant($"<text transform=\"translate(16 {(Top + Height - Bottom) / 2}) rotate(-90)\" text-anchor=\"middle\">{yLabel}</text>"));
        foreach (double tick in Ticks(xs))
            svg.AppendLine(Invariant($"<path d=\"M{X(tick):F1} {Top}V{Height - Bottom}\" stroke=\"#e4e4e4\"/><text x=\"{X(tick):F1}\" y=\"{Height - Bottom + 16}\" text-anchor=\"middle\">{tick:G4}</text>"));
        foreach (double tick in Ticks(ys))
        {
            double y = Y(Logarithmic ? Math.Pow(10, tick) : tick);
            svg.AppendLine(Invariant($"<path d=\"M{Left} {y:F1}H{Width - Right}\" stroke=\"#e4e4e4\"/><text x=\"{Left - 6}\" y=\"{y + 4:F1}\" text-anchor=\"end\">{(Logarithmic ? $"1e{tick:G3}" : $"{tick:G4}")}</text>"));
        }
        foreach (Series s in _series)
            svg.AppendLine(s.Shape switch
            {
                Shape.Points => string.Concat(s.X.Zip(s.Y, (x, y) => Invariant($"<circle cx=\"{X(x):F1}\" cy=\"{Y(y):F1}\" r=\"2.5\" fill=\"{s.Color}\"/>"))),
                Shape.Bars => string.Concat(s.X.Zip(s.Y, (x, y) => Invariant($"<rect x=\"{X(x):F1}\" y=\"{Y(y):F1}\" width=\"{X(s.X[1]) - X(s.X[0]):F1}\" height=\"{Y(0) - Y(y):F1}\" fill=\"{s.Color}\" fill-opacity=\"0.45\"/>"))),
                Shape.Band => $"<polygon points=\"{Path(s.X.Concat(s.X.Reverse()), s.Low!.Concat(s.Y.Reverse()))}\" fill=\"{s.Color}\" fill-opacity=\"0.2\"/>",
                _ => $"<polyline points=\"{Path(s.X, s.Y)}\" fill=\"none\" stroke=\"{s.Color}\" stroke-width=\"2\"{(s.Shape == Shape.Dashes ? " stroke-dasharray=\"6 4\"" : "")}/>",
            });
        for (int i = 0; i < _series.Count; i++)
            svg.AppendLine(Invariant($"<rect x=\"{Left + 10}\" y=\"{Top + 8 + 18 * i}\" width=\"14\" height=\"8\" fill=\"{_series[i].Color}\" fill-opacity=\"{(_series[i].Shape is Shape.Band or Shape.Bars ? "0.35" : "1")}\"/><text x=\"{Left + 30}\" y=\"{Top + 16 + 18 * i}\">{_series[i].Name}</text>"));
    }

    private double Scaled(double y) => Logarithmic ? Math.Log10(Math.Max(y, 1e-300)) : y;

    private static (double Min, double Max) Range(IEnumerable<double> values)
    {
        double[] all = [.. values];
        (double min, double max) = (all.Min(), all.Max());
        return max > min ? (min, max) : (min - 1, max + 1);
    }

    /// <summary>Round numbers inside the range, about five of them.</summary>
    private static IEnumerable<double> Ticks((double Min, double Max) range)
    {
        double raw = (range.Max - range.Min) / 5, unit = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        double step = unit * (raw / unit < 1.5 ? 1 : raw / unit < 3.5 ? 2 : raw / unit < 7.5 ? 5 : 10);
        for (double k = Math.Ceiling(range.Min / step); k * step <= range.Max; k++)
            yield return k * step;
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
