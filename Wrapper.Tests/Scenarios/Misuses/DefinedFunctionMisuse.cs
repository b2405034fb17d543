using static TorchBridge.Transforms;
using static TorchSharp.torch;

namespace TorchBridge.Tests.Scenarios;

/// <summary>Every way found to use CustomFunction.Define wrongly.</summary>
internal sealed class DefinedFunctionMisuse : MisuseTable
{
    private readonly Tensor _leaf, _plain, _disposed;

    public DefinedFunctionMisuse()
    {
        _leaf = tensor([1.0, 2.0, 3.0], requires_grad: true);
        _plain = ones(2, 3, dtype: float64);
        _disposed = tensor([1.0, 2.0, 3.0]);
        _disposed.Dispose();
    }

    public override IEnumerable<Misuse> Judged()
    {
        yield return Argument<ArgumentNullException>("no forward", "forward", "Define: forward is null",
            () => CustomFunction.Define((Func<FunctionContext, Tensor[], Tensor[]>)null!, (_, g) => g));
        yield return Argument<ArgumentNullException>("no forward beside setupContext", "forward", "Define: forward is null",
            () => CustomFunction.Define(null!, (_, _, _) => { }, (_, g) => g));
        yield return Argument<ArgumentNullException>("no setupContext", "setupContext", "Define: setupContext is null",
            () => CustomFunction.Define(x => x, null!, (_, g) => g));
        yield return Argument<ArgumentNullException>("no backward", "backward", "Define: backward is null",
            () => CustomFunction.Define((_, x) => x, null!));
        yield return Argument<ArgumentException>("two vmap rules", "generateVmapRule", "it has both generate_vmap_rule=True and",
            () => CustomFunction.Define((_, x) => x, (_, g) => g, vmap: (_, dims, x) => (x, dims), generateVmapRule: true));
        yield return Argument<ArgumentNullException>("a null list", "inputs", "inputs is null", () => Identity()(null!));
        yield return Argument<ArgumentNullException>("null", "inputs", "inputs[1] is null", () => Identity()([_leaf, null!]));
        yield return Argument<ArgumentException>("a disposed tensor", "inputs", "inputs[0] has been disposed",
            () => Identity()([_disposed]));
        yield return Argument<ArgumentException>("forward that returns null", "forward", "forward returned null",
            () => Forward(_ => null!));
        yield return Argument<ArgumentException>("forward that returns a disposed tensor", "forward", "a disposed tensor at index 0",
            () => Forward(_ => [_disposed]));
        yield return Argument<ArgumentException>("forward that returns null under Grad", "forward", "forward returned null",
            Scoped(() => Grad((Tensor x) => CustomFunction.Define((_, _) => null!, (_, g) => g)([x])[0].sum())(_plain)));
        yield return Argument<ArgumentException>("forward that returns a null tensor under Vmap", "forward", "null at index 0",
            Scoped(() => Vmap(Identity(_ => [null!]))([_plain])));
        yield return Argument<ArgumentNullException>("SaveForForward of null", "tensors", "tensors[0] is null",
            () => InForward(context => context.SaveForForward(null!, _leaf)));
        yield return Argument<ArgumentException>("MarkDirty of a disposed tensor", "inputs", "inputs[0] has been disposed",
            () => InForward(context => context.MarkDirty(_disposed)));
        yield return Argument<ArgumentNullException>("MarkDirty of a null list", "inputs", "inputs is null",
            () => InForward(context => context.MarkDirty(null!)));
    }

