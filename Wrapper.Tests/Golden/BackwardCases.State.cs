using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchBridge.Tests.Golden;

/// <summary>Categories errors, inplace, modes.</summary>
internal static partial class BackwardCases
{
    [Case("output_in_no_grad", Kind = AutogradError.DoesNotRequireGrad)]
    private static void OutputInNoGrad(Record r)
    {
        Tensor x = Leaf([1, 2]), y;
        using (no_grad())
            y = (x * 2).sum();
        r["requires_grad"] = y.requires_grad;
        y.Backward();
    }

    [Case("argmax_output", Kind = AutogradError.DoesNotRequireGrad)]
    private static void ArgmaxOutput(Record r)
    {
        Tensor y = Leaf([1, 2]).argmax();
        r["requires_grad"] = y.requires_grad;
        y.Backward();
    }

    [Case("requires_grad_int", Throws = typeof(ExternalException))]
    private static void RequiresGradInt(Record r) => tensor([1L, 2L], requires_grad: true);

    // Python's method has its own message; LibTorch has one message for both.
    [Case("requires_grad_int_method", Throws = typeof(ExternalException),
        Message = "Only Tensors of floating point and complex dtype can require gradients")]
    private static void RequiresGradIntMethod(Record r) => tensor([1L, 2L]).requires_grad_();

    [Case("requires_grad_bool", Throws = typeof(ExternalException),
        Message = "Only Tensors of floating point and complex dtype can require gradients")]
    private static void RequiresGradBool(Record r) => tensor([true]).requires_grad_();

    [Case("leaf_view_inplace", Throws = typeof(ExternalException))]
    private static void LeafViewInplace(Record r) => Leaf([1, 2])[0].add_(1);

    [Case("leaf_inplace_no_grad")]
    private static void LeafInplaceNoGrad(Record r)
    {
        Tensor x = Leaf([1, 2]);
        (x * x).sum().Backward();
        using (no_grad())
            x.sub_(x.grad! * 0.1);
        (r["x"], r["requires_grad"], r["is_leaf"]) = (x, x.requires_grad, x.is_leaf);
        x.ZeroGrad();
        (x * x).sum().Backward();
        r["x_grad"] = x.grad;
    }

    [Case("leaf_inplace_no_grad_before_backward", Kind = AutogradError.ModifiedInPlace)]
    private static void LeafInplaceNoGradBeforeBackward(Record r)
    {
        Tensor x = Leaf([1, 2]);
        Tensor y = (x * x).sum();
        using (no_grad())
            x.add_(1);
        y.Backward();
    }

    [Case("detach_inplace_before_backward", Kind = AutogradError.ModifiedInPlace)]
    private static void DetachInplaceBeforeBackward(Record r)
    {
        Tensor x = Leaf([1, 2]);
        Tensor y = (x * x).sum();
        x.detach().add_(1);
        y.Backward();
    }

    [Case("nonleaf_inplace_ok")]
    private static void NonleafInplaceOk(Record r)
    {
        Tensor x = Leaf([1, 2]);
        Tensor t = x * 2;
        t.add_(1);
        t.pow_(2);
        t.sum().Backward();
        (r["t"], r["x_grad"]) = (t, x.grad);
    }

    [Case("nonleaf_setitem")]
    private static void NonleafSetitem(Record r)
    {
        Tensor x = Leaf([1, 2, 3]);
        Tensor t = x * 2;
        t[0] = tensor(0.0);
        t.sum().Backward();
        (r["t"], r["x_grad"]) = (t, x.grad);
    }

    [Case("view_inplace_updates_base")]
    private static void ViewInplaceUpdatesBase(Record r)
    {
        Tensor x = Leaf([1, 2, 3, 4]);
        Tensor t = x * 1, v = t[1..3];
        v.mul_(10);
        t.sum().Backward();
        (r["t"], r["x_grad"]) = (t, x.grad);
    }

    [Case("base_inplace_updates_view")]
    private static void BaseInplaceUpdatesView(Record r)
    {
        Tensor x = Leaf([1, 2, 3, 4]);
        Tensor t = x * 1, v = t[1..3];
        t.mul_(10);
        v.sum().Backward();
        (r["v"], r["x_grad"]) = (v, x.grad);
    }

    [Case("expand_inplace", Throws = typeof(ExternalException))]
    private static void ExpandInplace(Record r) => (Leaf([1.0]) * 1).expand(3).add_(1);

    [Case("relu_inplace")]
    private static void ReluInplace(Record r)
    {
        Tensor x = Leaf([-1, 2]);
        Tensor t = x * 3;
        t.relu_();
        t.sum().Backward();
        r["x_grad"] = x.grad;
    }

    [Case("detach_cuts")]
    private static void DetachCuts(Record r)
    {
        Tensor x = Leaf([1, 2]);
        (x * x.detach()).sum().Backward();
        r["x_grad"] = x.grad;
    }
}
