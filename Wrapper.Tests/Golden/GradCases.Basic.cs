using static TorchSharp.torch;

namespace TorchBridge.Tests.Golden;

/// <summary>Category basic.</summary>
internal static partial class GradCases
{
    // What Python calls a tuple is an array here.
    [Case("single", Without = "is_tuple")]
    private static void Single(Record r)
    {
        Tensor x = Leaf([1, 2]);
        Tensor?[] g = Autograd.Grad([(x * x).sum()], [x]);
        r["length"] = g.Length;
        (r["g"], r["x_grad"], r["g_requires_grad"]) = (g[0], x.grad, g[0]!.requires_grad);
    }

    [Case("does_not_touch_grad")]
    private static void DoesNotTouchGrad(Record r)
    {
        Tensor x = Leaf([1, 2]);
        x.grad = tensor([100.0, 100.0]);
        (r["g"], r["x_grad"]) = (Autograd.Grad((x * x).sum(), x), x.grad);
    }

    [Case("several_inputs")]
    private static void SeveralInputs(Record r)
    {
        Tensor a = Leaf([1, 2]), b = Leaf([3, 4]);
        Tensor?[] g = Autograd.Grad([(a * b * b).sum()], [b, a]);
        (r["ga"], r["gb"], r["a_grad"], r["b_grad"]) = (g[1], g[0], a.grad, b.grad);
    }

    [Case("mm_rows")]
    private static void MmRows(Record r)
    {
        Tensor x = Leaf(new[,] { { 1.0, 2.0 } });
        Tensor z = mm(x, tensor(new[,] { { 3.0, 4.0 }, { 5.0, 6.0 } }));
        r["g1"] = Autograd.Grad(z, x, tensor(new[,] { { 1.0, 0.0 } }), retainGraph: true);
        r["g2"] = Autograd.Grad(z, x, tensor(new[,] { { 0.0, 1.0 } }));
    }

    [Case("nonleaf_only_keeps_rest")]
    private static void NonleafOnlyKeepsRest(Record r)
    {
        Tensor x = Leaf([1, 2]);
        Tensor t = exp(x);
        Tensor y = (t * t).sum();
        r["gt"] = Autograd.Grad(y, t);
        t.Backward(Ones(2));
        r["x_grad"] = x.grad;
    }

    [Case("output_is_input")]
    private static void OutputIsInput(Record r)
    {
        Tensor x = Leaf(3);
        r["g"] = Autograd.Grad(x, x);
    }

    [Case("output_is_input_nonleaf")]
    private static void OutputIsInputNonleaf(Record r)
    {
        Tensor x = Leaf([1, 2]);
        Tensor y = x * x;
        r["g"] = Autograd.Grad(y, y, tensor([1.0, 10.0]));
    }

    [Case("two_outputs_weights")]
    private static void TwoOutputsWeights(Record r)
    {
        Tensor x = Leaf([1, 2]);
        r["g"] = Autograd.Grad([x * x, exp(x)], [x], [tensor([1.0, 10.0]), tensor([0.5, 0.0])])[0];
    }

    [Case("same_output_twice")]
    private static void SameOutputTwice(Record r)
    {
        Tensor x = Leaf([1, 2]);
        Tensor y = (x * x).sum();
        r["g"] = Autograd.Grad([y, y], [x])[0];
    }

    [Case("input_of_output_path")]
    private static void InputOfOutputPath(Record r)
    {
        Tensor x = Leaf([1, 2]);
        Tensor t = x * x;
        Tensor y = t.sum();
        Tensor?[] g = Autograd.Grad([y, t], [t, x], [tensor(1.0), tensor([10.0, 20.0])]);
        (r["gt"], r["gx"]) = (g[0], g[1]);
    }

    [Case("strides_of_result")]
    private static void StridesOfResult(Record r)
    {
        Tensor x = Ones(2, 3).requires_grad_();
        Tensor g = Autograd.Grad(x.sum(), x);
        (r["g"], r["strides"]) = (g, g.stride());
        Tensor x2 = Ones(2, 3).requires_grad_();
        Tensor g2 = Autograd.Grad(x2.t(), x2, arange(6, dtype: float64).reshape(3, 2));
        (r["g2"], r["strides2"]) = (g2, g2.stride());
    }

    [Case("result_aliases_grad_output")]
    private static void ResultAliasesGradOutput(Record r)
    {
        Tensor x = Leaf([1, 2]), g = tensor([3.0, 4.0]);
        Tensor first = Autograd.Grad(x.view(2), x, g);
        r["same_memory"] = Address(first) == Address(g);
        Tensor second = Autograd.Grad(x + 1, x, g);
        (r["add_same_memory"], r["add_same_object"]) = (Address(second) == Address(g), Same(second, g));
    }

    [Case("complex")]
    private static void OfComplex(Record r)
    {
        Tensor z = complex(tensor([1.0, -3.0]), tensor([2.0, 0.5])).requires_grad_();
        r["g"] = Autograd.Grad(exp(z), z, complex(tensor([1.0, 0.0]), tensor([0.0, 1.0])));
    }

    [Case("inside_no_grad")]
    private static void InsideNoGrad(Record r)
    {
        Tensor x = Leaf([1, 2]);
        Tensor y = SumOfCubes(x);
        using (no_grad())
            r["g"] = Autograd.Grad(y, x, createGraph: true);
    }

    [Case("retain_grad_not_filled")]
    private static void RetainGradNotFilled(Record r)
    {
        Tensor x = Leaf([1, 2]);
        Tensor t = x * 3;
        t.retain_grad();
        (r["g"], r["t_grad"]) = (Autograd.Grad((t * t).sum(), x), t.grad);
    }
}
