using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using TorchBridge.Oracle.Programs;
using TorchBridge.Oracle.Protocol;
using TorchBridge.Oracle.Truth;

namespace TorchBridge.Oracle.Corpus;

/// <summary>
/// What cases are made from: <c>id | inputs | formula | flags: comment</c>. An input is <c>x[2,3]</c>, drawn at random from ±(0.1, 0.95), or as a
/// domain says: <c>x[2,3]:pos</c>, <c>*5</c> for five times that; or it is given, <c>x={1,2}</c>, <c>k=i{0,2}</c> whole numbers, <c>m=b{1,0}</c> truth
/// values. Domains that start with <c>fixed</c> are not differentiated in.
/// </summary>
internal sealed partial class Spec
{
    private readonly Input[] _inputs;

    private Spec(string category, string[] parts)
    {
        Category = category;
        Name = parts[0];
        _inputs = [.. InputText().Matches(parts[1]).Select(match => new Input(match))];
        Program = Formula.Parse(parts[2], [.. _inputs.Select(input => input.Name)]);
        string notes = parts.Length > 3 ? parts[3] : "";
        int colon = notes.IndexOf(':', StringComparison.Ordinal);
        Flags = (colon < 0 ? notes : notes[..colon]).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Comment = colon < 0 ? "" : notes[(colon + 1)..].Trim();
        string stem = Name.Split('/')[0];
        Op = OperatorTable.Find(stem) is not null && Program.Nodes.Any(node => node.Operator == stem) ? stem : Program.Nodes[0].Operator;
    }

    public string Category { get; }

    public string Name { get; }

    public string Op { get; }

    public OracleProgram Program { get; }

    public string[] Flags { get; }

    public string Comment { get; }

    /// <summary>Whether the inputs are given and not random, so that there is only one case of each kind.</summary>
    public bool IsGiven => _inputs.All(input => input.Given is not null);

    public static IEnumerable<Spec> Parse(string category, string lines) => lines
        .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Select(line => new Spec(category, [.. line.Split('|', StringSplitOptions.TrimEntries)]));

    public string[] With => [.. _inputs.Where(input => input.IsDifferentiable).Select(input => input.Name)];

    public Dictionary<string, TensorValue> Draw(RandomNumbers random, DType type) => _inputs.ToDictionary(input => input.Name, input => input.Draw(random, type));

    private sealed class Input
    {
        private readonly string _domain;
        private readonly double _scale;
        private readonly long[] _shape;

        public Input(Match match)
        {
            Name = match.Groups["name"].Value;
            _domain = match.Groups["domain"].Value;
            _scale = match.Groups["scale"].Success ? double.Parse(match.Groups["scale"].Value, CultureInfo.InvariantCulture) : 1;
            _shape = [.. match.Groups["shape"].Value.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(long.Parse)];
            if (match.Groups["data"].Success)
                Given = ReadGiven(match.Groups["type"].Value, match.Groups["data"].Value);
        }

        public string Name { get; }

        public TensorValue? Given { get; }

        public bool IsDifferentiable => !_domain.StartsWith("fixed", StringComparison.Ordinal) && (Given?.Type ?? DType.Float64) == DType.Float64 && _domain != "bool";

        public TensorValue Draw(RandomNumbers random, DType type)
        {
            if (Given is not null)
                return Given.Type == DType.Float64 ? Given.As(type) : Given;
            long count = _shape.Aggregate(1L, (a, b) => a * b);
            if (_domain == "bool")
                return new TensorValue(DType.Bool, _shape, [.. Enumerable.Range(0, (int)count).Select(_ => random.Coin() ? 1.0 : 0)]);
            var data = new double[count * (type.IsComplex() ? 2 : 1)];
            for (int i = 0; i < data.Length; i++)
                data[i] = Math.Round(Number(random) * _scale, 3);
            if (_domain == "solid")      // far from singular: the diagonal dominates, with entries of its own
                for (int i = 0, width = data.Length / (int)count; i < Math.Min(_shape[^1], _shape[^2]); i++)
                    data[(i * _shape[^1] + i) * width] = Math.Round(2 + 0.7 * i + random.Next(0, 0.5), 3);
            return new TensorValue(type.Double(), _shape, data).As(type);
        }

        private double Number(RandomNumbers random) => _domain switch
        {
            "pos" or "fixedpos" => random.Next(0.3, 2),
            "neg" => -random.Next(0.3, 2),
            "unit" or "fixedunit" => random.Next(0.1, 0.9),
            "above1" => random.Next(1.2, 3),
            _ => random.Next(0.1, 0.95) * (random.Coin() ? 1 : -1),
        };

        private static TensorValue ReadGiven(string type, string data)
        {
            using JsonDocument lists = JsonDocument.Parse(data.Replace('{', '[').Replace('}', ']'));
            var shape = new List<long>();
            for (JsonElement level = lists.RootElement; level.ValueKind == JsonValueKind.Array; level = level[0])
                shape.Add(level.GetArrayLength());
            return new TensorValue(type switch { "i" => DType.Int64, "b" => DType.Bool, _ => DType.Float64 }, [.. shape], [.. Numbers(lists.RootElement)]);
        }

        private static IEnumerable<double> Numbers(JsonElement json) => json.ValueKind switch
        {
            JsonValueKind.Array => json.EnumerateArray().SelectMany(Numbers),
            JsonValueKind.String => [JsonText.Named(json) ?? double.NaN],
            _ => [json.GetDouble()],
        };
    }

    [GeneratedRegex(@"(?<name>\w+)(\[(?<shape>[\d,]*)\]|=(?<type>[ib]?)(?<data>\{[^ ]*\}))(:(?<domain>\w+))?(\*(?<scale>[\d.]+))?", RegexOptions.ExplicitCapture)]
    private static partial Regex InputText();
}
