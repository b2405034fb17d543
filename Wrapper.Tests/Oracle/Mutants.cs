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

internal static partial class Mutants
{
    private static readonly Dictionary<string, AttributeValue> s_none = [];

    public static readonly Mutant[] All =
    [
        new("a pass replaces the gradient", "Accumulate", each =>
            Steps(each, step => step.Do == "backward" ? [new Step("zero_grad"), step] : [step])),
        new("a pass counts twice", "Accumulate", each =>
            Steps(each, step => step.Do == "backward" ? [step with { RetainGraph = true }, step] : [step])),
        new("graphs are never freed", "GraphFreed", each =>
            Steps(each, step => step.Do == "backward" ? [step with { RetainGraph = true }] : [step])),
        new("a freed graph is another error", "GraphFreed", each => each.Flags.Contains("GraphFreed") ? (Fields)OtherErrors(each.Expect)!
            : null),
        new("graphs are always freed", "RetainGraph", each =>
            Steps(each, step => step.Do == "backward" ? [step with { RetainGraph = false, CreateGraph = false }] : [step])),
        new("a retained graph forgets its values", "RetainGraph", each =>
            Steps(each, step => step is { Do: "backward", RetainGraph: true } ? [step, new Step("zero_grad")] : [step])),
        new("only the last use of a value counts", "SharedSubexpression", each => Detached(each, inputs: false, last: true)),
        new("only the first use of a value counts", "SharedSubexpression", each => Detached(each, inputs: false, last: false)),
        new("only the last use of an input counts", "ReusedInput", each => Detached(each, inputs: true, last: true)),
        new("only the first use of an input counts", "ReusedInput", each => Detached(each, inputs: true, last: false)),
        new("the mean over what is broadcast", "Broadcast", each => each.Flags.Contains("Broadcast")
            ? ByInput(each, (name, tensor) => tensor.With([.. tensor.Data.Select(x => x * tensor.Count / Math.Max(1, OutputCount(each)))]))
                : null),
        new("matmul of batches takes the first", "Broadcast", each => each.Op == "matmul" && each.Flags.Contains("Broadcast")
            ? FirstOnly(each) : null),
        new("the softmax's sum is constant", "Normalizer", Worse("softmax", "p = exp(x); p / detach(sum(p, [{dim}], True))")),
        new("the log_softmax's sum is constant", "Normalizer", Worse("log_softmax", "x - detach(logsumexp(x, [{dim}], True))")),
        new("abs as a root", "Kink", Worse("abs", "sqrt(square(x))")),
        new("a norm as a root", "Kink", Worse("linalg_vector_norm", "sqrt(sum(square(x)))")),
        new("a slope at a kink that is too steep", "Kink", each => each.Flags.Contains("Kink")
            ? Chosen(each, set => Array.ConvertAll(set.High, high => 2 * Math.Abs(high) + 1)) : null),
        new("tied elements get nothing", "Tie", each => each.Flags.Contains("Tie") ? Chosen(each, set => new double[set.Places.Length])
            : null),
        new("tied elements get all, each", "Tie", each => each.Flags.Contains("Tie")
            ? Chosen(each, set => [.. set.Places.Select(_ => set.Sum ?? set.High[0] + 1)]) : null),
        new("sorting loses what is tied", "Tie", each => each.Op is "sort" or "topk" ? Chosen(each, set => new double[set.Places.Length])
            : null),
        new("only the first output counts", "MultipleOutputs", each =>
            Cotangents(each, (tensor, i) => i == 0 ? tensor : tensor.With(new double[tensor.Data.Length]))),
        new("every output but the last counts", "MultipleOutputs", each =>
            Cotangents(each, (tensor, i) => i < each.Request.Cotangents.Count - 1 ? tensor : tensor.With(new double[tensor.Data.Length]))),
        new("no gradient of an unused input", "UnusedInput", each => each.Flags.Contains("UnusedInput") ? Without(each) : null),
        new("a number as gradient of an unused input", "UnusedInput", each => each.Flags.Contains("UnusedInput")
            ? ByInput(each, (_, tensor) => tensor.Data.All(x => x == 0) ? new TensorValue(tensor.Type, [], [0]) : tensor) : null),
        new("writes in place go to a copy", "InPlace", each =>
            InPlace(each, (node, self) => [new Node([$"{node.Results[0]}_copy"], "clone", [self], s_none),
                node with { Arguments = [new Argument($"{node.Results[0]}_copy", null), .. node.Arguments[1..]] }])),
        new("writes in place lose the gradient", "InPlace", each =>
            InPlace(each, (node, _) => [node with { Results = [$"{node.Results[0]}_raw"] },
                new Node(node.Results, "detach", [new Argument($"{node.Results[0]}_raw", null)], s_none)])),
        new("an empty tensor loses its shape", "ZeroSize", each => each.Flags.Contains("ZeroSize")
            ? Tensors(each, tensor => tensor.Data.Length == 0 ? new TensorValue(tensor.Type, [0], []) : tensor) : null),
        new("an empty sum is NaN", "ZeroSize", each => each.Flags.Contains("ZeroSize") ? Numbers(each, x => x == 0 ? double.NaN : x)
            : null),
        new("a scalar is a vector", "ZeroDim", each => each.Flags.Contains("ZeroDim")
            ? Tensors(each, tensor => tensor.Shape.Length == 0 ? new TensorValue(tensor.Type, [1], tensor.Data) : tensor) : null),
        new("a scalar is a matrix", "ZeroDim", each => each.Flags.Contains("ZeroDim")
            ? Tensors(each, tensor => tensor.Shape.Length == 0 ? new TensorValue(tensor.Type, [1, 1], tensor.Data) : tensor) : null),
        new("NaN is 0", "NaNPropagation", each => each.Flags.Contains("NaNPropagation") ? Numbers(each, x => double.IsNaN(x) ? 0 : x)
            : null),
        new("one NaN spoils all", "NaNPropagation", each => each.Flags.Contains("NaNPropagation") ? Numbers(each, _ => double.NaN) : null),
        new("softmax overflows", "Saturated", Worse("softmax", "p = exp(x); p / sum(p, [{dim}], True)")),
        new("log_softmax as log of softmax", "Saturated", Worse("log_softmax", "log(softmax(x, {dim}))")),
        new("logsumexp overflows", "Saturated", Worse("logsumexp", "log(sum(exp(x), [{dim}]))")),
        new("prod by logarithms", "Cancellation", Worse("prod", "exp(sum(log(x), [{dim}]))")),
        new("cumprod by logarithms", "Cancellation", Worse("cumprod", "exp(cumsum(log(x), {dim}))")),
        new("a linear function has no second derivative", "LinearZeroHessian", each => each.Flags.Contains("LinearZeroHessian")
            ? new Fields { { "error", "does-not-require-grad: constant" } } : null),
        new("a constant slope is 1", "LinearZeroHessian", each => each.Flags.Contains("LinearZeroHessian")
            ? Derivative(each, x => x == 0 ? 1 : x) : null),
        new("the gradient is not conjugate", "ComplexConjugate", each => Complex(each, (re, im) => (re, -im))),
        new("the gradient is real", "ComplexConjugate", each => Complex(each, (re, _) => (re, 0))),
        new("abs of a complex number by its square", "Kink", each => each.Op == "abs" && each.Flags.Contains("ComplexConjugate")
            && each.Choices.Count > 0 ? Derivative(each, _ => double.NaN) : null),
        new("no second derivative", "CreateGraph", each => each.Function is "hessian" or "hvp" ? Derivative(each, _ => 0) : null),
        new("half of the second derivative", "CreateGraph", each => each.Function is "hessian" or "hvp" ? Derivative(each, x => x / 2)
            : null),
        new("Infinity is the largest number", "Infinite", each =>
            Numbers(each, x => double.IsInfinity(x) ? Math.Sign(x) * (double)float.MaxValue : x)),
        new("Infinity is NaN", "Infinite", each => Numbers(each, x => double.IsInfinity(x) ? double.NaN : x)),
        new("Infinity has the other sign", "Infinite", each => Numbers(each, x => double.IsInfinity(x) ? -x : x)),
        new("a masked score has a NaN gradient", "Infinite", each =>
            ByInput(each, (name, tensor) => tensor.With([.. tensor.Data.Zip(each.Request.Tensors[name].Data, (g, x) =>
                double.IsNegativeInfinity(x) ? double.NaN : g)]))),
        new("where multiplies by its condition", "Masked", Worse("where", "mul(y, x * 1.0) + mul(z, 1.0 - x * 1.0)")),
        new("masked_fill multiplies by its mask", "Masked", Worse("masked_fill", "x * (1.0 - y * 1.0) + z * (y * 1.0)")),
        new("a negative dimension loses its sign", "NegativeDim", each => NegativeDim(each, Math.Abs)),
        new("a negative dimension is the first", "NegativeDim", each => NegativeDim(each, _ => 0)),
        new("windows overwrite each other", "Window", each => each.Flags.Contains("Window") && each.Function == "vjp" ? LastWins(each)
            : null),
        new("a transposed convolution turns its weights", "Window", each => each.Op.StartsWith("conv_transpose", StringComparison.Ordinal)
            && each.Flags.Contains("Window")
            ? ByInput(each, (name, tensor) => name == "w" ? tensor.With([.. tensor.Data.Reverse()]) : tensor) : null),
        new("a singular matrix has no determinant's gradient", "Singular", each => each.Flags.Contains("Singular")
            ? Derivative(each, _ => double.NaN) : null),
        new("a singular matrix has gradient 0", "Singular", each => each.Flags.Contains("Singular") ? Derivative(each, _ => 0) : null),
        new("LibTorch itself", "LibTorchImprecise", each => Ask(each.Function, each.Request)),
        new("LibTorch's hardsigmoid", "LibTorchImprecise", each => each.Op == "hardsigmoid" ? Ask(each.Function, each.Request) : null),
        new("no errors", "Error", each => each.Result == "error" ? new Fields { { "values", new Fields() } } : null),
        new("errors without codes", "Error", each => each.Result == "error" ? new Fields { { "error", "it failed" } } : null),
        new("a vector times a matrix, transposed", "", each => each.Id.Contains("matmul_vec_left", StringComparison.Ordinal)
            ? ByInput(each, (name, tensor) => name == "y" ? tensor.With([.. Transposed(tensor)]) : tensor) : null),
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
}
