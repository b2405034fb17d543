namespace TorchBridge.Support.Drawing;

/// <summary>
/// The nodes of a graph without cycles in layers, each node below all that lead to it. An edge that passes layers has a bend in each of
/// them, so that every link of it leads from one layer to the next.
/// </summary>
internal sealed class Layers
{
    private readonly List<List<int>> _rows = [];
    private readonly List<int> _layer;
    private readonly List<List<int>> _above, _below;

    private Layers(int count, IReadOnlyList<(int From, int To)> edges)
    {
        Nodes = count;
        _layer = [.. Depths(count, edges)];
        (_above, _below) = (Lists(count), Lists(count));
    }

    /// <summary>How many nodes there are. Vertices with larger numbers are bends.</summary>
    public int Nodes { get; }

    /// <summary>How many nodes and bends there are.</summary>
    public int Count => _layer.Count;

    /// <summary>The vertices of each layer, from left to right.</summary>
    public List<List<int>> Rows => _rows;

    /// <summary>For each edge its vertices, from the first node to the last, with the bends between them.</summary>
    public List<int[]> Chains { get; } = [];

    public int LayerOf(int vertex) => _layer[vertex];

    /// <summary>The neighbours of a vertex in the layer above.</summary>
    public List<int> Above(int vertex) => _above[vertex];

    /// <summary>The neighbours of a vertex in the layer below.</summary>
    public List<int> Below(int vertex) => _below[vertex];

    public bool IsBend(int vertex) => vertex >= Nodes;

    /// <summary>Makes the layers. Null if there would be more vertices, or are more edges, than the limit.</summary>
    /// <param name="count">How many nodes there are.</param>
    /// <param name="edges">The edges, each pair once.</param>
    /// <param name="limit">The largest number of nodes and bends.</param>
    public static Layers? Of(int count, IReadOnlyList<(int From, int To)> edges, int limit)
    {
        var layers = new Layers(count, edges);
        if (edges.Count > limit || count + edges.Sum(edge => (long)layers._layer[edge.To] - layers._layer[edge.From] - 1) > limit)
            return null;
        foreach ((int from, int to) in edges)
            layers.Link(from, to);
        layers.FillRows();
        return layers;
    }

    /// <summary>The layer of each node, by longest paths: the one after the last that leads to it.</summary>
    public static int[] Depths(int count, IReadOnlyList<(int From, int To)> edges)
    {
        List<List<int>> targets = Lists(count);
        int[] waiting = new int[count], depths = new int[count];
        foreach ((int from, int to) in edges)
        {
            targets[from].Add(to);
            waiting[to]++;
        }
        var ready = new Queue<int>(Enumerable.Range(0, count).Where(node => waiting[node] == 0));
        while (ready.TryDequeue(out int node))
            foreach (int target in targets[node])
            {
                depths[target] = Math.Max(depths[target], depths[node] + 1);
                if (--waiting[target] == 0)
                    ready.Enqueue(target);
            }
        return depths;
    }

    private void Link(int from, int to)
    {
        var chain = new List<int> { from };
        for (int layer = _layer[from] + 1; layer < _layer[to]; layer++)
        {
            chain.Add(_layer.Count);
            _layer.Add(layer);
            _above.Add([]);
            _below.Add([]);
        }
        chain.Add(to);
        for (int i = 1; i < chain.Count; i++)
        {
            _below[chain[i - 1]].Add(chain[i]);
            _above[chain[i]].Add(chain[i - 1]);
        }
        Chains.Add([.. chain]);
    }

    /// <summary>The first order: depth first, so that what belongs together is near.</summary>
    private void FillRows()
    {
        _rows.AddRange(Lists(_layer.Max() + 1));
        var seen = new bool[Count];
        var next = new Stack<int>();
        for (int root = 0; root < Nodes; root++)
        {
            if (_above[root].Count == 0)
                next.Push(root);
            while (next.TryPop(out int vertex))
            {
                if (seen[vertex])
                    continue;
                seen[vertex] = true;
                _rows[_layer[vertex]].Add(vertex);
                for (int i = _below[vertex].Count - 1; i >= 0; i--)
                    next.Push(_below[vertex][i]);
            }
        }
    }

    private static List<List<int>> Lists(int count) => [.. Enumerable.Range(0, count).Select(_ => new List<int>())];
}
