using System.Globalization;
using System.Text;
using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Legends;

namespace Examples;

/// <summary>What all pictures of the examples have in common.</summary>
internal static class Picture
{
    private const string Font = "Arial, Helvetica, sans-serif";

    /// <summary>An empty plot with its legend below, outside the data.</summary>
    public static PlotModel Model(string title)
    {
        var model = new PlotModel
        {
            Title = title,
            TitleFontSize = 15,
            TitleFontWeight = FontWeights.Normal,
            DefaultFont = Font,
            PlotAreaBorderColor = OxyColor.FromRgb(0x60, 0x60, 0x60),
            Background = OxyColors.White,
            Culture = CultureInfo.InvariantCulture,
            Padding = new OxyThickness(8, 8, 16, 8),
        };
        model.Legends.Add(new Legend
        {
            LegendPlacement = LegendPlacement.Outside,
            LegendPosition = LegendPosition.BottomCenter,
            LegendOrientation = LegendOrientation.Horizontal,
            LegendSymbolLength = 28,
            LegendBorderThickness = 0,
        });
        return model;
    }

    /// <summary>An axis with a light grid and without -0.</summary>
    public static T Axis<T>(T axis) where T : Axis
    {
        axis.MajorGridlineStyle = LineStyle.Solid;
        axis.MajorGridlineColor = OxyColor.FromRgb(0xE4, 0xE4, 0xE4);
        axis.TickStyle = TickStyle.Outside;
        axis.MinorTickSize = 0;
        axis.AxisTitleDistance = 14;
        if (axis is LinearAxis)
            axis.LabelFormatter = value => (Math.Abs(value) < 1e-12 ? 0 : value).ToString("G6", CultureInfo.InvariantCulture);
        return axis;
    }

    /// <summary>An axis on the left with a name for each bar or group of bars, from top to bottom.</summary>
    public static CategoryAxis Names(double gap) => new()
    {
        Position = AxisPosition.Left,
        StartPosition = 1,
        EndPosition = 0,
        GapWidth = gap,
        TickStyle = TickStyle.None,
    };

    /// <summary>Writes plots side by side to an SVG file and says where.</summary>
    public static void Save(string path, double width, double height, params PlotModel[] plots)
    {
        var svg = new StringBuilder();
        string all = Number(width * plots.Length), high = Number(height);
        svg.Append($"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{all}\" height=\"{high}\" viewBox=\"0 0 {all} {high}\">\n");
        for (int i = 0; i < plots.Length; i++)
        {
            var exporter = new SvgExporter
            {
                Width = width,
                Height = height,
                UseVerticalTextAlignmentWorkaround = true,
                TextMeasurer = new TextSizes(),
            };
            string plot = exporter.ExportToString(plots[i]).ReplaceLineEndings("\n");
            svg.Append($"<g transform=\"translate({Number(width * i)} 0)\">\n");
            svg.Append(plot[plot.IndexOf("<svg", StringComparison.Ordinal)..].TrimEnd()).Append("\n</g>\n");
        }
        File.WriteAllText(path, svg.Append("</svg>\n").ToString());
        Console.WriteLine($"picture: {Path.GetFullPath(path)}");
    }

    private static string Number(double value) => value.ToString(CultureInfo.InvariantCulture);
}
