using static TorchSharp.torch;

namespace TorchBridge.Tests.Golden;

/// <summary>Categories hooks and custom.</summary>
internal static partial class BackwardCases
{
    [Case("tensor_hook_replaces")]
    private static void TensorHookReplaces(Record r)
    {
        Tensor x = Leaf([1, 2]);
        (x * 3).WithGradHook(g => g * 10).sum().Backward();
        r["x_grad"] = x.grad;
    }

    [Case("leaf_hook_on_accumulate")]
    private static void LeafHookOnAccumulate(Record r)
    {
        Tensor x = Leaf([1, 2]);
        x.grad = tensor([100.0, 100.0]);
        (x.WithGradHook(g => g * 10) * 2).sum().Backward();
        r["x_grad"] = x.grad;
    }

    [Case("hook_and_retain_grad")]
    private static void HookAndRetainGrad(Record r)
    {
        Tensor x = Leaf([1.0]);
        Tensor t = x * 3;
        t.retain_grad();
        t.WithGradHook(g => g * 10).sum().Backward();
        (r["t_grad"], r["x_grad"]) = (t.grad, x.grad);
    }

    // Python's ValueError stands for any exception of the hook.
    [Case("hook_raises", Throws = typeof(TimeoutException))]
    private static void HookRaises(Record r) =>
        (Leaf([1, 2]).WithGradHook(_ => throw new TimeoutException("from the hook")) * 2).sum().Backward();

    // All custom functions have one name in C#.
    [Case("custom_function", Without = "grad_fn_name")]
    private static void CustomScale(Record r)
    {
        Tensor x = Leaf([1, 2]);
        Tensor y = Scale(x, 3);
        y.Backward(tensor([1.0, 10.0]));
        (r["y"], r["x_grad"]) = (y, x.grad);
    }

    [Case("custom_twice", Kind = AutogradError.GraphFreed)]
    private static void CustomTwice(Record r)
    {
        Tensor y = Scale(Leaf([1, 2]), 3);
        y.Backward(tensor([1.0, 10.0]));
        y.Backward(tensor([1.0, 10.0]));
    }

    // All custom functions have one name in C#.
    [Case("custom_wrong_count", Kind = AutogradError.Other, Message = "returned an incorrect number of gradients (expected 2, got 1)")]
    private static void CustomWrongCount(Record r) =>
        CustomFunction.Apply((_, x) => [x[0] * x[1]], (_, g) => [g[0]], Leaf([1, 2]), Leaf([1, 2]))[0].sum().Backward();

    [Case("custom_expandable_shape")]
    private static void CustomExpandableShape(Record r)
    {
        Tensor a = Leaf([1, 2]);
        CustomFunction.Apply((_, x) => [x[0] * 2], (_, _) => [Ones(4, 2)], a)[0].sum().Backward();
        r["a_grad"] = a.grad;
    }

    private static Tensor Scale(Tensor x, double factor) => CustomFunction.Apply(
        (context, inputs) =>
        {
            context.SaveForBackward(inputs);
            context.Data["factor"] = factor;
            return [inputs[0] * factor];
        },
        (context, gradients) =>
        {
            Assert.HasCount(1, context.SavedTensors);
            return [gradients[0]! * (double)context.Data["factor"]!];
        },
        x)[0];
}
