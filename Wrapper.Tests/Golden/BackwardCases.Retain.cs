using static TorchSharp.torch;

namespace TorchBridge.Tests.Golden;

/// <summary>Category retain_graph.</summary>
internal static partial class BackwardCases
{
    [Case("twice_retain_none", Kind = AutogradError.GraphFreed)]
    private static void TwiceRetainNone(Record r) => TwiceWithFirst(null, r);

    [Case("twice_retain_false", Kind = AutogradError.GraphFreed)]
    private static void TwiceRetainFalse(Record r) => TwiceWithFirst(false, r);

    private static void TwiceWithFirst(bool? retainGraph, Record r)
    {
        Tensor x = Leaf([1, 2]);
        Tensor y = (x * x).sum();
        y.Backward(retainGraph: retainGraph);
        r["g1"] = x.grad!.clone();
        y.Backward();
        r["g2"] = x.grad!.clone();
    }

    [Case("twice_retain_true")]
    private static void TwiceRetainTrue(Record r)
    {
        Tensor x = Leaf([1, 2]);
        Tensor y = (x * x).sum();
        y.Backward(retainGraph: true);
        y.Backward();
        r["x_grad"] = x.grad;
    }

    [Case("thrice_retain_true_true", Kind = AutogradError.GraphFreed)]
    private static void ThriceRetainTrueTrue(Record r)
    {
        Tensor x = Leaf([1, 2]);
        Tensor y = (x * x).sum();
        foreach (bool? retain in new bool?[] { true, true, null })
            y.Backward(retainGraph: retain);
        r["x_grad"] = x.grad!.clone();
        y.Backward();
    }

    [Case("twice_mul_by_constant", Kind = AutogradError.GraphFreed)]
    private static void TwiceMulByConstant(Record r)
    {
        Tensor x = Leaf([1, 2]);
        Tensor y = (x * Number(2)).sum();
        y.Backward();
        y.Backward();
        r["x_grad"] = x.grad;
    }

    [Case("twice_mul_scalar_overload")]
    private static void TwiceMulScalarOverload(Record r)
    {
        Tensor x = Leaf([1, 2]);
        Tensor y = (x * 2).sum();
        y.Backward();
        y.Backward();
        r["x_grad"] = x.grad;
    }

    [Case("twice_views_and_reductions")]
    private static void TwiceViewsAndReductions(Record r)
    {
        Tensor x = Leaf(new[,] { { 1.0, 2.0 }, { 3.0, 4.0 } });
        Tensor y = cat([x.t(), -x.view(4).view(2, 2), x.expand(1, 2, 2)[0]]).permute(1, 0).mean();
        y.Backward();
        y.Backward();
        r["x_grad"] = x.grad;
    }

    [Case("twice_mul_by_tensor", Kind = AutogradError.GraphFreed)]
    private static void TwiceMulByTensor(Record r)
    {
        Tensor x = Leaf([1, 2]), c = tensor([3.0, 4.0]);
        Tensor y = (x * c).sum();
        y.Backward();
        y.Backward();
    }

    [Case("shared_trunk_needs_no_retain")]
    private static void SharedTrunkNeedsNoRetain(Record r)
    {
        Tensor x = Leaf([1, 2]);
        Tensor t = exp(x);
        Autograd.Backward([t.sum(), (t * t).sum()]);
        r["x_grad"] = x.grad;
    }
}
