namespace TorchBridge.Support.Drawing;

/// <summary>Changes the order in each layer so that few edges cross: sweeps that sort by the medians of the neighbours.</summary>
internal static class Order
{
    private const int Sweeps = 24, FewSweeps = 4, Many = 4000, ManyToSwap = 1000, ManyLinksToSwap = 4000;

    public static void Improve(Layers layers)
    {
        var place = new int[layers.Count];
        foreach (List<int> row in layers.Rows)
            Number(row, place);
        long fewest = Crossings(layers, place);
        int[][] best = Copy(layers);
        int sweeps = layers.Count > Many ? FewSweeps : Sweeps;
        for (int sweep = 0; sweep < sweeps && fewest > 0; sweep++)
        {
            Sweep(layers, place, down: sweep % 2 == 0);
            if (layers.Count <= ManyToSwap && layers.Chains.Count <= ManyLinksToSwap)
                SwapNeighbours(layers, place);
            long crossings = Crossings(layers, place);
            if (crossings >= fewest)
                continue;
            (fewest, best) = (crossings, Copy(layers));
        }
        for (int i = 0; i < best.Length; i++)
        {
            layers.Rows[i].Clear();
            layers.Rows[i].AddRange(best[i]);
        }
    }

    /// <summary>How many pairs of links cross.</summary>
    public static long Crossings(Layers layers)
    {
        var place = new int[layers.Count];
        foreach (List<int> row in layers.Rows)
            Number(row, place);
        return Crossings(layers, place);
    }

    private static void Sweep(Layers layers, int[] place, bool down)
    {
        int count = layers.Rows.Count;
        for (int k = 1; k < count; k++)
        {
            List<int> row = layers.Rows[down ? k : count - 1 - k];
            int[] sorted = [.. row.OrderBy(vertex => Median(down ? layers.Above(vertex) : layers.Below(vertex), place, place[vertex]))];
            row.Clear();
            row.AddRange(sorted);
            Number(row, place);
        }
    }

    private static double Median(List<int> neighbours, int[] place, double otherwise)
    {
        if (neighbours.Count == 0)
            return otherwise;
        int[] places = [.. neighbours.Select(neighbour => place[neighbour]).Order()];
        int middle = places.Length / 2;
        return places.Length % 2 == 1 ? places[middle] : (places[middle - 1] + places[middle]) / 2.0;
    }

    /// <summary>Swaps vertices side by side while that takes crossings away.</summary>
    private static void SwapNeighbours(Layers layers, int[] place)
    {
        foreach (List<int> row in layers.Rows)
        {
            bool again = true;
            for (int round = 0; again && round < 4; round++)
            {
                again = false;
                for (int i = 1; i < row.Count; i++)
                {
                    (int left, int right) = (row[i - 1], row[i]);
                    if (Pairs(layers.Above(left), layers.Above(right), place) + Pairs(layers.Below(left), layers.Below(right), place)
                        <= Pairs(layers.Above(right), layers.Above(left), place) + Pairs(layers.Below(right), layers.Below(left), place))
                        continue;
                    (row[i - 1], row[i], place[left], place[right]) = (right, left, i, i - 1);
                    again = true;
                }
            }
        }
    }

    /// <summary>The crossings between the links of two vertices, of which the first is on the left.</summary>
    private static int Pairs(List<int> left, List<int> right, int[] place) =>
        left.Sum(a => right.Count(b => place[a] > place[b]));

    private static long Crossings(Layers layers, int[] place)
    {
        long crossings = 0;
        for (int k = 1; k < layers.Rows.Count; k++)
        {
            // Each link from left to right: it crosses those before it that end further right. A Fenwick tree counts these.
            int width = layers.Rows[k].Count;
            var tree = new int[width + 1];
            int passed = 0;
            foreach (int vertex in layers.Rows[k - 1])
            {
                int[] ends = [.. layers.Below(vertex).Select(below => place[below])];
                foreach (int end in ends)
                {
                    int atMost = 0;
                    for (int i = end + 1; i > 0; i -= i & -i)
                        atMost += tree[i];
                    crossings += passed - atMost;
                }
                foreach (int end in ends)
                    for (int i = end + 1; i <= width; i += i & -i)
                        tree[i]++;
                passed += ends.Length;
            }
        }
        return crossings;
    }

    private static void Number(List<int> row, int[] place)
    {
        for (int i = 0; i < row.Count; i++)
            place[row[i]] = i;
    }

    private static int[][] Copy(Layers layers) => [.. layers.Rows.Select(row => row.ToArray())];
}
