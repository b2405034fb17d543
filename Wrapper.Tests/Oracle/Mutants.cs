using TorchBridge.Oracle.Cases;
using TorchBridge.Oracle.Functions;
using TorchBridge.Oracle.Programs;
using TorchBridge.Oracle.Protocol;

namespace TorchBridge.Tests.Oracle;

/// <summary>An engine that is right but for one mistake.</summary>
/// <param name="Name">The mistake.</param>
/// <param name="Flag">The flag that must be named where to look; empty: no flag is about it.</param>
/// <param name="Answer">Its answer to a case, or null where it is the right one.</param>
internal sealed record Mutant(string Name, string Flag, Func<Case, Fields?> Answer)
{
    public override string ToString() => Name;
}

internal static class Mutants
{
    private static readonly Dictionary<string, AttributeValue> s_none = [];

    public static readonly Mutant[] All =
    [
        new("a pass replaces the gradient", "Accumulate", each => Steps(each, step => step.Do == "backward" ? [new Step("zero_grad"), step] : [step])),
        new("a pass counts twice", "Accumulate", each => Steps(each, step => step.Do == "backward" ? [step with { RetainGraph = true }, step] : [step])),
        new("graphs are never freed", "GraphFreed", each => Steps(each, step => step.Do == "backward" ? [step with { RetainGraph = true }] : [step])),
        new("a freed graph is another error", "GraphFreed", each => each.Flags.Contains("GraphFreed") ? (Fields)OtherErrors(each.Expect)! : null),
        new("graphs are always freed", "RetainGraph", each => Steps(each, step => step.Do == "backward" ? [step with { RetainGraph = false, CreateGraph = false }] : [step])),
        new("a retained graph forgets its values", "RetainGraph", each => Steps(each, step => step is { Do: "backward", RetainGraph: true } ? [step, new Step("zero_grad")] : [step])),
        new("only the last use of a value counts", "SharedSubexpression", each => Detached(each, inputs: false, last: true)),
        new("only the first use of a value counts", "SharedSubexpression", each => Detached(each, inputs: false, last: false)),
        new("only the last use of an input counts", "ReusedInput", each => Detached(each, inputs: true, last: true)),
        new("only the first use of an input counts", "ReusedInput", each => Detached(each, inputs: true, last: false)),
        new("the mean over what is broadcast", "Broadcast", each => each.Flags.Contains("Broadcast") ? ByInput(each, (name, tensor) => tensor.With([.. tensor.Data.Select(x => x * tensor.Count / Math.Max(1, OutputCount(each)))])) : null),
        new("matmul of batches takes the first", "Broadcast", each => each.Op == "matmul" && each.Flags.Contains("Broadcast") ? FirstOnly(each) : null),
        new("the softmax's sum is constant", "Normalizer", Worse("softmax", "p = exp(x); p / detach(sum(p, [{dim}], True))")),
        new("the log_softmax's sum is constant", "Normalizer", Worse("log_softmax", "x - detach(logsumexp(x, [{dim}], True))")),
        new("abs as a root", "Kink", Worse("abs", "sqrt(square(x))")),
        new("a norm as a root", "Kink", Worse("linalg_vector_norm", "sqrt(sum(square(x)))")),
        new("a slope at a kink that is too steep", "Kink", each => each.Flags.Contains("Kink") ? Chosen(each, set => Array.ConvertAll(set.High, high => 2 * Math.Abs(high) + 1)) : null),
        new("tied elements get nothing", "Tie", each => each.Flags.Contains("Tie") ? Chosen(each, set => new double[set.Places.Length]) : null),
        new("tied elements get all, each", "Tie", each => each.Flags.Contains("Tie") ? Chosen(each, set => [.. set.Places.Select(_ => set.Sum ?? set.High[0] + 1)]) : null),
        new("sorting loses what is tied", "Tie", each => each.Op is "sort" or "topk" ? Chosen(each, set => new double[set.Places.Length]) : null),
        new("only the first output counts", "MultipleOutputs", each => Cotangents(each, (tensor, i) => i == 0 ? tensor : tensor.With(new double[tensor.Data.Length]))),
        new("every output but the last counts", "MultipleOutputs", each => Cotangents(each, (tensor, i) => i < each.Request.Cotangents.Count - 1 ? tensor : tensor.With(new double[tensor.Data.Length]))),
        new("no gradient of an unused input", "UnusedInput", each => each.Flags.Contains("UnusedInput") ? Without(each) : null),
        new("a number as gradient of an unused input", "UnusedInput", each => each.Flags.Contains("UnusedInput") ? ByInput(each, (_, tensor) => tensor.Data.All(x => x == 0) ? new TensorValue(tensor.Type, [], [0]) : tensor) : null),
        new("writes in place go to a copy", "InPlace", each => InPlace(each, (node, self) => [new Node([$"{node.Results[0]}_copy"], "clone", [self], s_none), node with { Arguments = [new Argument($"{node.Results[0]}_copy", null), .. node.Arguments[1..]] }])),
        new("writes in place lose the gradient", "InPlace", each => InPlace(each, (node, _) => [node with { Results = [$"{node.Results[0]}_raw"] }, new Node(node.Results, "detach", [new Argument($"{node.Results[0]}_raw", null)], s_none)])),
        new("an empty tensor loses its shape", "ZeroSize", each => each.Flags.Contains("ZeroSize") ? Tensors(each, tensor => tensor.Data.Length == 0 ? new TensorValue(tensor.Type, [0], []) : tensor) : null),
        new("an empty sum is NaN", "ZeroSize", each => each.Flags.Contains("ZeroSize") ? Numbers(each, x => x == 0 ? double.NaN : x) : null),
        new("a scalar is a vector", "ZeroDim", each => each.Flags.Contains("ZeroDim") ? Tensors(each, tensor => tensor.Shape.Length == 0 ? new TensorValue(tensor.Type, [1], tensor.Data) : tensor) : null),
        new("a scalar is a matrix", "ZeroDim", each => each.Flags.Contains("ZeroDim") ? Tensors(each, tensor => tensor.Shape.Length == 0 ? new TensorValue(tensor.Type, [1, 1], tensor.Data) : tensor) : null),
        new("NaN is 0", "NaNPropagation", each => each.Flags.Contains("NaNPropagation") ? Numbers(each, x => double.IsNaN(x) ? 0 : x) : null),
        new("one NaN spoils all", "NaNPropagation", each => each.Flags.Contains("NaNPropagation") ? Numbers(each, _ => double.NaN) : null),
        new("softmax overflows", "Saturated", Worse("softmax", "p = exp(x); p / sum(p, [{dim}], True)")),
        new("log_softmax as log of softmax", "Saturated", Worse("log_softmax", "log(softmax(x, {dim}))")),
        new("logsumexp overflows", "Saturated", Worse("logsumexp", "log(sum(exp(x), [{dim}]))")),
        new("prod by logarithms", "Cancellation", Worse("prod", "exp(sum(log(x), [{dim}]))")),
        new("cumprod by logarithms", "Cancellation", Worse("cumprod", "exp(cumsum(log(x), {dim}))")),
        new("a linear function has no second derivative", "LinearZeroHessian", each => each.Flags.Contains("LinearZeroHessian") ? new Fields { { "error", "does-not-require-grad: constant" } } : null),
        new("a constant slope is 1", "LinearZeroHessian", each => each.Flags.Contains("LinearZeroHessian") ? Derivative(each, x => x == 0 ? 1 : x) : null),
        new("the gradient is not conjugate", "ComplexConjugate", each => Complex(each, (re, im) => (re, -im))),
        new("the gradient is real", "ComplexConjugate", each => Complex(each, (re, _) => (re, 0))),
        new("abs of a complex number by its square", "Kink", each => each.Op == "abs" && each.Flags.Contains("ComplexConjugate") && each.Choices.Count > 0 ? Derivative(each, _ => double.NaN) : null),
        new("no second derivative", "CreateGraph", each => each.Function is "hessian" or "hvp" ? Derivative(each, _ => 0) : null),
        new("half of the second derivative", "CreateGraph", each => each.Function is "hessian" or "hvp" ? Derivative(each, x => x / 2) : null),
        new("Infinity is the largest number", "Infinite", each => Numbers(each, x => double.IsInfinity(x) ? Math.Sign(x) * (double)float.MaxValue : x)),
        new("Infinity is NaN", "Infinite", each => Numbers(each, x => double.IsInfinity(x) ? double.NaN : x)),
        new("Infinity has the other sign", "Infinite", each => Numbers(each, x => double.IsInfinity(x) ? -x : x)),
        new("a masked score has a NaN gradient", "Infinite", each => ByInput(each, (name, tensor) => tensor.With([.. tensor.Data.Zip(each.Request.Tensors[name].Data, (g, x) => double.IsNegativeInfinity(x) ? double.NaN : g)]))),
        new("where multiplies by its condition", "Masked", Worse("where", "mul(y, x * 1.0) + mul(z, 1.0 - x * 1.0)")),
        new("masked_fill multiplies by its mask", "Masked", Worse("masked_fill", "x * (1.0 - y * 1.0) + z * (y * 1.0)")),
        new("a negative dimension loses its sign", "NegativeDim", each => NegativeDim(each, Math.Abs)),
        new("a negative dimension is the first", "NegativeDim", each => NegativeDim(each, _ => 0)),
        new("windows overwrite each other", "Window", each => each.Flags.Contains("Window") && each.Function == "vjp" ? LastWins(each) : null),
        new("a transposed convolution turns its weights", "Window", each => each.Op.StartsWith("conv_transpose", StringComparison.Ordinal) && each.Flags.Contains("Window")
            ? ByInput(each, (name, tensor) => name == "w" ? tensor.With([.. tensor.Data.Reverse()]) : tensor) : null),
        new("a singular matrix has no determinant's gradient", "Singular", each => each.Flags.Contains("Singular") ? Derivative(each, _ => double.NaN) : null),
        new("a singular matrix has gradient 0", "Singular", each => each.Flags.Contains("Singular") ? Derivative(each, _ => 0) : null),
        new("LibTorch itself", "LibTorchImprecise", each => Ask(each.Function, each.Request)),
        new("LibTorch's hardsigmoid", "LibTorchImprecise", each => each.Op == "hardsigmoid" ? Ask(each.Function, each.Request) : null),
        new("no errors", "Error", each => each.Result == "error" ? new Fields { { "values", new Fields() } } : null),
        new("errors without codes", "Error", each => each.Result == "error" ? new Fields { { "error", "it failed" } } : null),
        new("a vector times a matrix, transposed", "", each => each.Id.Contains("matmul_vec_left", StringComparison.Ordinal) ? ByInput(each, (name, tensor) => name == "y" ? tensor.With([.. Transposed(tensor)]) : tensor) : null),
    ];

