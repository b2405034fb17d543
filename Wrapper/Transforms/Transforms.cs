using System.Runtime.CompilerServices;

namespace TorchBridge;

/// <summary>
/// The function transforms of torch.func. Each takes a function and returns a function. They compose in any order and to any depth:
/// <c>Transforms.Vmap(Transforms.Grad(loss))</c> computes per-sample gradients.
/// </summary>
/// <remarks>
/// <para>Memory: tensors that a transformed function makes and does not return are disposed. Results belong to the caller.</para>
/// <para>
/// Inside a transformed function, do not call <c>Backward</c> and do not await. Under <c>Vmap</c>, no value can be read (<c>item</c>,
/// <c>data</c>, printing), because one tensor stands for many examples. Under <c>Grad</c>, <c>Vjp</c> and <c>Jvp</c>, read values with
/// <c>ToDouble()</c> or <c>ToSingle()</c>; <c>item</c> and <c>data</c> fail. Custom functions work by the rules that
/// <see cref="CustomFunction"/> takes. <c>Backward</c> and <c>Autograd.Grad</c> work outside of a transform: its results are differentiable
/// with respect to tensors that require grad.
/// </para>
/// <para>
/// Threads: a transformed function computes on the thread that calls it. What another thread computes from its tensors counts as a
/// constant, without an error. A tensor that belongs to the transform of another thread is refused with an <see cref="AutogradException"/>,
/// and so is each derivative in inference mode.
/// </para>
/// <para>Tensors without strides (sparse CSR, CSC, BSR and BSC, nested, mkldnn) are refused with an <see cref="ArgumentException"/>.</para>
/// </remarks>
/// <seealso href="https://pytorch.org/docs/stable/func.html">torch.func</seealso>
public static partial class Transforms
{
    private static int[] All(Tensor[] inputs) => [.. Enumerable.Range(0, inputs.Length)];

    /// <summary>The arguments of a transformed function, as they are at this call.</summary>
    private static Tensor[] Arguments(Tensor[]? inputs, [CallerMemberName] string api = "") =>
        Guard.UsableNonEmptyList(inputs, api, nameof(inputs), ArgumentMessages.NoArguments);
}
