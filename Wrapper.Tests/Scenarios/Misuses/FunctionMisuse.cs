using TorchBridge.Tests.Tools;
using static TorchSharp.torch;

namespace TorchBridge.Tests.Scenarios;

/// <summary>Every way found to use CustomFunction, WithGradHook, Checkpoint and Graph wrongly.</summary>
internal sealed class FunctionMisuse : MisuseTable
{
    private readonly Tensor _leaf, _computed, _constant, _disposed;

    // Made once, because TorchSharp's count of tensors goes wrong over a Parameter.
    private readonly TorchSharp.Modules.Parameter _parameter = new(tensor(1.0));

    public FunctionMisuse()
    {
        _leaf = tensor([1.0, 2.0, 3.0], requires_grad: true);
        _computed = _leaf * _leaf;
        _constant = tensor(1.0);
        _disposed = tensor([1.0, 2.0, 3.0]);
        _disposed.Dispose();
    }

    public override IEnumerable<Misuse> Judged()
    {
        yield return Argument<ArgumentNullException>("no forward", "forward", "forward is null",
            () => CustomFunction.Apply(null!, (_, g) => g, _leaf));
        yield return Argument<ArgumentNullException>("no backward", "backward", "backward is null",
            () => CustomFunction.Apply((_, x) => x, null!, _leaf));
        yield return Argument<ArgumentNullException>("function of a null list", "inputs", "inputs is null",
            () => CustomFunction.Apply((_, x) => x, (_, g) => g, null!));
        yield return Argument<ArgumentNullException>("function of null", "inputs", "inputs[1] is null",
            () => CustomFunction.Apply((_, x) => x, (_, g) => g, _leaf, null!));
        yield return Argument<ArgumentException>("function of a disposed tensor", "inputs", "inputs[0] has been disposed",
            () => CustomFunction.Apply((_, x) => x, (_, g) => g, _disposed));
        yield return Argument<ArgumentException>("forward that returns null", "forward", "forward returned null", () => Forward(null!));
        yield return Argument<ArgumentException>("forward that returns a null tensor", "forward", "forward returned null at index 1",
            () => Forward([_leaf, null!]));
        yield return Argument<ArgumentException>("forward that returns a disposed tensor", "forward",
            "forward returned a disposed tensor at index 0", () => Forward([_disposed]));
        yield return Argument<ArgumentNullException>("SaveForBackward of null", "tensors", "tensors[0] is null",
            () => InForward(context => context.SaveForBackward(null!, _leaf)));
        yield return Argument<ArgumentException>("SaveForBackward of a disposed tensor", "tensors", "tensors[0] has been disposed",
            () => InForward(context => context.SaveForBackward(_disposed)));
        yield return Argument<ArgumentNullException>("MarkNonDifferentiable of a null list", "outputs", "outputs is null",
            () => InForward(context => context.MarkNonDifferentiable(null!)));
        yield return Own("forward that throws", "in forward", () => InForward(_ => throw new TimeoutException("in forward")));

        yield return Argument<ArgumentNullException>("hook on null", "self", "self is null", () => ((Tensor)null!).WithGradHook(_ => null));
        yield return Argument<ArgumentException>("hook on a disposed tensor", "self", "self has been disposed",
            () => _disposed.WithGradHook(_ => null));
        yield return Argument<ArgumentNullException>("no hook", "hook", "hook is null", () => _leaf.WithGradHook(null!));
        yield return Kind(AutogradError.DoesNotRequireGrad, "hook on a constant",
            "cannot register a hook on a tensor that doesn't require gradient", () => _constant.WithGradHook(_ => null));

        yield return Argument<ArgumentNullException>("no function to checkpoint", "func", "func is null",
            () => Autograd.Checkpoint((Func<Tensor, Tensor>)null!, _leaf));
        yield return Argument<ArgumentNullException>("checkpoint of null", "input", "input is null",
            () => Autograd.Checkpoint((Tensor x) => x, null!));
        yield return Argument<ArgumentException>("checkpoint of a disposed tensor", "input", "input has been disposed",
            () => Autograd.Checkpoint((Tensor x) => x, _disposed));
        yield return Argument<ArgumentNullException>("checkpoint of a null list", "inputs", "inputs is null",
            () => Autograd.Checkpoint((Tensor[] x) => x, null!));
        yield return Argument<ArgumentNullException>("checkpoint of a list with null", "inputs", "inputs[0] is null",
            () => Autograd.Checkpoint(x => x, null!, _leaf));
        yield return Argument<ArgumentException>("checkpoint of a function that returns null", "func", "func returned null at index 0",
            () => Autograd.Checkpoint(_ => (Tensor)null!, _leaf));
        yield return Argument<ArgumentException>("checkpoint of a function that returns no array", "func",
            "func returned null. Return the outputs", () => Autograd.Checkpoint(_ => (Tensor[])null!, [_leaf]));
        yield return Argument<ArgumentException>("checkpoint of a function that returns a disposed tensor", "func",
            "func returned a disposed tensor", () => Autograd.Checkpoint(_ => _disposed, _leaf));
        yield return Argument<ArgumentException>("checkpoint of a function that captures what it should take", "func",
            "computed tensor that is not one of its arguments",
            () => Autograd.Checkpoint(x => x * _computed, _leaf));
        yield return Own("checkpoint of a function that throws", "in func",
            () => Autograd.Checkpoint((Tensor _) => throw new TimeoutException("in func"), _leaf));

        yield return Argument<ArgumentNullException>("graph of null", "output", "output is null", () => Autograd.Graph(null!));
        yield return Argument<ArgumentException>("graph of a disposed tensor", "output", "output has been disposed",
            () => Autograd.Graph(_disposed));
        yield return Kind(AutogradError.DoesNotRequireGrad, "graph of a constant", "does not require grad and does not have a grad_fn",
            () => Autograd.Graph(_constant));
        yield return Argument<ArgumentNullException>("graph with null names", "names", "names is null",
            () => Autograd.Graph(_leaf, (Dictionary<string, Tensor>)null!));
        yield return Argument<ArgumentNullException>("graph with null parameters", "names", "names is null",
            () => Autograd.Graph(_leaf, ((string, TorchSharp.Modules.Parameter)[])null!));
        yield return Argument<ArgumentNullException>("graph with a name of null", "names", "names[0] is null",
            () => Autograd.Graph(_leaf, new Dictionary<string, Tensor> { ["x"] = null! }));
        yield return Argument<ArgumentException>("graph with a name of a disposed tensor", "names", "names[0] has been disposed",
            () => Autograd.Graph(_leaf, new Dictionary<string, Tensor> { ["x"] = _disposed }));
        yield return Argument<ArgumentException>("graph with a tensor without a name", "names", "the name at index 0 of names is null",
            () => Autograd.Graph(_leaf, [(null!, _parameter)]));
        yield return Own("graph with names that throw", "in names",
            () => Autograd.Graph(_leaf, Enumerable.Range(0, 2).Select(i =>
                i == 0 ? KeyValuePair.Create("x", _leaf) : throw new TimeoutException("in names"))));
    }

