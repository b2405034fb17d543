namespace TorchBridge.Support.Messages;

/// <summary>The limits of function transforms and of forward mode.</summary>
internal static partial class TransformMessages
{
    public static AutogradException BackwardInTransform(string api) => new(AutogradError.NotImplemented,
        $"{api}: backward() called inside a functorch transform. This is not supported, please use functorch.grad or functorch.vjp "
        + "instead or call backward() outside of functorch transforms. In C#: use Transforms.Grad or Transforms.Vjp.");

    public static AutogradException SavedTensorHooksInTransform(string api) => new(AutogradError.NotImplemented,
        $"{api}: torch.func.{{grad, vjp, jacrev, hessian}} don't yet support saved tensor hooks. Call Autograd.Grad instead of the "
        + "transform, or dispose the scope of SavedTensorHooks before you call the transform.");

    public static AutogradException FunctionalInTransform(string api) => new(AutogradError.NotImplemented,
        $"{api}: You are attempting to call Tensor.requires_grad_() (or perhaps using torch.autograd.functional.* APIs) inside "
        + "of a function being transformed by a functorch transform. This is unsupported, please attempt to use the functorch "
        + "transforms (e.g. grad, vjp, jacrev, jacfwd, hessian). In C#: use those of Transforms, which can be nested.");

    public static AutogradException RequiresGradInTransform(string api) => new(AutogradError.NotImplemented,
        $"{api}: You are attempting to call Tensor.requires_grad_() (or perhaps using torch.autograd.functional.* APIs) inside of a "
        + "function being transformed by a functorch transform. This is unsupported, please attempt to use the functorch transforms "
        + "(e.g. grad, vjp, jacrev, jacfwd, hessian) or call requires_grad_() outside of a function being transformed instead. "
        + "In C#: use Transforms.Vmap(Transforms.Grad(f)).");

    public static AutogradException GradCheckInTransform(string api) => new(AutogradError.NotImplemented,
        $"{api}: the check reads values, and inside a transformed function (vmap, grad, jvp, or forward mode) tensors have no values "
        + "to read. Call it outside, and pass the transformed function as func.");

    public static AutogradException GraphOfOuterLevel(string api) => new(AutogradError.NotImplemented,
        $"{api}: inside a function transform only the graph of the innermost level can be read, and a tensor that was made outside "
        + "is not in that graph. Read the graph outside the transform.");

    public static AutogradException DrawAgainInTransform() => new(AutogradError.NotImplemented,
        "Random numbers can't be drawn again inside a transform (vmap, grad, jvp), because the state of their generator has "
        + "become a tensor of the transform. Call Autograd.Grad with createGraph through Checkpoint outside the transformed function.");

    public static AutogradException DrawInVmap(string api, Exception? native) => new(AutogradError.Other,
        $"{api}: vmap: called random operation while in randomness error mode. Please either use the 'same' or 'different' randomness "
        + "flags on vmap or perform the randomness operation out of vmap. In C#: pass VmapRandomness.Different or Same.", native);

    public static AutogradException ComplexOutput(string api, int output) => new(AutogradError.NotImplemented,
        $"{api}: Expected all outputs to be real but received complex tensor at flattened input idx: {output}. "
        + "Use Autograd.Jacobian, or convert the output with view_as_real.");

    /// <summary>LibTorch prefixes the name of the operation that called the rule.</summary>
    public static NotSupportedException EqualForSomeExamples() => new(
        "Batching rule not implemented for aten::equal where it is true for some examples of the batch and "
        + "false for others. Use eq, which compares each example, and choose the results with torch.where.");
}
