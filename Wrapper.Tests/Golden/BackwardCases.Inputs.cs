using static TorchSharp.torch;

namespace TorchBridge.Tests.Golden;

/// <summary>Category inputs.</summary>
internal static partial class BackwardCases
{
    // A list of one stands for Python's single tensor.
    [Case("single_tensor_not_list")]
    private static void SingleTensorNotList(Record r)
    {
        Tensor a = Leaf([1, 2]), b = Leaf([3, 4]);
        (a * b).sum().Backward(inputs: [a]);
        (r["a_grad"], r["b_grad"]) = (a.grad, b.grad);
    }

    [Case("non_leaf")]
    private static void NonLeaf(Record r)
    {
        Tensor a = Leaf([1, 2]);
        Tensor t = a * 3;
        (t * t).sum().Backward(inputs: [t]);
        (r["t_grad"], r["a_grad"]) = (t.grad, a.grad);
    }

    [Case("non_leaf_and_leaf")]
    private static void NonLeafAndLeaf(Record r)
    {
        Tensor a = Leaf([1, 2]);
        Tensor t = a * 3;
        (t * t).sum().Backward(inputs: [t, a]);
        (r["t_grad"], r["a_grad"]) = (t.grad, a.grad);
    }

    [Case("output_itself")]
    private static void OutputItself(Record r)
    {
        Tensor a = Leaf([1, 2]);
        Tensor y = (a * a).sum();
        y.Backward(inputs: [y]);
        (r["y_grad"], r["a_grad"]) = (y.grad, a.grad);
    }

    [Case("not_requiring_grad", Kind = AutogradError.DoesNotRequireGrad)]
    private static void NotRequiringGrad(Record r)
    {
        Tensor a = Leaf([1, 2]), c = tensor([1.0, 2.0]);
        (a * c).sum().Backward(inputs: [a, c]);
    }

    [Case("inputs_leaves_below_alone")]
    private static void InputsLeavesBelowAlone(Record r)
    {
        Tensor a = Leaf([1, 2]);
        Tensor t = exp(a) + 1;
        (t * t).sum().Backward(inputs: [t]);
        r["t_grad"] = t.grad;
        t.Backward(Ones(2));
        (r["t_grad2"], r["a_grad"]) = (t.grad, a.grad);
    }

    // retains_grad can't be read in TorchSharp. The test checks instead that the plain backward fills t.grad again.
    [Case("non_leaf_stays_retaining", Without = "retains_grad")]
    private static void NonLeafStaysRetaining(Record r)
    {
        Tensor a = Leaf([1, 2]);
        Tensor t = a * 3;
        Tensor y = (t * t).sum();
        y.Backward(inputs: [t], retainGraph: true);
        y.Backward();
        (r["t_grad"], r["a_grad"]) = (t.grad, a.grad);
    }

    [Case("not_in_graph_nonleaf")]
    private static void NotInGraphNonleaf(Record r)
    {
        Tensor a = Leaf([1, 2]), z = Leaf([1, 2]) * 2;
        (a * a).sum().Backward(inputs: [z, a]);
        (r["z_grad"], r["a_grad"]) = (z.grad, a.grad);
    }

    [Case("accumulates")]
    private static void Accumulates(Record r)
    {
        Tensor a = Leaf([1, 2]);
        a.grad = tensor([100.0, 100.0]);
        (a * a).sum().Backward(inputs: [a]);
        r["a_grad"] = a.grad;
    }

    [Case("inputs_frees_graph", Kind = AutogradError.GraphFreed)]
    private static void InputsFreesGraph(Record r)
    {
        Tensor a = Leaf([1, 2]);
        Tensor t = exp(a);
        (t * t).sum().Backward(inputs: [t]);
        r["t_grad"] = t.grad;
        t.Backward(Ones(2));
        r["a_grad"] = a.grad;
    }
}
