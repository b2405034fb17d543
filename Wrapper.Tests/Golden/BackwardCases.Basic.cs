using TorchSharp;
using static TorchSharp.torch;

namespace TorchBridge.Tests.Golden;

/// <summary>Categories basic, multi, empty, training.</summary>
internal static partial class BackwardCases
{
    [Case("mm_example")]
    private static void MmExample(Record r)
    {
        Tensor x = Leaf(new[,] { { 1.0, 2.0 } }), y = tensor(new[,] { { 3.0, 4.0 }, { 5.0, 6.0 } });
        Tensor loss = mm(x, y);
        loss.Backward(tensor(new[,] { { 1.0, 0.0 } }), retainGraph: true);
        r["loss"] = loss;
        r["grad1"] = x.grad!.clone();
        x.ZeroGrad(setToNone: false);
        r["after_zero"] = x.grad!.clone();
        loss.Backward(tensor(new[,] { { 0.0, 1.0 } }));
        r["grad2"] = x.grad!.clone();
        r["y_grad"] = y.grad;
    }

    [Case("mm_example_accumulates")]
    private static void MmExampleAccumulates(Record r)
    {
        Tensor x = Leaf(new[,] { { 1.0, 2.0 } }), y = tensor(new[,] { { 3.0, 4.0 }, { 5.0, 6.0 } });
        Tensor loss = mm(x, y);
        loss.Backward(tensor(new[,] { { 1.0, 0.0 } }), retainGraph: true);
        loss.Backward(tensor(new[,] { { 0.0, 1.0 } }));
        r["x_grad"] = x.grad;
    }

    [Case("mm_example_both_leaves")]
    private static void MmExampleBothLeaves(Record r)
    {
        Tensor x = Leaf(new[,] { { 1.0, 2.0 } }), y = Leaf(new[,] { { 3.0, 4.0 }, { 5.0, 6.0 } });
        Tensor loss = mm(x, y);
        loss.Backward(tensor(new[,] { { 1.0, 0.0 } }), retainGraph: true);
        (r["x_grad1"], r["y_grad1"]) = (x.grad!.clone(), y.grad!.clone());
        Autograd.ZeroGrad([x, y]);
        loss.Backward(tensor(new[,] { { 0.0, 1.0 } }));
        (r["x_grad2"], r["y_grad2"]) = (x.grad, y.grad);
    }

    [Case("diamond")]
    private static void Diamond(Record r)
    {
        Tensor a = Leaf(2), b = Leaf(3), c = Leaf(5);
        Tensor y = (a + b) * (b + c);
        y.Backward();
        (r["y"], r["a_grad"], r["b_grad"], r["c_grad"]) = (y, a.grad, b.grad, c.grad);
    }

    [Case("same_input_twice")]
    private static void SameInputTwice(Record r)
    {
        Tensor x = Leaf([1, -2, 3]);
        (x * x).sum().Backward();
        r["x_grad"] = x.grad;
    }

    [Case("leaf_backward_on_itself")]
    private static void LeafBackwardOnItself(Record r)
    {
        Tensor x = Leaf(3);
        x.Backward();
        r["g1"] = x.grad!.clone();
        x.Backward();
        r["g2"] = x.grad!.clone();
        r["requires_grad"] = x.grad!.requires_grad;
    }

    [Case("unused_leaf_grad_is_none")]
    private static void UnusedLeafGradIsNone(Record r)
    {
        Tensor x = Leaf([1, 2]), z = Leaf([1, 2]);
        x.sum().Backward();
        (r["x_grad"], r["z_grad"]) = (x.grad, z.grad);
    }

    [Case("multiplied_by_zero_grad_is_zero")]
    private static void MultipliedByZeroGradIsZero(Record r)
    {
        Tensor x = Leaf([1, 2]);
        (x * 0).sum().Backward();
        r["x_grad"] = x.grad;
    }

    [Case("float32_leaf_in_float64_graph")]
    private static void Float32LeafInFloat64Graph(Record r)
    {
        Tensor x = tensor([1.5f, 2.5f], requires_grad: true), w = tensor([2.0, 4.0]);
        Tensor y = (x * w).sum();
        y.Backward();
        (r["y_dtype"], r["x_grad"]) = ("float64", x.grad);
        Assert.AreEqual(ScalarType.Float64, y.dtype);
    }

