namespace TorchBridge.Support.Messages;

/// <summary>The limits of function transforms and of forward mode.</summary>
internal static partial class TransformMessages
{
    public static AutogradException BackwardInTransform(string api) => new(AutogradError.NotImplemented,
        $"{api}: backward() called inside a functorch transform. This is not supported, please use functorch.grad or functorch.vjp "
        + "instead or call backward() outside of functorch transforms. In C#: Transforms.Grad or Transforms.Vjp.");

    public static AutogradException SavedTensorHooksInTransform(string api) => new(AutogradError.NotImplemented,
        $"{api}: torch.func.{{grad, vjp, jacrev, hessian}} don't yet support saved tensor hooks. Use Autograd.Grad and its like inside of "
        + "SavedTensorHooks, or end its scope before the transform.");

    public static AutogradException FunctionalInTransform(string api) => new(AutogradError.NotImplemented,
        $"{api}: You are attempting to call Tensor.requires_grad_() (or perhaps using torch.autograd.functional.* APIs) inside "
        + "of a function being transformed by a functorch transform. This is unsupported, please attempt to use the functorch "
        + "transforms (e.g. grad, vjp, jacrev, jacfwd, hessian). In C#: those of Transforms, which nest.");

    public static AutogradException RequiresGradInTransform(string api) => new(AutogradError.NotImplemented,
        $"{api}: You are attempting to call Tensor.requires_grad_() (or perhaps using torch.autograd.functional.* APIs) inside of a "
        + "function being transformed by a functorch transform. This is unsupported, please attempt to use the functorch transforms "
        + "(e.g. grad, vjp, jacrev, jacfwd, hessian) or call requires_grad_() outside of a function being transformed instead. "
        + "In C#: Transforms.Vmap(Transforms.Grad(f)).");

    public static AutogradException GradCheckInTransform(string api) => new(AutogradError.NotImplemented,
        $"{api}: it compares numbers, and inside a transformed function (vmap, grad, jvp, or forward mode) tensors have none to "
        + "show. Call it outside, with the transformed function as func.");

    public static AutogradException GraphOfOuterLevel(string api) => new(AutogradError.NotImplemented,
        $"{api}: inside a function transform only the graph of its innermost level can be seen, and a tensor that was made outside "
        + "is not in it. Ask for the graph outside of the transform.");

    public static AutogradException DrawAgainInTransform() => new(AutogradError.NotImplemented,
        "Random numbers can't be drawn again inside a transform (vmap, grad, jvp): the state of their generator has been made "
        + "a tensor of it. Take a gradient with createGraph through Checkpoint outside of the transformed function.");

    public static AutogradException DrawInVmap(string api, Exception? native) => new(AutogradError.Other,
        $"{api}: vmap: called random operation while in randomness error mode. Please either use the 'same' or 'different' randomness "
        + "flags on vmap or perform the randomness operation out of vmap. In C#: randomness: VmapRandomness.Different or Same.", native);

    public static AutogradException ComplexOutput(string api, int output) => new(AutogradError.NotImplemented,
        $"{api}: Expected all outputs to be real but received complex tensor at flattened input idx: {output}. "
        + "Use Autograd.Jacobian, or return it by view_as_real.");

    /// <summary>LibTorch prefixes the name of the operation that called the rule.</summary>
    public static NotSupportedException EqualForSomeExamples() => new(
        "Batching rule not implemented for aten::equal where it is true for some examples of the batch and "
        + "false for others. Compare with eq, which answers for each example, and choose with torch.where.");
}
