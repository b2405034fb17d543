using Examples;
using OxyPlot;
using OxyPlot.Annotations;
using OxyPlot.Axes;
using OxyPlot.Series;

namespace Benchmarks;

/// <summary>A bar for each ratio. Bars that end before the line at 1 are quicker than what they are compared with.</summary>
internal static class RatioChart
{
    public static void Save(string path, string title, IReadOnlyList<(string Name, double Ratio)> rows)
    {
        PlotModel model = Picture.Model(title);
        model.Legends.Clear();
        CategoryAxis names = Picture.Names(gap: 0.4);
        names.Labels.AddRange(rows.Select(row => row.Name));
        model.Axes.Add(names);
        model.Axes.Add(Picture.Axis(new LinearAxis
        {
            Position = AxisPosition.Bottom,
            Title = "ratio of the times; below 1 TorchBridge is quicker",
            Minimum = 0,
            Maximum = 1.12 * Math.Max(1.2, rows.Max(row => row.Ratio)),
        }));
        var bars = new BarSeries { LabelFormatString = " {0:0.00} ", LabelPlacement = LabelPlacement.Outside };
        foreach ((_, double ratio) in rows)
            bars.Items.Add(new BarItem(ratio) { Color = OxyColor.FromUInt32(ratio <= 1 ? 0xFF0072B2 : 0xFFD55E00) });
        model.Series.Add(bars);
        model.Annotations.Add(
            new LineAnnotation { Type = LineAnnotationType.Vertical, X = 1, Color = OxyColors.Black, LineStyle = LineStyle.Dash });
        Picture.Save(path, 900, 90 + 26 * rows.Count, model);
    }
}
