using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchBridge.Tests.Golden;

/// <summary>Categories grad_property, layout, views, values.</summary>
internal static partial class BackwardCases
{
    // retains_grad can't be read in TorchSharp; t.grad shows the same.
    [Case("retain_grad", Without = "retains_grad")]
    private static void RetainGrad(Record r)
    {
        Tensor x = Leaf([1, 2]);
        Tensor t = x * 3;
        t.retain_grad();
        (t * t).sum().Backward();
        (r["t_grad"], r["x_grad"]) = (t.grad, x.grad);
    }

    [Case("nonleaf_grad_warns")]
    private static void NonleafGradWarns(Record r)
    {
        Tensor t = Leaf([1, 2]) * 3;
        t.sum().Backward();
        r["t_grad"] = t.grad;
    }

    [Case("retain_grad_no_requires_grad", Throws = typeof(ExternalException))]
    private static void RetainGradNoRequiresGrad(Record r) => tensor([1.0, 2.0]).retain_grad();

    [Case("same_object_with_create_graph")]
    private static void SameObjectWithCreateGraph(Record r)
    {
        Tensor x = Leaf([1, 2]);
        (x * x).sum().Backward(createGraph: true);
        Tensor g = x.grad!;
        (x * x).sum().Backward(createGraph: true);
        (r["same_object"], r["same_memory"]) = (Same(x.grad!, g), Address(x.grad!) == Address(g));
        (r["old_reference_sees"], r["x_grad"]) = (g, x.grad);
    }

    [Case("create_graph_then_plain")]
    private static void CreateGraphThenPlain(Record r)
    {
        Tensor x = Leaf([1, 2]);
        (x * x).sum().Backward(createGraph: true);
        Tensor g = x.grad!;
        nint before = Address(g);
        r["before"] = new[] { g.requires_grad, !g.is_leaf };
        (x * x).sum().Backward();
        (r["same_object"], r["same_memory"]) = (Same(x.grad!, g), Address(x.grad!) == before);
        r["after"] = new[] { x.grad!.requires_grad, !x.grad!.is_leaf };
        (r["x_grad"], r["old_reference_sees"]) = (x.grad, g);
    }

    [Case("plain_then_create_graph")]
    private static void PlainThenCreateGraph(Record r)
    {
        Tensor x = Leaf([1, 2]);
        (x * x).sum().Backward();
        Tensor g = x.grad!;
        (x * x).sum().Backward(createGraph: true);
        (r["same_memory"], r["x_grad_requires_grad"]) = (Address(x.grad!) == Address(g), x.grad!.requires_grad);
        (r["x_grad"], r["old_reference_sees"]) = (x.grad, g);
    }

    [Case("zero_between_keeps_object")]
    private static void ZeroBetweenKeepsObject(Record r)
    {
        Tensor x = Leaf([1, 2]);
        (x * 2).sum().Backward();
        Tensor g = x.grad!;
        x.ZeroGrad(setToNone: false);
        (x * 5).sum().Backward();
        (r["same_object"], r["old"], r["x_grad"]) = (Same(x.grad!, g), g, x.grad);
    }

    [Case("clone_of_leaf_is_nonleaf")]
    private static void CloneOfLeafIsNonleaf(Record r)
    {
        Tensor x = Leaf([1, 2]);
        Tensor y = x.clone(), z = x.to(float32), same = x.to(float64);
        r["is_leaf"] = new[] { x.is_leaf, y.is_leaf, z.is_leaf, same.is_leaf, x.detach().is_leaf };
        r["to_same_dtype_is_same_object"] = Same(same, x);
        (y.sum() + z.sum()).Backward();
        r["x_grad"] = x.grad;
    }

    [Case("transposed_leaf_grad")]
    private static void TransposedLeafGrad(Record r)
    {
        Tensor x = Counting(2, 3).t().detach().requires_grad_();
        (r["x_strides"], r["x_is_leaf"]) = (x.stride(), x.is_leaf);
        (x * Counting(3, 2)).sum().Backward();
        (r["grad_strides"], r["x_grad"]) = (x.grad!.stride(), x.grad);
    }

    [Case("channels_last_leaf_grad")]
    private static void ChannelsLastLeafGrad(Record r)
    {
        Tensor x = Counting(1, 2, 2, 4).permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2).detach().requires_grad_();
        (x * Counting(1, 2, 2, 4)).sum().Backward();
        (r["x_strides"], r["grad_strides"], r["x_grad"]) = (x.stride(), x.grad!.stride(), x.grad);
    }

    [Case("expanded_incoming_grad")]
    private static void ExpandedIncomingGrad(Record r)
    {
        Tensor x = Ones(2, 3).requires_grad_();
        x.sum().Backward();
        (r["grad_strides"], r["x_grad"]) = (x.grad!.stride(), x.grad);
    }

    [Case("contiguous_leaf_transposed_grad_create_graph")]
    private static void ContiguousLeafTransposedGradCreateGraph(Record r)
    {
        Tensor x = Ones(2, 3).requires_grad_();
        x.t().Backward(Counting(3, 2), createGraph: true);
        (r["grad_strides"], r["x_grad"]) = (x.grad!.stride(), x.grad);
    }

    [Case("user_assigned_grad_keeps_layout")]
    private static void UserAssignedGradKeepsLayout(Record r)
    {
        Tensor x = Ones(2, 3).requires_grad_();
        x.grad = zeros(3, 2, dtype: float64).t();
        (x * 2).sum().Backward();
        (r["grad_strides"], r["x_grad"]) = (x.grad!.stride(), x.grad);
    }

    [Case("expand")]
    private static void Expand(Record r)
    {
        Tensor x = Leaf([1, 2]);
        (x.expand(3, 2) * tensor(new[,] { { 1.0, 2.0 }, { 3.0, 4.0 }, { 5.0, 6.0 } })).sum().Backward();
        r["x_grad"] = x.grad;
    }

    [Case("reshape_transpose_select")]
    private static void ReshapeTransposeSelect(Record r)
    {
        Tensor x = Counting(6).requires_grad_();
        Tensor y = x.view(2, 3).t()[1];
        y.Backward(tensor([10.0, 20.0]));
        (r["y"], r["x_grad"]) = (y, x.grad);
    }

    [Case("view_grad_separate")]
    private static void ViewGradSeparate(Record r)
    {
        Tensor x = Counting(4).requires_grad_();
        Tensor v = x[..2];
        r["v_is_leaf"] = v.is_leaf;
        v.retain_grad();
        (v * 3).sum().Backward();
        (r["v_grad"], r["x_grad"]) = (v.grad, x.grad);
    }

    [Case("index_repeated")]
    private static void IndexRepeated(Record r)
    {
        Tensor x = Leaf([1, 2, 3]);
        x[tensor([0L, 0L, 2L])].Backward(tensor([1.0, 10.0, 100.0]));
        r["x_grad"] = x.grad;
    }
}
