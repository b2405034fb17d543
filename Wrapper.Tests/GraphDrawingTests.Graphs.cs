using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchBridge.Tests;

/// <summary>The graphs that are drawn.</summary>
public sealed partial class GraphDrawingTests
{
    /// <summary>The loss of a network with one hidden layer.</summary>
    private static AutogradGraph SmallNetwork()
    {
        Sequential model = nn.Sequential(("hidden", nn.Linear(784, 64)), ("activation", nn.ReLU()), ("output", nn.Linear(64, 10)));
        using Tensor input = zeros(32, 784), labels = zeros(32, dtype: int64);
        Tensor loss = nn.functional.cross_entropy(model.forward(input), labels);
        return Autograd.Graph(loss, model.named_parameters());
    }

    private static AutogradGraph ProductOfSums()
    {
        Tensor a = tensor(2.0, requires_grad: true), b = tensor(3.0, requires_grad: true), c = tensor(5.0, requires_grad: true);
        return Autograd.Graph((a + b) * (b + c), new Dictionary<string, Tensor> { ["a"] = a, ["b"] = b, ["c"] = c });
    }

    private static AutogradGraph ResidualNetwork()
    {
        var parameters = new Dictionary<string, Tensor>();
        Tensor x = Parameter("input", 2, 4, 8, 8);
        for (int block = 1; block <= 3; block++)
        {
            Tensor hidden = nn.functional.conv2d(x, Parameter($"block{block}.conv1.weight", 4, 4, 3, 3), padding: [1]);
            hidden = nn.functional.relu(nn.functional.batch_norm(hidden, zeros(4), ones(4),
                Parameter($"block{block}.bn1.weight", 4), Parameter($"block{block}.bn1.bias", 4), training: true));
            hidden = nn.functional.conv2d(hidden, Parameter($"block{block}.conv2.weight", 4, 4, 3, 3), padding: [1]);
            hidden = nn.functional.batch_norm(hidden, zeros(4), ones(4),
                Parameter($"block{block}.bn2.weight", 4), Parameter($"block{block}.bn2.bias", 4), training: true);
            x = nn.functional.relu(hidden + x);
        }
        Tensor logits = nn.functional.linear(x.mean([2, 3]), Parameter("fc.weight", 3, 4), Parameter("fc.bias", 3));
        return Autograd.Graph(nn.functional.cross_entropy(logits, zeros(2, dtype: int64)), parameters);

        Tensor Parameter(string name, params long[] shape) => parameters[name] = ones(shape).requires_grad_();
    }

    private static AutogradGraph RecurrentNetwork()
    {
        Tensor w = ones(3, 3).requires_grad_(), b = ones(3).requires_grad_(), h = zeros(1, 3);
        for (int step = 0; step < 6; step++)
            h = (h.mm(w) + b).tanh();
        return Autograd.Graph(h.sum(), new Dictionary<string, Tensor> { ["w"] = w, ["b"] = b });
    }

    private static AutogradGraph Random(int count, int reach)
    {
        var random = new Random(7);
        return Of([.. Enumerable.Range(1, count - 1)
            .SelectMany(i => new[] { (i - 1, i), (Math.Max(0, i - 1 - random.Next(reach)), i) }).Distinct()], count);
    }

    private static AutogradGraph Of((int From, int To)[] edges, int count)
    {
        HashSet<int> inner = [.. edges.Select(edge => edge.From)];
        return new([.. Enumerable.Range(0, count).Select(i => inner.Contains(i)
                ? new AutogradNode(i, "AddBackward0", null, null)
                : new AutogradNode(i, "AccumulateGrad", [2, 3], ScalarType.Float32))],
            [.. edges.Select(edge => new AutogradEdge(edge.From, edge.To, 0))]);
    }
}
