using System.Text;

namespace TorchBridge.Support.Drawing;

/// <summary>A graph of boxes and arrows, drawn from top to bottom as SVG.</summary>
internal sealed class Picture
{
    private const double TitleSize = 13, DetailSize = 11, Padding = 12, Gap = 24, LayerGap = 38, Margin = 16, BendWidth = 12, Head = 8;
    private const int LongestTitle = 34;

    private readonly IReadOnlyList<Box> _boxes;
    private readonly Layers _layers;
    private readonly double[] _widths, _x, _tops, _bottoms;

    private Picture(IReadOnlyList<Box> boxes, Layers layers)
    {
        (_boxes, _layers) = (boxes, layers);
        Order.Improve(layers);
        _widths = [.. Enumerable.Range(0, layers.Count).Select(vertex => layers.IsBend(vertex) ? BendWidth : Width(boxes[vertex]))];
        _x = Array.ConvertAll(Columns.Of(layers, _widths, Gap), middle => middle + Margin);
        (_tops, _bottoms) = (new double[layers.Rows.Count], new double[layers.Rows.Count]);
        double y = Margin;
        for (int k = 0; k < _tops.Length; k++)
        {
            _tops[k] = y;
            y = _bottoms[k] = y + layers.Rows[k].Where(vertex => !layers.IsBend(vertex)).Max(node => Height(boxes[node]));
            y += LayerGap;
        }
    }

    /// <summary>The picture as SVG. Null if it would have more boxes and bends, or more arrows, than the limit.</summary>
    /// <param name="boxes">The boxes.</param>
    /// <param name="edges">The arrows between them, and what is written at their ends.</param>
    /// <param name="limit">The largest number of boxes and bends, and of arrows.</param>
    public static string? Svg(IReadOnlyList<Box> boxes, IReadOnlyList<(int From, int To, string Label)> edges, int limit)
    {
        (boxes, edges) = SharedLeaves.Repeated(boxes, edges);
        return Layers.Of(boxes.Count, [.. edges.Select(edge => (edge.From, edge.To))], limit) is { } layers
            ? new Picture(boxes, layers).Draw(edges)
            : null;
    }

    private static double Width(Box box) => 2 * Padding + Math.Max(
        Letters.Width(Title(box), TitleSize), Letters.Width(box.Details ?? "", DetailSize));

    private static double Height(Box box) => box.Details is null ? 28 : 42;

    private static string Title(Box box) => Letters.Shortened(box.Title, LongestTitle);

    private string Draw(IReadOnlyList<(int From, int To, string Label)> edges)
    {
        double width = Enumerable.Range(0, _x.Length).Max(vertex => _x[vertex] + _widths[vertex] / 2) + Margin,
            height = _bottoms[^1] + Margin;
        var svg = new StringBuilder();
        svg.Append($"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{N(width)}\" height=\"{N(height)}\" ");
        svg.Append($"viewBox=\"0 0 {N(width)} {N(height)}\" font-family=\"Helvetica, Arial, sans-serif\" text-anchor=\"middle\">\n");
        svg.Append("<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n");
        svg.Append("<g fill=\"none\" stroke=\"#5f6b7a\" stroke-width=\"1.3\">\n");
        (double[] starts, double[] ends) = (Ports(chain => chain[0], chain => chain[1]), Ports(chain => chain[^1], chain => chain[^2]));
        Straighten(starts, ends);
        for (int i = 0; i < edges.Count; i++)
            Line(svg, i, starts[i], ends[i]);
        svg.Append("</g>\n<g fill=\"#5f6b7a\" font-size=\"10\">\n");
        for (int i = 0; i < edges.Count; i++)
            Arrow(svg, ends[i], Top(edges[i].To), edges[i].Label, onLeft: ends[i] < _x[edges[i].To]);
        svg.Append("</g>\n<g fill=\"#1f2933\">\n");
        for (int node = 0; node < _boxes.Count; node++)
            Draw(svg, node);
        return svg.Append("</g>\n</svg>\n").ToString();
    }

    /// <summary>Where each edge touches its box: edges of one box lie side by side, in the order in which they come.</summary>
    private double[] Ports(Func<int[], int> box, Func<int[], int> other)
    {
        var ports = new double[_layers.Chains.Count];
        foreach (IGrouping<int, int> edges in Enumerable.Range(0, ports.Length).GroupBy(edge => box(_layers.Chains[edge])))
        {
            int[] ordered = [.. edges.OrderBy(edge => _x[other(_layers.Chains[edge])])];
            double step = Math.Min(18, (_widths[edges.Key] - 2 * Padding) / ordered.Length);
            for (int i = 0; i < ordered.Length; i++)
                ports[ordered[i]] = _x[edges.Key] + (i - (ordered.Length - 1) / 2.0) * step;
        }
        return ports;
    }