    public override IEnumerable<Misuse> Reported()
    {
        yield return Kind(AutogradError.NotImplemented, "no jvp in forward mode", "You must implement the jvp function", Scoped(() =>
            Jvp(x => CustomFunction.Define((_, y) => y, (_, g) => g)([x])[0], _plain, _plain)));
        yield return Kind(AutogradError.NotImplemented, "no jvp on dual numbers", "You must implement the jvp function", Scoped(() =>
        {
            using DualLevel level = ForwardAD.EnterDualLevel();
            CustomFunction.Define((_, y) => y, (_, g) => g)([level.MakeDual(_plain, _plain)]);
        }));
        yield return Kind(AutogradError.NotImplemented, "no rule under Vmap", "does not have vmap support", Scoped(() =>
            Vmap(CustomFunction.Define((_, y) => y, (_, g) => g))([_plain])));
        yield return Kind(AutogradError.Other, "backward that returns null under Vmap(Grad)",
            "returned null instead of an array of gradients", Gradient((_, _) => null!));
        yield return Kind(AutogradError.Other, "backward that returns too few under Vmap(Grad)", "(expected 1, got 0)",
            Gradient((_, _) => []));
        yield return Kind(AutogradError.Other, "backward that returns a disposed gradient under Vmap(Grad)", "that has been disposed",
            Gradient((_, _) => [_disposed]));
        yield return Kind(AutogradError.Other, "backward that returns another shape under Vmap(Grad)", "expected shape compatible with [3]",
            Gradient((_, _) => [ones(2, float64)]));
        yield return Kind(AutogradError.Other, "a leaf that is written to", "a leaf Variable that requires grad",
            Scoped(() => Written((context, x) => context.MarkDirty(x[0]), x => [x[0]])([_leaf.detach().requires_grad_()])));
        yield return Kind(AutogradError.Other, "a tensor that is no input marked", "Only input Tensors should be given to ctx.mark_dirty()",
            Scoped(() => Written((context, _) => context.MarkDirty(_plain), x => [x[0]])([_leaf * 1])));
        yield return Kind(AutogradError.Other, "what is written to and not returned", "must all be outputs of the Function",
            Scoped(() => Written((context, x) => context.MarkDirty(x[0]), x => [x[0] * 1])([_leaf * 1])));
        yield return Kind(AutogradError.ModifiedInPlace, "a write that is not marked", "forward has written to input 0 in place",
            Scoped(() => Written((_, _) => { }, x => [x[0]])([_leaf * 1])));
        yield return Kind(AutogradError.NotImplemented, "differentiated twice", "marked with @once_differentiable", Scoped(() =>
        {
            Tensor y = CustomFunction.Define(x => [x[0] * x[0]], (context, x, _) => context.SaveForBackward(x),
                (context, g) => [g[0]! * (context.SavedTensors[0] + context.SavedTensors[0])], onceDifferentiable: true)([_leaf])[0];
            Autograd.Grad(Autograd.Grad(y.sum(), _leaf, createGraph: true).sum(), _leaf);
        }));
        foreach (string part in new[] { "forward", "backward", "jvp" })
            yield return Own($"{part} that throws under Vmap(Hessian)", part, Scoped(() => Vmap(Hessian((Tensor x) =>
                CustomFunction.Define((_, y) => Throwing("forward", part, y[0] * y[0]), (_, g) => Throwing("backward", part, g[0]!),
                    (_, t) => Throwing("jvp", part, t[0]!), generateVmapRule: true)([x])[0].sum()))(_plain)));
    }

    private static Tensor[] Throwing(string here, string part, Tensor tensor) =>
        here == part ? throw new TimeoutException(part) : [tensor];

    private static Func<Tensor[], Tensor[]> Identity(Func<Tensor[], Tensor[]>? forward = null) =>
        CustomFunction.Define((_, x) => forward is null ? [x[0] * 1] : forward(x), (_, g) => g, (_, t) => t, generateVmapRule: true);

    private void Forward(Func<Tensor[], Tensor[]> forward) => Identity(forward)([_leaf]);

    private void InForward(Action<FunctionContext> action) => CustomFunction.Define((context, x) =>
    {
        action(context);
        return x;
    }, (_, g) => g)([_leaf]);

    private Action Gradient(Func<FunctionContext, Tensor?[], Tensor?[]> backward) => Scoped(() =>
        Vmap(Grad((Tensor x) => CustomFunction.Define((_, y) => [y[0] * 1], backward, generateVmapRule: true)([x])[0].sum()))(_plain));

    private static Func<Tensor[], Tensor[]> Written(Action<FunctionContext, Tensor[]> mark, Func<Tensor[], Tensor[]> outputs) =>
        CustomFunction.Define((context, x) =>
        {
            mark(context, x);
            x[0].add_(x[0]);
            return outputs(x);
        }, (_, g) => [g[0]! + g[0]!]);
}
