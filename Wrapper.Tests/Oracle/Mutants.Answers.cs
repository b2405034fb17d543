using TorchBridge.Oracle.Cases;
using TorchBridge.Oracle.Functions;
using TorchBridge.Oracle.Programs;
using TorchBridge.Oracle.Protocol;

namespace TorchBridge.Tests.Oracle;

/// <summary>How wrong engines come to their answers.</summary>
internal static partial class Mutants
{
    /// <summary>LibTorch's answer, or the fields <c>error</c>.</summary>
    private static Fields Ask(string function, Request request)
    {
        try
        {
            return Evaluator.Evaluate(function, request);
        }
        catch (OracleException e)
        {
            return new Fields { { "error", e.Error } };
        }
    }

    private static Func<Case, Fields?> Worse(string op, string formula) =>
        each => each.Result != "error" && each.Function != "backward" && Rewriting.Replace(each.Request, op, formula) is { } worse
            ? Ask(each.Function, worse) : null;

    /// <summary>Each step becomes several, of whose answers the first of the step's own kind is given.</summary>
    private static Fields? Steps(Case each, Func<Step, Step[]> change)
    {
        if (each.Function != "backward")
            return null;
        var steps = new List<Step>();
        var kept = new List<int>();
        foreach (Step step in each.Request.Steps)
        {
            Step[] made = change(step);
            kept.Add(steps.Count + Array.FindIndex(made, one => one.Do == step.Do));
            steps.AddRange(made);
        }
        var request = new Request
        {
            Program = each.Request.Program,
            Tensors = each.Request.Tensors,
            With = each.Request.With,
            Steps = steps
        };
        var answers = (IReadOnlyList<object?>)Evaluator.Evaluate("backward", request)["steps"]!;
        return new Fields { { "steps", (object?[])[.. kept.Select(at => answers[at])] } };
    }

    /// <summary>All uses of a value but one are cut off from it.</summary>
    private static Fields? Detached(Case each, bool inputs, bool last)
    {
        OracleProgram program = each.Request.Program;
        if (each.Function is not ("vjp" or "grad") || each.Result != "required")
            return null;
        string[] uses = [.. program.Nodes.SelectMany(node => node.Arguments).Select(argument => argument.Name ?? "")];
        bool IsCut(string name, int at) => program.Inputs.Contains(name) == inputs
            && (last ? Array.LastIndexOf(uses, name) : Array.IndexOf(uses, name)) != at;
        int use = 0;
        bool any = false;
        Request request = Rewriting.Each(each.Request, (node, n) =>
        {
            var made = new List<Node>();
            var arguments = new List<Argument>();
            foreach (Argument argument in node.Arguments)
            {
                if (argument.Name is { } name && IsCut(name, use))
                {
                    any = true;
                    made.Add(new Node([$"cut{use}"], "detach", [argument], s_none));
                    arguments.Add(new Argument($"cut{use}", null));
                }
                else
                    arguments.Add(argument);
                use++;
            }
            return [.. made, node with { Arguments = [.. arguments] }];
        });
        return any ? Ask(each.Function, request) : null;
    }

    private static Fields? InPlace(Case each, Func<Node, Argument, Node[]> change)
    {
        if (!each.Flags.Contains("InPlace") || each.Result == "error" || each.Function == "backward")
            return null;
        return Ask(each.Function, Rewriting.Each(each.Request, (node, _) => node.Operator[^1] == '_' ? change(node, node.Arguments[0])
            : [node]));
    }

    private static Fields? NegativeDim(Case each, Func<double, double> change)
    {
        if (!each.Flags.Contains("NegativeDim"))
            return null;
        return Ask(each.Function, Rewriting.Each(each.Request, (node, _) => [node with
        {
            Attributes = node.Attributes.ToDictionary(pair => pair.Key, pair => pair.Key.StartsWith("dim", StringComparison.Ordinal)
                ? new AttributeValue(pair.Value.Number is { } number && number < 0 ? change(number) : pair.Value.Number, null, null,
                    pair.Value.List?.Select(one => one < 0 ? change(one) : one).ToArray())
                : pair.Value),
        }]));
    }

    private static Fields? Cotangents(Case each, Func<TensorValue, int, TensorValue> change) => each.Function != "vjp"
        || !each.Flags.Contains("MultipleOutputs") ? null
        : Ask("vjp", WithCotangents(each.Request,
            [.. each.Request.Program.Outputs.Select((name, i) => change(each.Request.Cotangents[name], i))]));

    private static Request WithCotangents(Request request, TensorValue[] cotangents) => new()
    {
        Program = request.Program,
        Tensors = request.Tensors,
        With = request.With,
        Cotangents = request.Program.Outputs.Zip(cotangents).ToDictionary(pair => pair.First, pair => pair.Second),
    };

    private static Fields? FirstOnly(Case each)
    {
        if (each.Function != "vjp")
            return null;
        TensorValue all = each.Request.Cotangents.Values.Single();
        return Ask("vjp", WithCotangents(each.Request, [all.With([.. all.Data.Select((x, i) => i < 2 ? x : 0)])]));
    }

