namespace TorchBridge.Support.Drawing;

/// <summary>
/// Leaves that operations in distant layers use, such as a weight that every step of a recurrent network uses. Their arrows would go
/// through the whole picture.
/// </summary>
internal static class SharedLeaves
{
    private const int Distant = 20;

    /// <summary>Gives such a leaf a box for each of its uses. The first box stays, and the others come after all boxes.</summary>
    public static (IReadOnlyList<Box> Boxes, IReadOnlyList<(int From, int To, string Label)> Edges) Repeated(
        IReadOnlyList<Box> boxes, IReadOnlyList<(int From, int To, string Label)> edges)
    {
        int[] depths = Layers.Depths(boxes.Count, [.. edges.Select(edge => (edge.From, edge.To))]);
        HashSet<int> repeated = [.. edges.Where(edge => boxes[edge.To].IsLeaf).GroupBy(edge => edge.To)
            .Where(uses => uses.Max(edge => depths[edge.From]) - uses.Min(edge => depths[edge.From]) > Distant).Select(uses => uses.Key)];
        if (repeated.Count == 0)
            return (boxes, edges);
        List<Box> all = [.. boxes];
        var placed = new HashSet<int>();
        var changed = new List<(int From, int To, string Label)>();
        foreach ((int from, int to, string label) in edges)
        {
            int box = to;
            if (repeated.Contains(to) && !placed.Add(to))
            {
                box = all.Count;
                all.Add(boxes[to]);
            }
            changed.Add((from, box, label));
        }
        return (all, changed);
    }
}
