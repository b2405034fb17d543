using TorchBridge.Operators.Functions;

namespace TorchBridge;

/// <summary>Functions with a derivative of the caller's own: torch.autograd.Function.</summary>
public static partial class CustomFunction
{
    /// <summary>
    /// Computes <c>y = forward(x)</c> and records <paramref name="backward"/>, which maps <c>dL/dy</c> to <c>dL/dx</c>, in its place.
    /// </summary>
    /// <param name="forward">
    /// From the inputs to the outputs, without recording: grad mode is off while it runs. It tells the context what backward needs.
    /// Tensors that it makes and does not return are disposed; those that it saves or returns stay.
    /// </param>
    /// <param name="backward">
    /// From the gradients of the outputs to the gradients of the inputs: one for each input in its shape (or one that sums to it), null for
    /// an input without a gradient. The gradient of an output that nothing used is zeros, or null if the context says so. It is recorded
    /// itself where the pass was called with createGraph, and so must be made of differentiable operations where second derivatives are
    /// wanted. It may run on several threads at once, one for each pass. Tensors that it gets, takes from the context or makes are disposed
    /// when it returns.
    /// </param>
    /// <param name="inputs">The tensors that gradients go to. Other values can be captured or put into the context's data.</param>
    /// <returns>The outputs. They require grad if an input does and grad mode is on, but for those that are not differentiable.</returns>
    /// <exception cref="ArgumentNullException">A function, <paramref name="inputs"/> or an element of it is null.</exception>
    /// <exception cref="ArgumentException">
    /// An input has been disposed, or <paramref name="forward"/> returned null, a null or a disposed tensor.
    /// </exception>
    /// <remarks>
    /// What <paramref name="forward"/> throws comes out of this call, and what <paramref name="backward"/> throws comes out of the
    /// <c>Backward</c> or <c>Grad</c> that ran it: the same exception with its stack trace. (TorchSharp's own <c>backward</c> reports an
    /// ExternalException instead.) A backward that captures an output of its own function keeps the graph alive for good: save it in the
    /// context. Inside <c>Transforms.Grad</c>, <c>Vjp</c> and <c>JacRev</c> it works as it does outside. Forward mode and <c>Vmap</c> need
    /// rules, which <c>Define</c> takes.
    /// </remarks>
    /// <example>
    /// <code>
    /// Tensor cube = CustomFunction.Apply(
    ///     (context, x) => { context.SaveForBackward(x[0]); return [x[0].pow(3)]; },
    ///     (context, dy) => [dy[0]! * context.SavedTensors[0].pow(2) * three],
    ///     input)[0];
    /// </code>
    /// </example>
    /// <seealso href="https://pytorch.org/docs/stable/autograd.html#torch.autograd.Function">torch.autograd.Function</seealso>
    public static Tensor[] Apply(Func<FunctionContext, Tensor[], Tensor[]> forward, Func<FunctionContext, Tensor?[], Tensor?[]> backward,
        params Tensor[] inputs)
    {
        const string api = "CustomFunction.Apply";
        Check.Function(forward, api: api);
        Check.Function(backward, api: api);
        Tensor[] from = Guard.UsableList(inputs, api, nameof(inputs));
        return FunctionApplication.Run(new(api, forward, null, backward), from);
    }
}
