using static TorchSharp.torch;

namespace TorchBridge.Tests.Tools;

/// <summary>
/// A differentiable program of some operations on one input, written down as numbers: each step picks an operation and, among all values so
/// far, what it is applied to, so that values are shared. Every operation is smooth and keeps its values small.
/// </summary>
internal sealed record RandomGraph(long Rows, long Columns, double[] Input, RandomGraph.Step[] Steps)
{
    public sealed record Step(int Operation, int First, int Second);

    private static readonly (string Name, Func<Tensor, Tensor, Tensor> Apply)[] s_operations =
    [
        ("sin", (a, _) => a.sin()),
        ("tanh", (a, _) => a.tanh()),
        ("exp of sin", (a, _) => a.sin().exp()),
        ("sigmoid", (a, _) => a.sigmoid()),
        ("product", (a, b) => (a * Like(a, b)).tanh()),
        ("sum", (a, b) => (a + Like(a, b)).sin()),
        ("difference", (a, b) => a.sub(Like(a, b)).sin()),
        ("quotient", (a, b) => a / (Like(a, b).square() + ones_like(a))),
        ("broadcast column", (a, b) => (a * b.mean([b.dim() - 1], keepdim: true).mean()).sin()),
        ("broadcast of a reduction", (a, b) => (a + b.reshape(-1).logsumexp(0, false)).tanh()),
        ("transposed", (a, _) => a.t()),
        ("view", (a, _) => a.reshape(-1)[.. (int)Math.Max(1, a.numel() - 1)].unsqueeze(0)),
        ("row repeated", (a, _) => a[0].unsqueeze(0).expand_as(a).cos()),
        ("flipped", (a, _) => a.flip(1)),
        ("matrix product", (a, b) => a.mm(Like(a, b).t()).tanh()),
        ("softmax", (a, _) => a.softmax(1)),
        ("concatenated", (a, b) => cat([a, Like(a, b)], 0)[..(int)a.size(0)].sin()),
        ("in place", (a, b) => a.sin().mul_(Like(a, b).cos())),
        ("in place on a view", (a, b) =>
        {
            Tensor copy = a.sin();
            copy[0].add_(b.mean().sin());
            return copy;
        }),
        ("mean", (a, _) => a.mean().reshape(1, 1)),
    ];

    public static int OperationCount => s_operations.Length;

    public int Nodes => Steps.Length;

    /// <summary>A new leaf with the input's values.</summary>
    public Tensor Leaf() => tensor(Input).reshape(Rows, Columns).clone().requires_grad_();

    /// <summary>Runs the program; the result has one element and depends on every value that nothing else uses.</summary>
    public Tensor Run(Tensor input)
    {
        var values = new List<Tensor> { input };
        var used = new HashSet<int>();
        foreach (Step step in Steps)
        {
            int first = step.First % values.Count, second = step.Second % values.Count;
            used.UnionWith([first, second]);
            values.Add(s_operations[step.Operation].Apply(values[first], values[second]));
        }
        return stack([.. values.Where((_, i) => !used.Contains(i)).Select(value => value.mean())]).sum();
    }

    public override string ToString() =>
        $"[{Rows}, {Columns}] {string.Join(" ", Input)}: "
        + string.Join("; ", Steps.Select((step, i) =>
            $"{i + 1} = {s_operations[step.Operation].Name}({step.First % (i + 1)}, {step.Second % (i + 1)})"));

    /// <summary>b in a's shape: its numbers again and again.</summary>
    private static Tensor Like(Tensor a, Tensor b)
    {
        long count = a.numel(), repeats = (count + b.numel() - 1) / b.numel();
        return b.reshape(1, -1).expand(repeats, b.numel()).reshape(-1)[..(int)count].reshape(a.shape);
    }
}