    public override IEnumerable<Misuse> Reported()
    {
        yield return Kind(AutogradError.Other, "backward that returns null", "returned null instead of an array of gradients",
            Pass(_ => null!));
        yield return Kind(AutogradError.Other, "backward that returns too few gradients",
            "incorrect number of gradients (expected 1, got 0)", Pass(_ => []));
        yield return Kind(AutogradError.Other, "backward that returns too many gradients",
            "incorrect number of gradients (expected 1, got 2)", Pass(g => [g[0], g[0]]));
        yield return Kind(AutogradError.Other, "backward that returns a disposed gradient", "a gradient that has been disposed, at index 0",
            Pass(_ => [_disposed]));
        yield return Kind(AutogradError.Other, "backward that returns a gradient of another shape",
            "invalid gradient at index 0 - got [2] but expected shape compatible with [3]", Pass(_ => [ones(2, float64)]));
        yield return Kind(AutogradError.Other, "backward that returns a gradient on another device", "device",
            Pass(_ => [ones(3, float64, META)]));
        yield return Kind(AutogradError.NotImplemented, "gradient with createGraph through a checkpoint in a transform",
            "Random numbers can't be drawn again inside a transform", Scoped(() =>
        {
            Tensor output = Autograd.Checkpoint((Tensor x) => x * x, _leaf).sum();
            Transforms.Grad((Tensor x) => (x * Autograd.Grad(output, _leaf, createGraph: true)).sum())(ones(3, float64));
        }));
        yield return Own("backward that throws", "in backward", Pass(_ => throw new TimeoutException("in backward")));
        yield return Kind(AutogradError.NotScalar, "wrong pass in a backward",
            "grad can be implicitly created only for scalar outputs", Pass(g =>
        {
            _computed.Backward();
            return g;
        }));
        yield return Kind(AutogradError.GraphFreed, "saved tensors of a freed graph",
            "Trying to backward through the graph a second time", Scoped(() =>
        {
            Tensor y = Functions.Cube(_leaf).sum();
            Autograd.Grad(y, _leaf);
            Autograd.Grad(y, _leaf);
        }));
        yield return Kind(AutogradError.ModifiedInPlace, "saved tensor that was written to",
            "has been modified by an inplace operation", Scoped(() =>
        {
            Tensor t = _leaf.clone();
            Tensor y = Functions.Cube(t).sum();
            t.zero_();
            y.Backward();
        }));
        yield return Kind(AutogradError.Other, "saved tensor of inference mode",
            "Inference tensors cannot be saved for backward", Scoped(() =>
        {
            Tensor inferred;
            using (inference_mode())
                inferred = ones(3, dtype: float64);
            InForward(context => context.SaveForBackward(inferred));
        }));
        yield return Own("hook that throws", "in hook", HookPass(_ => throw new TimeoutException("in hook")));
        yield return Kind(AutogradError.Other, "hook that changes the shape", "has changed the size of value, from [3] to [1, 3]",
            HookPass(g => g.unsqueeze(0)));
        yield return Kind(AutogradError.Other, "hook that changes the type", "has changed the type of value, from float64 to float32",
            HookPass(g => g.to_type(float32)));
        yield return Kind(AutogradError.Other, "hook that changes the device", "has changed the device of value, from cpu to meta",
            HookPass(g => ones(3, float64, META)));
        yield return Kind(AutogradError.Other, "hook that disposes what it returns", "returned a tensor that has been disposed",
            HookPass(_ => _disposed));
        yield return Own("checkpoint that throws when it is computed again", "again", Again(_ => throw new TimeoutException("again")));
        yield return Kind(AutogradError.Other, "checkpoint that has another shape when it is computed again",
            "func returned a tensor of shape [3] at index 0", Again(x => x.unsqueeze(0)));
        yield return Argument<ArgumentException>("checkpoint that disposes its output when it is computed again", "func",
            "func returned a disposed tensor", Again(_ => _disposed));
    }

    private void Forward(Tensor[] outputs) => CustomFunction.Apply((_, _) => outputs, (_, g) => g, _leaf);

    private void InForward(Action<FunctionContext> action) => CustomFunction.Apply(
        (context, x) =>
        {
            action(context);
            return [x[0] * x[0]];
        },
        (_, g) => g, _leaf);

    private Action Pass(Func<Tensor?[], Tensor?[]> backward) =>
        Scoped(() => CustomFunction.Apply((_, x) => [x[0] * x[0]], (_, g) => backward(g), _leaf)[0].sum().Backward());

    private Action HookPass(Func<Tensor, Tensor?> hook) => Scoped(() => (_leaf * _leaf).WithGradHook(hook).sum().Backward());

    private Action Again(Func<Tensor, Tensor> again) => Scoped(() =>
    {
        int calls = 0;
        Autograd.Checkpoint(x => calls++ == 0 ? x * x : again(x), _leaf).sum().Backward();
    });
}
