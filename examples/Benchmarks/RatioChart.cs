using System.Globalization;
using System.Text;

namespace Benchmarks;

/// <summary>A bar for each ratio, as SVG. A bar that ends before the line at 1 means that TorchBridge is faster.</summary>
internal static class RatioChart
{
    private const int Left = 360, Unit = 280, Bar = 18, Step = 26, Top = 44;

    public static void Save(string path, string title, IReadOnlyList<(string Name, double Ratio)> rows)
    {
        double longest = Math.Max(1.2, rows.Max(row => row.Ratio));
        int width = Left + (int)(Unit * longest) + 60, height = Top + Step * rows.Count + 30;
        var svg = new StringBuilder();
        Add($"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" font-family=\"sans-serif\" font-size=\"12\">");
        Add($"<rect width=\"100%\" height=\"100%\" fill=\"white\"/>");
        Add($"<text x=\"{width / 2}\" y=\"22\" text-anchor=\"middle\" font-size=\"15\">{title}</text>");
        for (int i = 0; i < rows.Count; i++)
        {
            (string name, double ratio) = rows[i];
            int y = Top + Step * i;
            string color = ratio <= 1 ? "#1f6fb4" : "#d1495b";
            Add($"<text x=\"{Left - 8}\" y=\"{y + 13}\" text-anchor=\"end\">{System.Security.SecurityElement.Escape(name)}</text>");
            Add($"<rect x=\"{Left}\" y=\"{y}\" width=\"{Unit * ratio:F1}\" height=\"{Bar}\" fill=\"{color}\" fill-opacity=\"0.75\"/>");
            Add($"<text x=\"{Left + Unit * ratio + 6:F1}\" y=\"{y + 13}\">{ratio:F2}</text>");
        }
        Add($"<path d=\"M{Left + Unit} {Top - 6}V{height - 24}\" stroke=\"#444\" stroke-dasharray=\"4 3\"/>");
        Add($"<text x=\"{Left + Unit}\" y=\"{height - 8}\" text-anchor=\"middle\">1: equally quick</text>");
        File.WriteAllText(path, svg.AppendLine("</svg>").ToString());
        Console.WriteLine($"picture: {Path.GetFullPath(path)}");

        void Add(FormattableString line) => svg.AppendLine(line.ToString(CultureInfo.InvariantCulture));
    }
}
