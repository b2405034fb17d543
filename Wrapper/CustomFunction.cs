using TorchBridge.Operators.Functions;

namespace TorchBridge;

/// <summary>Functions with derivatives that you write yourself: torch.autograd.Function.</summary>
/// <remarks>
/// <see cref="Apply"/> runs such a function once. <c>Define</c> makes a function that can be called many times, and can have rules for
/// forward mode and for <c>Vmap</c>.
/// </remarks>
/// <seealso href="https://pytorch.org/docs/stable/autograd.html#torch.autograd.Function">torch.autograd.Function</seealso>
public static partial class CustomFunction
{
    /// <summary>
    /// Computes <c>y = forward(x)</c> and records <paramref name="backward"/>, which computes <c>dL/dx</c> from <c>dL/dy</c>, as its
    /// derivative.
    /// </summary>
    /// <param name="forward">
    /// Computes the outputs from the inputs. It runs once, with grad mode off. It tells the context what backward needs. Tensors that it
    /// makes and neither returns nor saves are disposed.
    /// </param>
    /// <param name="backward">
    /// Computes the gradients of the inputs from the gradients of the outputs. It returns one gradient for each input, of the input's shape
    /// or of a shape that can be summed to it, or null for an input that needs no gradient. If no pass used an output, its gradient is
    /// zeros, or null if <see cref="FunctionContext.MaterializeGrads"/> is false. If the pass was called with createGraph, backward is
    /// recorded too: for second derivatives write it with differentiable operations. Several passes may run it on several threads at the
    /// same time. Tensors that it receives, takes from the context or makes are disposed when it returns.
    /// </param>
    /// <param name="inputs">
    /// The tensors that receive gradients. Functions can capture other values, or put them into <see cref="FunctionContext.Data"/>.
    /// </param>
    /// <returns>
    /// The outputs. They require grad if an input requires grad and grad mode is on, unless they are marked as not differentiable. The
    /// caller disposes them.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="forward"/> is null.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="backward"/> is null.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="inputs"/> is null.</exception>
    /// <exception cref="ArgumentNullException">An element of <paramref name="inputs"/> is null.</exception>
    /// <exception cref="ArgumentException">An input has been disposed.</exception>
    /// <exception cref="ArgumentException"><paramref name="forward"/> returned null.</exception>
    /// <exception cref="ArgumentException"><paramref name="forward"/> returned a null or a disposed tensor.</exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.ModifiedInPlace"/>: <paramref name="forward"/> wrote to an input in place and did not pass it to
    /// <see cref="FunctionContext.MarkDirty"/>.
    /// </exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.Other"/>: a tensor that was passed to <see cref="FunctionContext.MarkDirty"/> is not an input.
    /// </exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.Other"/>, from the pass: <paramref name="backward"/> returned another number of gradients than there are
    /// inputs.
    /// </exception>
    /// <remarks>
    /// <para>
    /// What <paramref name="forward"/> throws comes out of this call. What <paramref name="backward"/> throws comes out of the
    /// <c>Backward</c> or <c>Grad</c> that ran it: the same exception with its stack trace. TorchSharp's own <c>backward</c> reports an
    /// ExternalException instead.
    /// </para>
    /// <para>
    /// If <paramref name="backward"/> captures an output of its own function, the graph keeps itself alive and is never freed: save the
    /// output in the context instead. Inside <c>Transforms.Grad</c>, <c>Vjp</c> and <c>JacRev</c> the function works as it does outside.
    /// Forward mode and <c>Vmap</c> need rules: use <c>Define</c>.
    /// </para>
    /// </remarks>
    /// <example>
    /// A cube. Its backward is differentiable, so the second derivative is right too.
    /// <code>
    /// using var scope = NewDisposeScope();
    /// Tensor x = tensor(2.0, requires_grad: true);
    /// Tensor cube = CustomFunction.Apply(
    ///     (context, inputs) => { context.SaveForBackward(inputs[0]); return [inputs[0].pow(3)]; },
    ///     (context, gradients) => [gradients[0]! * context.SavedTensors[0].square() * 3],
    ///     x)[0];
    /// Tensor first = Autograd.Grad(cube, x, createGraph: true);
    /// Console.WriteLine(first.ToDouble());                        // 12
    /// Console.WriteLine(Autograd.Grad(first, x).ToDouble());      // 12
    /// </code>
    /// </example>
    /// <example>
    /// Rounding that passes the gradient straight through.
    /// <code>
    /// using var scope = NewDisposeScope();
    /// Tensor x = tensor(new[] { 0.4, 1.7 }, requires_grad: true);
    /// Tensor rounded = CustomFunction.Apply((_, inputs) => [inputs[0].round()], (_, gradients) => [gradients[0]], x)[0];
    /// (rounded * tensor(new[] { 2.0, 5.0 })).sum().Backward();
    /// Console.WriteLine(string.Join(", ", rounded.data&lt;double>()));      // 0, 2
    /// Console.WriteLine(string.Join(", ", x.grad!.data&lt;double>()));      // 2, 5
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
