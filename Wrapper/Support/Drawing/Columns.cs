namespace TorchBridge.Support.Drawing;

/// <summary>
/// The horizontal place of each vertex: near its neighbours, in the order of its layer, and far enough from the next one.
/// </summary>
internal static class Columns
{
    private const int Sweeps = 32, FewSweeps = 8, Many = 10_000;

    /// <param name="layers">The layers, in their order.</param>
    /// <param name="widths">The width of each vertex.</param>
    /// <param name="gap">The distance between two vertices of a layer.</param>
    /// <returns>The middles, the leftmost of which is half its width.</returns>
    public static double[] Of(Layers layers, double[] widths, double gap)
    {
        int[] heights = Heights(layers);
        var x = new double[layers.Count];
        foreach (List<int> row in layers.Rows)
            Settle(row, vertex => (0, 1), x, widths, gap);
        int sweeps = layers.Count > Many ? FewSweeps : Sweeps;
        for (int sweep = 0; sweep < sweeps; sweep++)
        {
            bool down = sweep % 2 == 0, both = sweep >= sweeps / 2;
            for (int k = 0; k < layers.Rows.Count; k++)
            {
                List<int> row = layers.Rows[down ? k : layers.Rows.Count - 1 - k];
                Settle(row, vertex => Wish(vertex, both || down, both || !down), x, widths, gap);
            }
        }
        double left = Enumerable.Range(0, x.Length).Min(vertex => x[vertex] - widths[vertex] / 2);
        return Array.ConvertAll(x, middle => middle - left);

        (double Place, double Weight) Wish(int vertex, bool above, bool below)
        {
            double sum = 0, weight = 0;
            if (above)
                foreach (int neighbour in layers.Above(vertex))
                    Add(neighbour, Weight(neighbour, vertex));
            if (below)
                foreach (int neighbour in layers.Below(vertex))
                    Add(neighbour, Weight(vertex, neighbour));
            return weight > 0 ? (sum / weight, weight) : (x[vertex], 0.05);

            void Add(int neighbour, double of)
            {
                sum += of * x[neighbour];
                weight += of;
            }
        }

        // Long edges are straight, then the longest chains of nodes; ends that hang on these stand beside them.
        double Weight(int upper, int lower) => layers.IsBend(upper) && layers.IsBend(lower) ? 16
            : layers.IsBend(upper) || layers.IsBend(lower) ? 2
            : heights[upper] == heights[lower] + 1 ? 8 : 0.1;
    }

    /// <summary>The longest way down from each vertex, in links.</summary>
    private static int[] Heights(Layers layers)
    {
        var heights = new int[layers.Count];
        foreach (List<int> row in Enumerable.Reverse(layers.Rows))
            foreach (int vertex in row)
                foreach (int below in layers.Below(vertex))
                    heights[vertex] = Math.Max(heights[vertex], heights[below] + 1);
        return heights;
    }

    /// <summary>
    /// Places one layer: of all places that keep the order and the distances, those with the smallest sum of weighted squares of the
    /// distances to what each vertex wishes. Vertices that would overlap become a block, which stands where its mean wish is.
    /// </summary>
    private static void Settle(List<int> row, Func<int, (double Place, double Weight)> wish, double[] x, double[] widths, double gap)
    {
        var blocks = new Stack<(double Place, double Weight, int Count)>();
        var offsets = new double[row.Count];
        for (int i = 0; i < row.Count; i++)
        {
            if (i > 0)
                offsets[i] = offsets[i - 1] + (widths[row[i - 1]] + widths[row[i]]) / 2 + gap;
            (double place, double weight) = wish(row[i]);
            (double Place, double Weight, int Count) block = (place - offsets[i], weight, 1);
            while (blocks.TryPeek(out (double Place, double Weight, int Count) before) && before.Place > block.Place)
            {
                blocks.Pop();
                double both = before.Weight + block.Weight;
                block = ((before.Place * before.Weight + block.Place * block.Weight) / both, both, before.Count + block.Count);
            }
            blocks.Push(block);
        }
        for (int i = row.Count - 1; blocks.TryPop(out (double Place, double Weight, int Count) block);)
            for (int k = 0; k < block.Count; k++, i--)
                x[row[i]] = block.Place + offsets[i];
    }
}