    /// <summary>An edge that is nearly straight becomes straight, if no other one shares an end with it.</summary>
    private void Straighten(double[] starts, double[] ends)
    {
        ILookup<int, int[]> from = _layers.Chains.ToLookup(chain => chain[0]), to = _layers.Chains.ToLookup(chain => chain[^1]);
        for (int i = 0; i < starts.Length; i++)
            if (_layers.Chains[i] is [int first, int last] && Math.Abs(starts[i] - ends[i]) < Padding)
            {
                if (to[last].Take(2).Count() == 1)
                    ends[i] = starts[i];
                else if (from[first].Take(2).Count() == 1)
                    starts[i] = ends[i];
            }
    }

    /// <summary>A line straight through the layers, and curved between them, where there are no boxes.</summary>
    private void Line(StringBuilder svg, int edge, double start, double end)
    {
        int[] chain = _layers.Chains[edge];
        svg.Append($"<path data-edge=\"{chain[0]}-{chain[^1]}\" ");
        svg.Append($"d=\"M{N(start)} {N(Bottom(chain[0]))}V{N(_bottoms[_layers.LayerOf(chain[0])])}");
        double x = start;
        for (int i = 1; i < chain.Length; i++)
        {
            int layer = _layers.LayerOf(chain[i]);
            bool isLast = i == chain.Length - 1;
            double to = isLast ? end : _x[chain[i]], y = _bottoms[layer - 1], next = isLast ? Top(chain[i]) - Head : _tops[layer];
            double middle = (y + next) / 2;
            svg.Append(N(x) == N(to) ? $"V{N(next)}" : $"C{N(x)} {N(middle)} {N(to)} {N(middle)} {N(to)} {N(next)}");
            if (!isLast)
                svg.Append($"V{N(_bottoms[layer])}");
            x = to;
        }
        svg.Append("\"/>\n");
    }

    private static void Arrow(StringBuilder svg, double x, double y, string label, bool onLeft)
    {
        svg.Append($"<path d=\"M{N(x - 4)} {N(y - Head)}H{N(x + 4)}L{N(x)} {N(y)}Z\"/>\n");
        if (label.Length > 0)
            svg.Append($"<text x=\"{N(onLeft ? x - 6 : x + 6)}\" y=\"{N(y - 4)}\" text-anchor=\"{(onLeft ? "end" : "start")}\">")
                .Append($"{Letters.Xml(label)}</text>\n");
    }

    private void Draw(StringBuilder svg, int node)
    {
        Box box = _boxes[node];
        (double x, double top, double width, double height) = (_x[node], Top(node), _widths[node], Height(box));
        string look = box.IsLeaf
            ? "rx=\"2\" fill=\"#fff3dc\" stroke=\"#c28a1e\""
            : $"rx=\"{N(height / 2)}\" fill=\"#e8f0fb\" stroke=\"#4672a8\"";
        svg.Append($"<g data-node=\"{node}\">");
        if (Title(box) != box.Title)
            svg.Append($"<title>{Letters.Xml(box.Title)}</title>");
        svg.Append($"<rect x=\"{N(x - width / 2)}\" y=\"{N(top)}\" width=\"{N(width)}\" height=\"{N(height)}\" {look}/>");
        svg.Append($"<text x=\"{N(x)}\" y=\"{N(top + 18.5)}\" font-size=\"{N(TitleSize)}\">{Letters.Xml(Title(box))}</text>");
        if (box.Details is { } details)
            svg.Append($"<text x=\"{N(x)}\" y=\"{N(top + 33.5)}\" font-size=\"{N(DetailSize)}\" fill=\"#5b4a22\">")
                .Append($"{Letters.Xml(details)}</text>");
        svg.Append("</g>\n");
    }

    private double Top(int node) => (_tops[_layers.LayerOf(node)] + _bottoms[_layers.LayerOf(node)] - Height(_boxes[node])) / 2;

    private double Bottom(int node) => Top(node) + Height(_boxes[node]);

    private static string N(double value) => Letters.Number(value);
}