    /// <summary>Not wrong: of every tie one takes all, and at every kink the slope is that of one side.</summary>
    public static readonly Mutant OneSide = new("one side takes all", "", each => each.Choices.Count == 0 ? null : Chosen(each, set =>
    {
        double[] numbers = [.. set.Low];
        if (set.Length is { } length)
            numbers = [.. numbers.Select((_, i) => i == 0 ? length : 0)];
        for (int i = 0; i < numbers.Length && set.Sum is { } sum; i++)
            numbers[i] = Math.Min(set.High[i], numbers[i] + sum - numbers.Sum());
        return numbers;
    }));

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
        each => each.Result != "error" && each.Function != "backward" && Rewriting.Replace(each.Request, op, formula) is { } worse ? Ask(each.Function, worse) : null;

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
        var request = new Request { Program = each.Request.Program, Tensors = each.Request.Tensors, With = each.Request.With, Steps = steps };
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
        bool IsCut(string name, int at) => program.Inputs.Contains(name) == inputs && (last ? Array.LastIndexOf(uses, name) : Array.IndexOf(uses, name)) != at;
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
        return Ask(each.Function, Rewriting.Each(each.Request, (node, _) => node.Operator[^1] == '_' ? change(node, node.Arguments[0]) : [node]));
    }

    private static Fields? NegativeDim(Case each, Func<double, double> change)
    {
        if (!each.Flags.Contains("NegativeDim"))
            return null;
        return Ask(each.Function, Rewriting.Each(each.Request, (node, _) => [node with
        {
            Attributes = node.Attributes.ToDictionary(pair => pair.Key, pair => pair.Key.StartsWith("dim", StringComparison.Ordinal)
                ? new AttributeValue(pair.Value.Number is { } number && number < 0 ? change(number) : pair.Value.Number, null, null, pair.Value.List?.Select(one => one < 0 ? change(one) : one).ToArray())
                : pair.Value),
        }]));
    }

    private static Fields? Cotangents(Case each, Func<TensorValue, int, TensorValue> change) => each.Function != "vjp" || !each.Flags.Contains("MultipleOutputs") ? null
        : Ask("vjp", WithCotangents(each.Request, [.. each.Request.Program.Outputs.Select((name, i) => change(each.Request.Cotangents[name], i))]));

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
            total = total is null ? one : new Fields { { "values", one["values"] }, { "vjp", Merge((Fields)total["vjp"]!, (Fields)one["vjp"]!) } };
        }
        return total!;

        static Fields Merge(Fields before, Fields now)
        {
            var merged = new Fields();
            foreach ((string name, object? value) in now)
                merged.Add(name, ((TensorValue)value!).With([.. ((TensorValue)value).Data.Zip(((TensorValue)before[name]!).Data, (x, old) => x != 0 ? x : old)]));
            return merged;
        }
    }

    /// <summary>The expected answer with other numbers at the places of each set.</summary>
    private static Fields? Chosen(Case each, Func<ChoiceSet, double[]> choose)
    {
        if (each.Choices.Count == 0)
            return null;
        var chosen = each.Choices.SelectMany(set => set.Places.Zip(choose(set))).ToDictionary(pair => pair.First.ToString(), pair => pair.Second);
        return Change(each, (path, tensor) => tensor.With([.. tensor.Data.Select((x, n) => chosen.GetValueOrDefault($"{path}[{n}]", x))]));
    }

    private static Fields? Complex(Case each, Func<double, double, (double, double)> change) => each.Function != "vjp" || !each.Flags.Contains("ComplexConjugate") ? null
        : ByInput(each, (_, tensor) => tensor.With([.. tensor.Data.Chunk(2).SelectMany(pair => change(pair[0], pair[1]) is var (re, im) ? new[] { re, im } : [])]));

    private static Fields? ByInput(Case each, Func<string, TensorValue, TensorValue> change) => each.Function is not ("vjp" or "grad") || each.Result == "error" ? null
        : Change(each, (path, tensor) => path.StartsWith(each.Function + '.', StringComparison.Ordinal) ? change(path.Split('.')[1], tensor) : tensor);

    private static Fields? Derivative(Case each, Func<double, double> change) => each.Result == "error" || each.Function is "backward" or "value" ? null
        : Change(each, (path, tensor) => path.StartsWith(each.Function + '.', StringComparison.Ordinal) ? tensor.With([.. tensor.Data.Select(change)]) : tensor);

    private static Fields? Numbers(Case each, Func<double, double> change) => Tensors(each, tensor => tensor.With([.. tensor.Data.Select(change)]));

    private static Fields? Tensors(Case each, Func<TensorValue, TensorValue> change) => each.Result == "error" ? null : Change(each, (_, tensor) => change(tensor));

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
