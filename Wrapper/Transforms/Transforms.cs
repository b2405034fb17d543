using System.Runtime.CompilerServices;

namespace TorchBridge;

/// <summary>
/// torch.func: they take a function and give a function, and compose in any order and depth. <c>Transforms.Vmap(Transforms.Grad(loss))</c>
/// is per-sample gradients.
/// </summary>
/// <remarks>
/// What a function makes and does not return is disposed. Inside a transform there is no <c>Backward</c> and nothing to be awaited; custom
/// functions work by the rules that <see cref="CustomFunction"/> takes. Under
/// <c>Vmap</c> no value can be read (<c>item</c>, <c>data</c>, printing), since one tensor stands for many examples. <c>Backward</c> and
/// <c>Autograd.Grad</c> work around a transform: its results are differentiable in what requires grad. A function computes on the thread
/// that it is called on: what another thread computes from its tensors counts as a constant, without an error. Under <c>Grad</c>,
/// <c>Vjp</c> and <c>Jvp</c> read values by <c>ToDouble()</c> or <c>ToSingle()</c>; <c>item</c> and <c>data</c> can't. Tensors without
/// strides (sparse CSR, CSC, BSR and BSC, nested, mkldnn) are refused with an <see cref="ArgumentException"/>, and tensors of another
/// thread's transform, as well as every derivative in inference mode, with an <see cref="AutogradException"/>.
/// </remarks>
/// <seealso href="https://pytorch.org/docs/stable/func.html">torch.func</seealso>
public static partial class Transforms
{
    private static int[] All(Tensor[] inputs) => [.. Enumerable.Range(0, inputs.Length)];

    /// <summary>The arguments of a transformed function, as they are at this call.</summary>
    private static Tensor[] Arguments(Tensor[]? inputs, [CallerMemberName] string api = "") =>
        Guard.UsableNonEmptyList(inputs, api, nameof(inputs), ArgumentMessages.NoArguments);
}
