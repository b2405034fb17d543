using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Series;

namespace Examples;

/// <summary>A plot with two axes, drawn by OxyPlot as SVG.</summary>
internal sealed class Chart(string title, string xLabel, string yLabel)
{
    private const double Width = 560, Height = 420;

    /// <summary>Colours that people with any kind of colour vision tell apart (Okabe and Ito).</summary>
    private static readonly OxyColor[] s_colors = [.. new uint[] { 0xFF0072B2, 0xFFD55E00, 0xFF009E73, 0xFFCC79A7, 0xFFE69F00 }
        .Select(OxyColor.FromUInt32)];

    private readonly List<XYAxisSeries> _series = [];

    /// <summary>The vertical axis shows powers of ten.</summary>
    public bool Logarithmic { get; init; }

    /// <summary>The horizontal axis has whole numbers only, such as steps.</summary>
    public bool WholeNumbers { get; init; }

    private OxyColor NextColor => s_colors[_series.Count % s_colors.Length];

    public Chart Line(string name, double[] x, double[] y, bool dashed = false) => Add(name, new LineSeries
    {
        Color = NextColor,
        StrokeThickness = 2.4,
        Dashes = dashed ? [3, 3] : null,      // over another line, both are seen
        ItemsSource = Points(x, y),
    });

    public Chart Points(string name, double[] x, double[] y) => Add(name, new LineSeries
    {
        Color = OxyColors.Transparent,
        MarkerType = MarkerType.Circle,
        MarkerSize = 2.8,
        MarkerFill = NextColor,
        ItemsSource = Points(x, y),
    });

    /// <summary>A bar of height y from each x to the next; the last is as wide as the one before.</summary>
    public Chart Bars(string name, double[] x, double[] y)
    {
        var bars = new RectangleBarSeries { FillColor = OxyColor.FromAColor(140, NextColor), StrokeThickness = 0 };
        for (int i = 0; i < x.Length; i++)
            if (y[i] != 0)
                bars.Items.Add(new RectangleBarItem(x[i], 0, i + 1 < x.Length ? x[i + 1] : x[i] + x[i] - x[i - 1], y[i]));
        return Add(name, bars);
    }

    /// <summary>The area between two curves.</summary>
    public Chart Band(string name, double[] x, double[] low, double[] high)
    {
        var band = new Area { Color = OxyColors.Transparent, Fill = OxyColor.FromAColor(60, NextColor), StrokeThickness = 0 };
        band.Points.AddRange(Points(x, high));
        band.Points2.AddRange(Points(x, low));
        return Add(name, band);
    }

    /// <summary>Writes the charts side by side and says where.</summary>
    public static void Save(string path, params Chart[] charts) =>
        Picture.Save(path, Width, Height, [.. charts.Select(chart => chart.Model())]);

    private static DataPoint[] Points(double[] x, double[] y) => [.. x.Zip(y, (a, b) => new DataPoint(a, b))];

    private Chart Add(string name, XYAxisSeries series)
    {
        series.Title = name;
        _series.Add(series);
        return this;
    }

    private PlotModel Model()
    {
        PlotModel model = Picture.Model(title);
        double margin = _series.Exists(series => series is LineSeries { MarkerSize: > 0, MarkerType: MarkerType.Circle }) ? 0.02 : 0;
        model.Axes.Add(Picture.Axis(new LinearAxis
        {
            Position = AxisPosition.Bottom,
            Title = xLabel,
            MinimumMajorStep = WholeNumbers ? 1 : 0,
            MinimumPadding = margin,
            MaximumPadding = margin,
        }));
        bool fromZero = _series.Exists(series => series is RectangleBarSeries);
        model.Axes.Add(Picture.Axis<Axis>(Logarithmic
            ? new LogarithmicAxis { UseSuperExponentialFormat = true, PowerPadding = false, MinimumPadding = 0.05, MaximumPadding = 0.05 }
            : new LinearAxis { MinimumPadding = fromZero ? 0 : 0.05, MaximumPadding = 0.05 }));
        model.Axes[1].Position = AxisPosition.Left;
        model.Axes[1].Title = yLabel;
        foreach (XYAxisSeries series in _series)
            model.Series.Add(series);
        return model;
    }

    /// <summary>Its legend shows a piece of it: OxyPlot's own draws a wedge.</summary>
    private sealed class Area : AreaSeries
    {
        public override void RenderLegend(IRenderContext rc, OxyRect legendBox) =>
            rc.DrawRectangle(legendBox.Deflate(new OxyThickness(0, 3, 0, 3)), Fill, OxyColors.Undefined, 0, EdgeRenderingMode.Automatic);
    }
}
