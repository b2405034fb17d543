using static TorchSharp.torch;

namespace TorchBridge.Tests.Scenarios;

/// <summary>Every way found to use hooks of tensors, modules and saved tensors wrongly.</summary>
internal sealed class HookMisuse : MisuseTable
{
    private readonly Tensor _leaf, _computed, _constant, _disposed;
    private readonly nn.Module<Tensor, Tensor> _layer = nn.Linear(3, 1, dtype: float64);

    public HookMisuse()
    {
        _leaf = tensor([1.0, 2.0, 3.0], requires_grad: true);
        _computed = _leaf * _leaf;
        _constant = tensor(1.0);
        _disposed = tensor([1.0, 2.0, 3.0]);
        _disposed.Dispose();
    }

    public override IEnumerable<Misuse> Judged()
    {
        yield return Argument<ArgumentNullException>("hook registered on null", "self", "self is null",
            () => ((Tensor)null!).RegisterHook(_ => null));
        yield return Argument<ArgumentException>("hook registered on a disposed tensor", "self", "self has been disposed",
            () => _disposed.RegisterHook(_ => null));
        yield return Argument<ArgumentNullException>("no hook to register", "hook", "hook is null", () => _leaf.RegisterHook(null!));
        yield return Kind(AutogradError.DoesNotRequireGrad, "hook registered on a constant",
            "cannot register a hook on a tensor that doesn't require gradient", () => _constant.RegisterHook(_ => null));
        yield return Argument<ArgumentNullException>("no post-accumulate hook", "hook", "hook is null",
            () => _leaf.RegisterPostAccumulateGradHook(null!));
        yield return Argument<ArgumentException>("post-accumulate hook on a disposed tensor", "self", "self has been disposed",
            () => _disposed.RegisterPostAccumulateGradHook(_ => { }));
        yield return Kind(AutogradError.Other, "post-accumulate hook on a computed tensor",
            "post accumulate grad hooks cannot be registered on non-leaf tensors",
            () => _computed.RegisterPostAccumulateGradHook(_ => { }));
        yield return Argument<ArgumentNullException>("hook on a null list", "tensors", "tensors is null",
            () => Autograd.RegisterMultiGradHook(null!, _ => { }));
        yield return Argument<ArgumentException>("hook on no tensors", "tensors", "tensors is empty",
            () => Autograd.RegisterMultiGradHook([], _ => { }));
        yield return Argument<ArgumentNullException>("hook on a list with null", "tensors", "tensors[1] is null",
            () => Autograd.RegisterMultiGradHook([_leaf, null!], _ => { }));
        yield return Argument<ArgumentNullException>("no hook on several", "hook", "hook is null",
            () => Autograd.RegisterMultiGradHook([_leaf], null!));
        yield return Kind(AutogradError.DoesNotRequireGrad, "hook on all of a list with a constant",
            "cannot register a hook on a tensor that doesn't require gradient",
            () => Autograd.RegisterMultiGradHook([_leaf, _constant], _ => { }));
        yield return Argument<ArgumentNullException>("backward hook on no module", "self", "self",
            () => ((nn.Module<Tensor, Tensor>)null!).RegisterFullBackwardHook((_, _) => null));
        yield return Argument<ArgumentNullException>("no backward hook of a module", "hook", "hook is null",
            () => _layer.RegisterFullBackwardHook(null!));
        yield return Argument<ArgumentNullException>("no backward pre-hook of a module", "hook", "hook is null",
            () => _layer.RegisterFullBackwardPreHook(null!));
        yield return Argument<ArgumentNullException>("no pack", "pack", "pack is null",
            () => Autograd.SavedTensorHooks(null!, packed => (Tensor)packed));
        yield return Argument<ArgumentNullException>("no unpack", "unpack", "unpack is null",
            () => Autograd.SavedTensorHooks(saved => saved, null!));
        yield return Argument<ArgumentNullException>("hooks disabled without a message", "message", "message is null",
            () => Autograd.DisableSavedTensorHooks(null!));
        yield return Argument<ArgumentNullException>("no functions in sequence", "functions", "functions is null",
            () => Autograd.CheckpointSequential(null!, 1, _leaf));
        yield return Argument<ArgumentException>("an empty sequence", "functions", "functions is empty",
            () => Autograd.CheckpointSequential([], 1, _leaf));
        yield return Argument<ArgumentNullException>("a null function in sequence", "functions", "functions is null",
            () => Autograd.CheckpointSequential([null!], 1, _leaf));
        yield return Argument<ArgumentOutOfRangeException>("no segments", "segments", "segments is 0. Pass a number from 1",
            () => Autograd.CheckpointSequential([t => t], 0, _leaf));
        yield return Argument<ArgumentOutOfRangeException>("more segments than functions", "segments", "segments is 2. Pass a number",
            () => Autograd.CheckpointSequential([t => t], 2, _leaf));
        yield return Argument<ArgumentNullException>("a sequence of null", "input", "input is null",
            () => Autograd.CheckpointSequential([t => t], 1, null!));
    }

