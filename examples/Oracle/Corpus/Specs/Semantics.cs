using TorchBridge.Oracle.Cases;
using TorchBridge.Oracle.Functions;
using TorchBridge.Oracle.Protocol;

namespace TorchBridge.Oracle.Corpus.Specs;

/// <summary>Cases that are written out: what <c>backward</c> does to <c>.grad</c> and to the graph, and requests whose answer is an error.</summary>
internal static class SemanticsTable
{
    private static readonly TensorValue s_x = Matrix(1, 2, 1, 2), s_y = Matrix(2, 2, 3, 4, 5, 6);
    private static readonly TensorValue s_first = Matrix(1, 2, 1, 0), s_second = Matrix(1, 2, 0, 1);
    private static readonly Step s_forward = new("forward"), s_grad = new("grad"), s_zero = new("zero_grad");

    public static IEnumerable<Case?> Make(CaseMaker maker) => [.. Backward(maker), .. Errors(maker)];

    private static IEnumerable<Case?> Backward(CaseMaker maker)
    {
        yield return maker.Make("semantics/documents_mm/backward/f64/201", "mm", "backward",
            Steps("mm(x, y)", [("x", s_x), ("y", s_y)], ["x"],
                s_forward, Pass(s_first, retain: true), s_grad, s_zero, Pass(s_second), s_grad),
            ["RetainGraph"], "the gradient [1, 0] picks the first row of the Jacobian, [0, 1] the second");
        yield return maker.Make("semantics/accumulate_mm/backward/f64/201", "mm", "backward",
            Steps("mm(x, y)", [("x", s_x), ("y", s_y)], ["x", "y"],
                s_forward, Pass(s_first, retain: true), s_grad, Pass(s_second), s_grad),
            ["Accumulate", "RetainGraph"], "without zero_grad the second row is added to the first");
        (string Name, string Formula, TensorValue[] Inputs)[] programs =
        [
            ("product", "mul(x, y)", [Vector(1.5, -2), Vector(0.5, 4)]),
            ("square", "mul(x, x)", [Vector(1.5, -2)]),
            ("tanh", "tanh(x)", [Vector(0.5, -1.25)]),
            ("broadcast", "mul(x, y)", [Matrix(2, 1, 1.5, -2), Vector(0.5, 4)]),
            ("shared", "a = tanh(x); b = mul(a, a); out = add(b, a)", [Vector(0.5, -1.25)]),
            ("sum_of_paths", "left = add(x, y); right = add(y, z); out = mul(left, right)", [TensorValue.Scalar(2), TensorValue.Scalar(3), TensorValue.Scalar(5)]),
            ("softmax", "softmax(x, 0)", [Vector(0.5, -1.25, 2)]),
            ("matmul", "matmul(x, y)", [Matrix(2, 2, 1, 2, 3, 4), Matrix(2, 2, 0.5, -1, 2, 0.25)]),
        ];
        foreach ((string name, string formula, TensorValue[] inputs) in programs)
            foreach (Case? made in Patterns(maker, name, formula, inputs))
                yield return made;
    }