    /// <summary>What each number of the output gives to an input overwrites what the one before gave.</summary>
    private static Fields LastWins(Case each)
    {
        TensorValue all = each.Request.Cotangents.Values.Single();
        Fields? total = null;
        for (int k = 0; k < all.Data.Length; k++)
        {
            int at = k;
            Fields one = Ask("vjp", WithCotangents(each.Request, [all.With([.. all.Data.Select((x, i) => i == at ? x : 0)])]));
            total = total is null ? one : new Fields { { "values", one["values"] },
                { "vjp", Merge((Fields)total["vjp"]!, (Fields)one["vjp"]!) } };
        }
        return total!;

        static Fields Merge(Fields before, Fields now)
        {
            var merged = new Fields();
            foreach ((string name, object? value) in now)
                merged.Add(name, ((TensorValue)value!)
                    .With([.. ((TensorValue)value).Data.Zip(((TensorValue)before[name]!).Data, (x, old) => x != 0 ? x : old)]));
            return merged;
        }
    }

    /// <summary>The expected answer with other numbers at the places of each set.</summary>
    private static Fields? Chosen(Case each, Func<ChoiceSet, double[]> choose)
    {
        if (each.Choices.Count == 0)
            return null;
        var chosen = each.Choices.SelectMany(set => set.Places.Zip(choose(set)))
            .ToDictionary(pair => pair.First.ToString(), pair => pair.Second);
        return Change(each, (path, tensor) => tensor.With([.. tensor.Data.Select((x, n) => chosen.GetValueOrDefault($"{path}[{n}]", x))]));
    }

    private static Fields? Complex(Case each, Func<double, double, (double, double)> change) => each.Function != "vjp"
        || !each.Flags.Contains("ComplexConjugate") ? null
        : ByInput(each, (_, tensor) => tensor.With([.. tensor.Data.Chunk(2)
            .SelectMany(pair => change(pair[0], pair[1]) is var (re, im) ? new[] { re, im } : [])]));

    private static Fields? ByInput(Case each, Func<string, TensorValue, TensorValue> change) => each.Function is not ("vjp" or "grad")
        || each.Result == "error" ? null
        : Change(each, (path, tensor) => path.StartsWith(each.Function + '.', StringComparison.Ordinal)
            ? change(path.Split('.')[1], tensor) : tensor);

    private static Fields? Derivative(Case each, Func<double, double> change) => each.Result == "error"
        || each.Function is "backward" or "value" ? null
        : Change(each, (path, tensor) => path.StartsWith(each.Function + '.', StringComparison.Ordinal)
            ? tensor.With([.. tensor.Data.Select(change)]) : tensor);

    private static Fields? Numbers(Case each, Func<double, double> change) =>
        Tensors(each, tensor => tensor.With([.. tensor.Data.Select(change)]));

    private static Fields? Tensors(Case each, Func<TensorValue, TensorValue> change) => each.Result == "error" ? null
        : Change(each, (_, tensor) => change(tensor));

    /// <summary>The answer with other codes in the steps that fail.</summary>
    private static object? OtherErrors(object? part)
    {
        if (part is IReadOnlyList<object?> list)
            return (object?[])[.. list.Select(OtherErrors)];
        if (part is not Fields fields)
            return part;
        var others = new Fields();
        foreach ((string name, object? value) in fields)
            others.Add(name, name == "error" ? "engine-failed: something" : OtherErrors(value));
        return others;
    }

    private static Fields? Without(Case each)
    {
        if (each.Function is not ("vjp" or "grad"))
            return null;
        var parts = new Fields();
        parts.AddRange(((Fields)each.Expect[each.Function]!).Where(pair => ((TensorValue)pair.Value!).Data.Any(x => x != 0)));
        return new Fields { { "values", each.Expect["values"] }, { each.Function, parts } };
    }

    private static Fields Change(Case each, Func<string, TensorValue, TensorValue> change)
    {
        return (Fields)Walk("", each.Expect)!;

        object? Walk(string path, object? part) => part switch
        {
            TensorValue tensor => change(path, tensor),
            IReadOnlyList<object?> list => (object?[])[.. list.Select((item, i) => Walk($"{path}[{i}]", item))],
            Fields fields => Fill(path, fields),
            _ => part,
        };

        Fields Fill(string path, Fields fields)
        {
            var filled = new Fields();
            foreach ((string name, object? value) in fields)
                filled.Add(name, Walk(path.Length == 0 ? name : $"{path}.{name}", value));
            return filled;
        }
    }

    private static int OutputCount(Case each) => ((Fields)each.Expect["values"]!).Max(pair => ((TensorValue)pair.Value!).Count);

    private static IEnumerable<double> Transposed(TensorValue matrix)
    {
        int columns = (int)matrix.Shape[^1];
        return Enumerable.Range(0, columns).SelectMany(c => matrix.Data.Where((_, i) => i % columns == c));
    }
}