    public override IEnumerable<Misuse> Reported()
    {
        yield return Kind(AutogradError.Other, "hook that changes the shape", "has changed the size of value, from [3] to [1]",
            Hooked(gradient => gradient[..1]));
        yield return Kind(AutogradError.Other, "hook that changes the type", "has changed the type of value, from float64 to float32",
            Hooked(gradient => gradient.to_type(float32)));
        yield return Kind(AutogradError.Other, "hook that changes the device", "has changed the device of value, from cpu to meta",
            Hooked(gradient => gradient.to(META)));
        yield return Kind(AutogradError.Other, "hook that returns a disposed tensor", "the hook returned a tensor that has been disposed",
            Hooked(_ => _disposed));
        yield return Kind(AutogradError.Other, "hook that disposes its gradient and returns it",
            "the hook returned a tensor that has been disposed", Hooked(gradient =>
            {
                gradient.Dispose();
                return gradient;
            }));
        yield return Own("hook that throws", "in the hook", Hooked(_ => throw new TimeoutException("in the hook")));
        yield return Own("hook on several that throws", "in the hook", Scoped(() =>
        {
            Tensor y = _leaf * 1;
            Autograd.RegisterMultiGradHook([y], _ => throw new TimeoutException("in the hook"));
            Autograd.Grad(y.sum(), _leaf);
        }));
        yield return Kind(AutogradError.Other, "unpack that returns null", "unpack returned null", Packed(saved => saved, _ => null!));
        yield return Kind(AutogradError.Other, "unpack that returns a disposed tensor", "unpack returned a tensor that has been disposed",
            Packed(saved => saved, _ => _disposed));
        yield return Kind(AutogradError.Other, "unpack that changes the shape",
            "the shape of a saved tensor was [3], and unpack returned [1]",
            Packed(saved => saved, packed => ((Tensor)packed)[..1]));
        yield return Kind(AutogradError.Other, "unpack that changes the type",
            "the type of a saved tensor was float64, and unpack returned float32",
            Packed(saved => saved.to_type(float32), packed => (Tensor)packed));
        yield return Kind(AutogradError.Other, "pack that writes to its input", "A saved tensor pack hook is modifying its input in place",
            Packed(saved => saved.zero_(), packed => (Tensor)packed));
        yield return Kind(AutogradError.Other, "pack that returns a disposed tensor", "pack returned a tensor that has been disposed",
            Packed(_ => _disposed, packed => (Tensor)packed));
        yield return Own("pack that throws", "in pack", Packed(_ => throw new TimeoutException("in pack"), packed => (Tensor)packed));
        yield return Own("unpack that throws", "in unpack", Packed(saved => saved, _ => throw new TimeoutException("in unpack")));
        yield return Own("pack that saves tensors itself", "reached", Scoped(() =>
        {
            using (Autograd.SavedTensorHooks(saved =>
                {
                    using IDisposable recording = enable_grad();
                    return _leaf.exp().detach();      // packs nothing: the hooks are not their own
                }, packed => (Tensor)packed))
                matmul(_leaf, _leaf);
            throw new TimeoutException("reached");
        }));
    }

    private Action Hooked(Func<Tensor, Tensor?> hook) => Scoped(() =>
    {
        Tensor y = _leaf * 1;
        y.RegisterHook(hook);
        Autograd.Grad(y.sum(), _leaf);
    });

    /// <summary>An operator of TorchSharp's that lets no C++ exception out, and a pass.</summary>
    private Action Packed(Func<Tensor, object> pack, Func<object, Tensor> unpack) => Scoped(() =>
    {
        Tensor y;
        using (Autograd.SavedTensorHooks(pack, unpack))
            y = matmul(_leaf, _leaf);
        Autograd.Grad(y, _leaf);
    });
}
