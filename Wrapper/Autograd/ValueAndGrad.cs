namespace TorchBridge;

public static partial class Autograd
{
    /// <summary>A scalar function's value and gradient, <c>f(x)</c> and <c>df/dx</c>.</summary>
    /// <param name="func">The function, which returns a real tensor of one element. It is called once.</param>
    /// <param name="input">
    /// Where: a tensor of floating-point or complex type and any shape. It is left as it is and need not require grad.
    /// </param>
    /// <returns>
    /// The value as the function returned it, and the gradient in the shape and type of <paramref name="input"/>; both without a graph.
    /// Zeros where the value does not depend on the input.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="func"/> or <paramref name="input"/> is null.</exception>
    /// <exception cref="ArgumentException">
    /// <paramref name="input"/> has been disposed or is of integer or boolean type; <paramref name="func"/> returned null or a disposed
    /// tensor.
    /// </exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.NotScalar"/>: the value is not a real tensor of one element. Other kinds: what the engine reports.
    /// </exception>
    /// <example><code>(Tensor loss, Tensor gradient) = Autograd.ValueAndGrad(w => model(w, data).mean(), weights);</code></example>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.grad_and_value.html">torch.func.grad_and_value</seealso>
    public static (Tensor Value, Tensor Grad) ValueAndGrad(Func<Tensor, Tensor> func, Tensor input)
    {
        Check.Function(func);
        (Tensor value, Tensor[] grads) = Operators.Jacobians.ValueAndGrad.Run(arguments => func(arguments[0]), Check.Input(input));
        return (value, grads[0]);
    }

    /// <summary>The same for several inputs; see <see cref="ValueAndGrad(Func{Tensor, Tensor}, Tensor)"/>.</summary>
    /// <param name="func">The function, of all inputs.</param>
    /// <param name="inputs">Where: at least one tensor.</param>
    /// <returns>The value, and a gradient for each input.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="func"/>, <paramref name="inputs"/> or an element of it is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="inputs"/> is empty, or as for one input.</exception>
    /// <exception cref="AutogradException">As for one input.</exception>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.grad_and_value.html">torch.func.grad_and_value</seealso>
    public static (Tensor Value, Tensor[] Grads) ValueAndGrad(Func<Tensor[], Tensor> func, IEnumerable<Tensor> inputs)
    {
        Check.Function(func);
        return Operators.Jacobians.ValueAndGrad.Run(func, Check.Inputs(inputs));
    }
}
