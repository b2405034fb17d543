namespace TorchBridge.Oracle.Programs;

/// <summary>
/// Every operator that a program can name, by ATen's names. A line is one form of an operator (see <see cref="Operator.Parse"/>); the forms of
/// one name are tried in their order.
/// </summary>
internal static partial class OperatorTable
{
    private static readonly Dictionary<string, List<Operator>> s_operators = Parse();

    public static IEnumerable<string> Names => s_operators.Keys;

    public static IEnumerable<Operator> Forms => s_operators.Values.SelectMany(forms => forms);

    public static IReadOnlyList<Operator>? Find(string name) => s_operators.GetValueOrDefault(name);

    /// <summary>For an error: what may have been meant.</summary>
    public static string Suggest(string name)
    {
        string plain = Plain(name);
        string[] near = [.. s_operators.Keys.Where(known => plain.Length > 1 && (Plain(known) == plain || Plain(known).EndsWith(plain, StringComparison.Ordinal))).Take(3)];
        return near.Length == 0 ? "" : $"; is {string.Join(" or ", near)} meant?";
    }

    private static string Plain(string name) => name.Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();

    private static Dictionary<string, List<Operator>> Parse()
    {
        var operators = new Dictionary<string, List<Operator>>(StringComparer.Ordinal);
        foreach ((string category, string lines) in new[]
        {
            ("unary", Unary), ("activation", Activation), ("binary", Binary), ("reduction", Reduction), ("shape", Shape), ("indexing", Indexing),
            ("linalg", Linalg), ("nn", Nn), ("complex", Complex), ("inplace", InPlace), ("constant", Constant),
        })
            foreach (string line in lines.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            {
                Operator form = Operator.Parse(line, category);
                if (!operators.TryGetValue(form.Name, out List<Operator>? forms))
                    operators[form.Name] = forms = [];
                forms.Add(form);
            }
        return operators;
    }
}