    [Case("broadcast_sums_grad")]
    private static void BroadcastSumsGrad(Record r)
    {
        Tensor a = Leaf([1, 2, 3]), b = Leaf(new[,] { { 10.0 }, { 20.0 } }), s = Leaf(2);
        Tensor y = a * b * s;
        y.Backward(tensor(new[,] { { 1.0, 2.0, 3.0 }, { 4.0, 5.0, 6.0 } }));
        (r["y"], r["a_grad"], r["b_grad"], r["s_grad"]) = (y, a.grad, b.grad, s.grad);
    }

    [Case("two_outputs")]
    private static void TwoOutputs(Record r)
    {
        Tensor x = Leaf([1, 2]);
        Autograd.Backward([x * x, exp(x).sum()], [tensor([1.0, 10.0]), tensor(2.0)]);
        r["x_grad"] = x.grad;
    }

    [Case("none_for_scalar")]
    private static void NoneForScalar(Record r)
    {
        Tensor x = Leaf([1, 2]);
        Autograd.Backward([x * x, x.sum()], [tensor([1.0, 10.0]), null]);
        r["x_grad"] = x.grad;
    }

    [Case("one_output_of_other")]
    private static void OneOutputOfOther(Record r)
    {
        Tensor x = Leaf([1, 2]);
        Tensor t = x * x;
        Autograd.Backward([t.sum(), t], [tensor(1.0), tensor([10.0, 20.0])]);
        r["x_grad"] = x.grad;
    }

    [Case("one_without_grad", Kind = AutogradError.DoesNotRequireGrad)]
    private static void OneWithoutGrad(Record r) => Autograd.Backward([Leaf([1, 2]).sum(), tensor(1.0)]);

    // PyTorch fails while it makes the message. The message is about the shapes at index 1.
    [Case("second_shape_mismatch", Throws = typeof(ArgumentException), Message =
        "Mismatch in shape: grad_output[1] has a shape of torch.Size([3]) and output[1] has a shape of torch.Size([2]).")]
    private static void SecondShapeMismatch(Record r)
    {
        Tensor x = Leaf([1, 2]);
        Autograd.Backward([x * 2, x * 3], [Ones(2), Ones(3)]);
    }

    [Case("split_one_output_used")]
    private static void SplitOneOutputUsed(Record r)
    {
        Tensor x = Leaf([1, 2, 3, 4]);
        Tensor a = x.split(2)[0];
        (a * tensor([10.0, 20.0])).sum().Backward();
        r["x_grad"] = x.grad;
    }

    [Case("empty_sum")]
    private static void EmptySum(Record r)
    {
        Tensor x = zeros(0, dtype: float64, requires_grad: true);
        Tensor y = x.sum();
        y.Backward();
        (r["y"], r["x_grad"]) = (y, x.grad);
    }

    [Case("empty_nonscalar_implicit", Kind = AutogradError.NotScalar)]
    private static void EmptyNonscalarImplicit(Record r) => (zeros(0, dtype: float64, requires_grad: true) * 2).Backward();

    [Case("empty_nonscalar_explicit")]
    private static void EmptyNonscalarExplicit(Record r)
    {
        Tensor x = zeros(0, 3, dtype: float64, requires_grad: true);
        (x * 2).Backward(zeros(0, 3, dtype: float64));
        r["x_grad"] = x.grad;
    }

    [Case("linear_regression_10_steps")]
    private static void LinearRegression10Steps(Record r)
    {
        Tensor inputs = tensor(new[,] { { 1.0, 2.0 }, { 3.0, -1.0 }, { 0.5, 4.0 }, { -2.0, 1.0 } }),
            targets = tensor([1.0, 2.0, -1.0, 0.5]);
        Tensor w = Leaf([0.1, -0.2]), b = Leaf(0);
        var losses = new List<double>();
        for (int step = 0; step < 10; step++)
        {
            Tensor loss = (inputs.matmul(w) + b - targets).pow(2).mean();
            Autograd.ZeroGrad([w, b]);
            loss.Backward();
            using (no_grad())
            {
                w.sub_(w.grad! * 0.05);
                b.sub_(b.grad! * 0.05);
            }
            losses.Add(loss.ToDouble());
        }
        (r["losses"], r["w"], r["b"]) = (losses, w.detach(), b.detach());
    }
}