    /// <summary>The same questions of one program: twice, with zeroing, with a new forward pass, for some inputs only, with the graph freed.</summary>
    private static IEnumerable<Case?> Patterns(CaseMaker maker, string name, string formula, TensorValue[] inputs)
    {
        (string, TensorValue)[] named = [.. inputs.Select((input, i) => ("xyz"[i..(i + 1)], input))];
        string[] names = [.. named.Select(input => input.Item1)];
        var program = Formula.Parse(formula, names);
        var value = (TensorValue)((Fields)Evaluator.Evaluate("value", Steps(formula, named, names))["values"]!)[program.Outputs[0]]!;
        TensorValue a = value.With([.. value.Data.Select((_, i) => 1.0 + i)]), b = value.With([.. value.Data.Select((_, i) => 0.5 - i)]);
        Case? Of(string pattern, string[] flags, string comment, params Step[] steps) =>
            maker.Make($"semantics/{pattern}_{name}/backward/f64/201", program.Nodes[0].Operator, "backward",
                Steps(formula, named, names, steps), name == "softmax" ? [.. flags, "Normalizer"] : flags, comment);

        yield return Of("twice", ["Accumulate", "RetainGraph"], "two passes over one graph add up", s_forward, Pass(a, retain: true), Pass(b), s_grad);
        yield return Of("again", ["Accumulate"], "so do passes over two graphs", s_forward, Pass(a), s_forward, Pass(b), s_grad);
        yield return Of("zeroed", [], "zero_grad forgets what was there", s_forward, Pass(a), s_zero, s_grad, s_forward, Pass(b), s_grad);
        yield return Of("zeroed_in_place", [], "or fills it with zeros", s_forward, Pass(a), new Step("zero_grad") { SetToNone = false }, s_grad, s_forward, Pass(b), s_grad);
        yield return Of("untouched", [], "before any pass there is no gradient", s_forward, s_grad);
        yield return Of("retained_three", ["Accumulate", "RetainGraph"], "three passes", s_forward, Pass(a, retain: true), Pass(a, retain: true), Pass(b), s_grad);
        yield return Of("create_graph", ["Accumulate", "RetainGraph", "CreateGraph"], "create_graph keeps the graph", s_forward, new Step("backward") { Gradients = [a], CreateGraph = true }, Pass(b), s_grad);
        if (inputs.Length > 1)
            yield return Of("only_first", [], "inputs names where to accumulate", s_forward, new Step("backward") { Gradients = [a], Inputs = [names[0]] }, s_grad);
        if (name != "sum_of_paths")      // a sum saves nothing, so that a second pass over it does not fail
            yield return Of("freed", ["GraphFreed"], "the second pass finds the graph freed", s_forward, Pass(a), Pass(b), s_grad);
        if (value.Data.Length == 1)
            yield return Of("implicit", ["Accumulate", "ZeroDim"], "a scalar needs no gradient: it counts once", s_forward, new Step("backward") { RetainGraph = true }, new Step("backward"), s_grad);
        else
            yield return Of("implicit_fails", ["Error"], "what is not a scalar needs a gradient", s_forward, new Step("backward"), s_grad);
    }

    private static IEnumerable<Case?> Errors(CaseMaker maker)
    {
        TensorValue two = Vector(0.5, -1.25);
        yield return Error("grad_of_vector", "tanh", "grad", "tanh(x)", [("x", two)], "non-scalar-output", "a gradient needs a scalar");
        yield return Error("hessian_of_vector", "tanh", "hessian", "tanh(x)", [("x", two)], "non-scalar-output", "a Hessian needs a scalar");
        yield return Error("vjp_without_cotangent", "tanh", "vjp", "tanh(x)", [("x", two)], "non-scalar-output", "a cotangent may be left out for a scalar only");
        yield return Error("mm_shapes", "mm", "value", "mm(x, y)", [("x", Matrix(1, 2, 1, 2)), ("y", Matrix(1, 2, 3, 4))], "operator-failed", "inner dimensions differ");
        yield return Error("add_shapes", "add", "value", "add(x, y)", [("x", Vector(1, 2)), ("y", Vector(1, 2, 3))], "operator-failed", "shapes that do not broadcast");
        yield return Error("inplace_leaf", "mul_", "vjp", "mul_(x, 2)", [("x", two)], "operator-failed", "an input cannot be overwritten", cotangent: two);
        yield return Error("inplace_saved", "tanh", "vjp", "a = tanh(x); b = mul_(a, 2); out = add(a, b)", [("x", two)], "modified-in-place", "tanh saved its result, which was then overwritten", cotangent: two);
        yield return Error("cotangent_shape", "tanh", "vjp", "tanh(x)", [("x", two)], "invalid-tensor", "a cotangent has the shape of its output", cotangent: Vector(1, 2, 3));

        Case? Error(string name, string op, string function, string formula, (string, TensorValue)[] inputs, string code, string comment, TensorValue? cotangent = null)
        {
            Request request = Steps(formula, inputs, [.. inputs.Select(input => input.Item1)]);
            request = new Request { Program = request.Program, Tensors = request.Tensors, With = request.With, Cotangents = cotangent is null ? new Dictionary<string, TensorValue>() : new Dictionary<string, TensorValue> { [request.Program.Outputs[0]] = cotangent } };
            return maker.Make($"semantics/error_{name}/{function}/f64/201", op, function, request, ["Error"], comment, code);
        }
    }

    private static Request Steps(string formula, (string Name, TensorValue Value)[] inputs, string[] with, params Step[] steps) => new()
    {
        Program = Formula.Parse(formula, [.. inputs.Select(input => input.Name)]),
        Tensors = inputs.ToDictionary(input => input.Name, input => input.Value),
        With = with,
        Steps = steps,
    };

    private static Step Pass(TensorValue gradient, bool? retain = null) => new("backward") { Gradients = [gradient], RetainGraph = retain };

    private static TensorValue Vector(params double[] data) => new(DType.Float64, [data.Length], data);

    private static TensorValue Matrix(long rows, long columns, params double[] data) => new(DType.Float64, [rows, columns], data);
}
