using TorchBridge.Oracle.Corpus;
using TorchBridge.Oracle.Functions;
using TorchBridge.Oracle.Programs;

namespace TorchBridge.Tests.Oracle;

/// <summary>Programs with some nodes replaced: an engine that does an operator in a worse way, which LibTorch plays.</summary>
internal static class Rewriting
{
    /// <summary>
    /// Calls of an operator become a formula of its tensors x, y, z; <c>{dim}</c> in it stands for an attribute. Null where the program has
    /// no such call.
    /// </summary>
    public static Request? Replace(Request request, string op, string formula)
    {
        var nodes = new List<Node>();
        bool any = false;
        foreach (Node node in request.Program.Nodes)
        {
            if (node.Operator != op || node.Results.Length != 1 || Filled(formula, node) is not { } text
                || node.Arguments.Any(argument => argument.IsNothing))
            {
                nodes.Add(node);
                continue;
            }
            any = true;
            string[] letters = [.. node.Arguments.Select((_, i) => "xyz"[i..(i + 1)])];
            string constants = string.Concat(node.Arguments.Select((argument, i) => argument.Number is { } number
                ? $"{letters[i]} = {$"{number:R}".ToLowerInvariant()}; " : ""));
            OracleProgram part = Formula.Parse(constants + text, [.. letters.Where((_, i) => node.Arguments[i].Name is not null)]);
            nodes.AddRange(part.Nodes.Select(inner =>
                Renamed(inner, name => Array.IndexOf(letters, name) is var i and >= 0 ? node.Arguments[i].Name!
                : name == part.Outputs[0] ? node.Results[0] : $"{node.Results[0]}_{name}")));
        }
        return any ? With(request, nodes) : null;
    }

    /// <summary>Every node as something else makes it.</summary>
    public static Request Each(Request request, Func<Node, int, IEnumerable<Node>> change) =>
        With(request, [.. request.Program.Nodes.SelectMany(change)]);

    public static Request With(Request request, List<Node> nodes) => new()
    {
        Program = new OracleProgram(request.Program.Inputs, [.. nodes], request.Program.Outputs),
        Tensors = request.Tensors,
        With = request.With,
        Cotangents = request.Cotangents,
        Tangents = request.Tangents,
        Steps = request.Steps,
    };

    public static Node Renamed(Node node, Func<string, string> rename) =>
        node with
        {
            Results = [.. node.Results.Select(rename)],
            Arguments = [.. node.Arguments.Select(argument => argument.Name is { } name ? new Argument(rename(name), null) : argument)]
        };

    private static string? Filled(string formula, Node node)
    {
        foreach ((string name, AttributeValue value) in node.Attributes)
            if (formula.Contains($"{{{name}}}", StringComparison.Ordinal))
                formula = formula.Replace($"{{{name}}}", value.Number is { } number ? $"{number}" : value.List is { } list
                    ? string.Join(", ", list) : "0", StringComparison.Ordinal);
            else
                return null;
        return formula.Contains('{', StringComparison.Ordinal) ? null : formula;
    }
}
