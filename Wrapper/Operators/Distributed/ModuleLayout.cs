namespace TorchBridge.Operators.Distributed;

/// <summary>
/// The layout of a module: names, types and shapes. It must be the same in all processes before they exchange the module's tensors.
/// </summary>
internal static class ModuleLayout
{
    private const string Refusal = "!";      // sent instead of the layout by a process that can't take part

    /// <summary>Throws on every rank if some rank's layout is another, or if some rank can't take part.</summary>
    /// <param name="member">The group.</param>
    /// <param name="api">The public name.</param>
    /// <param name="tensors">This process's tensors, with their names.</param>
    /// <param name="refusal">Why this process can't take part; null if it can.</param>
    public static void RequireSame(Member member, string api, IEnumerable<(string Name, Tensor Tensor)> tensors, Exception? refusal)
    {
        string[] texts = Exchange.Texts(member, api, refusal is not null ? Refusal : string.Join('\n', tensors.Select(Line)));
        if (refusal is not null)
            throw refusal;
        if (Array.IndexOf(texts, Refusal) is var refused and >= 0)
            throw DistributedMessages.PeerRefused(api, member.Rank, refused);
        for (int other = 1; other < texts.Length; other++)
            if (texts[other] != texts[0])
            {
                (string first, string second) = Difference(texts[0], texts[other]);
                throw DistributedMessages.ModulesDiffer(api, member.Rank, other, first, second);
            }
    }

    /// <summary>A hash of the layout with 64 bits.</summary>
    public static long Fingerprint(IEnumerable<(string Name, Tensor Tensor)> tensors)
    {
        ulong hash = 14695981039346656037;      // FNV-1a
        foreach ((string name, Tensor tensor) in tensors)
        {
            foreach (char letter in name)
                Add(letter);
            Add((long)tensor.dtype);
            for (int i = 0; i < tensor.dim(); i++)
                Add(tensor.size(i));
            Add(-1);
        }
        return (long)(hash >> 1);      // not negative, so that its negative is another number

        void Add(long value) => hash = (hash ^ (ulong)value) * 1099511628211;
    }

    private static string Line((string Name, Tensor Tensor) each) => $"{each.Name}: {Describe.Tensor(each.Tensor)}";

    private static (string First, string Second) Difference(string first, string second)
    {
        string[] a = first.Split('\n'), b = second.Split('\n');
        int at = 0;
        while (at < a.Length && at < b.Length && a[at] == b[at])
            at++;
        return (At(a), At(b));

        string At(string[] lines) => at < lines.Length && lines[at].Length > 0 ? lines[at] : "nothing more";
    }
}
