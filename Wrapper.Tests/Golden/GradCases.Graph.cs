using static TorchSharp.torch;

namespace TorchBridge.Tests.Golden;

/// <summary>Categories batched and graph.</summary>
internal static partial class GradCases
{
    [Case("two_inputs_two_outputs")]
    private static void TwoInputsTwoOutputs(Record r)
    {
        Tensor a = Leaf([1, 2]), b = Leaf([3, 4]);
        Tensor?[] g = Autograd.Grad([a * b, (a + b * b).sum()], [a, b],
            [tensor(new[,] { { 1.0, 0.0 }, { 0.0, 1.0 } }), tensor([10.0, 100.0])], isGradsBatched: true);
        (r["ga"], r["gb"]) = (g[0], g[1]);
    }

    [Case("batched_unbatched_given", Throws = typeof(ArgumentException))]
    private static void BatchedUnbatchedGiven(Record r)
    {
        Tensor x = Leaf([1, 2]);
        Autograd.Grad([x * x], [x], [Ones(2)], isGradsBatched: true);
    }

    [Case("batched_unused_materialize")]
    private static void BatchedUnusedMaterialize(Record r)
    {
        Tensor x = Leaf([1, 2]), z = Leaf([1, 2, 3]);
        Tensor?[] g = Autograd.Grad([x * x], [x, z], [eye(2, dtype: float64)], isGradsBatched: true, materializeGrads: true);
        (r["gx"], r["gz"]) = (g[0], g[1]);
    }

    [Case("batched_create_graph")]
    private static void BatchedCreateGraph(Record r)
    {
        Tensor x = Leaf([1, 2]);
        Tensor g = Autograd.Grad(SumOfCubes(x) + x[0] * x[1], x, createGraph: true);
        r["hessian"] = Autograd.Grad([g], [x], [eye(2, dtype: float64)], isGradsBatched: true)[0];
    }

    [Case("retain_default_frees", Kind = AutogradError.GraphFreed)]
    private static void RetainDefaultFrees(Record r)
    {
        Tensor x = Leaf([1, 2]);
        Tensor y = (x * x).sum();
        Autograd.Grad(y, x);
        Autograd.Grad(y, x);
    }

    [Case("retain_true")]
    private static void RetainTrue(Record r)
    {
        Tensor x = Leaf([1, 2]);
        Tensor y = (x * x).sum();
        r["g1"] = Autograd.Grad(y, x, retainGraph: true);
        r["g2"] = Autograd.Grad(y, x);
    }

    [Case("create_graph_retains")]
    private static void CreateGraphRetains(Record r)
    {
        Tensor x = Leaf([1, 2]);
        Tensor y = SumOfCubes(x);
        r["g"] = Autograd.Grad(y, x, createGraph: true);
        r["g2"] = Autograd.Grad(y, x);
    }

    [Case("create_graph_retain_false", Kind = AutogradError.GraphFreed)]
    private static void CreateGraphRetainFalse(Record r)
    {
        Tensor x = Leaf([1, 2]);
        Tensor y = SumOfCubes(x);
        Tensor g = Autograd.Grad(y, x, retainGraph: false, createGraph: true);
        r["g"] = g;
        r["g2"] = Autograd.Grad(g.sum(), x);
        Autograd.Grad(y, x);
    }

    [Case("second_third_fourth")]
    private static void SecondThirdFourth(Record r)
    {
        Tensor x = Leaf(2);
        Tensor y = x.pow(4);
        var derivatives = new List<Tensor>();
        for (int order = 1; order <= 4; order++)
            derivatives.Add(y = Autograd.Grad(y, x, createGraph: true));
        (r["d1_to_d4"], r["d4_requires_grad"]) = (derivatives, y.requires_grad);
        r["d5"] = Autograd.Grad([y], [x], allowUnused: true)[0];
    }

    [Case("hvp")]
    private static void Hvp(Record r)
    {
        Tensor x = Leaf([1, 2, -1]), v = tensor([1.0, 0.0, 2.0]);
        Tensor g = Autograd.Grad(SumOfCubes(x) + x.prod(), x, createGraph: true);
        r["hvp"] = Autograd.Grad((g * v).sum(), x);
    }

    [Case("gradient_penalty")]
    private static void GradientPenalty(Record r)
    {
        Tensor w = Leaf(new[,] { { 0.3, -0.2 }, { 0.1, 0.7 } }), x = Leaf(new[,] { { 1.0, 2.0 }, { 0.5, -1.0 } });
        Tensor g = Autograd.Grad(tanh(x.mm(w)).sum(), x, createGraph: true);
        Tensor p = (g.norm(1, keepdim: false, p: 2) - 1).pow(2).mean();
        p.Backward();
        (r["p"], r["W_grad"], r["x_grad"]) = (p, w.grad, x.grad);
    }

    [Case("relu_second_derivative")]
    private static void ReluSecondDerivative(Record r)
    {
        Tensor x = Leaf([-1, 0, 2]);
        Tensor g = Autograd.Grad(x.relu().sum(), x, createGraph: true);
        (r["g"], r["g_requires_grad"]) = (g, g.requires_grad);
        r["second"] = Autograd.Grad([g.sum()], [x], allowUnused: true)[0];
    }
}
