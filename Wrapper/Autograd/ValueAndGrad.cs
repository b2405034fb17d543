namespace TorchBridge;

public static partial class Autograd
{
    /// <summary>Computes a scalar function's value and gradient, <c>f(x)</c> and <c>df/dx</c>.</summary>
    /// <param name="func">The function. It returns a real tensor of one element. It is called once.</param>
    /// <param name="input">
    /// The point x: a tensor of floating-point or complex type and any shape. It need not require grad and is not changed.
    /// </param>
    /// <returns>
    /// The value as the function returned it, and the gradient in the shape and type of <paramref name="input"/>. Both have no graph. The
    /// gradient is zeros if the value does not depend on the input. The caller disposes both.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="func"/> is null.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="input"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="input"/> has been disposed.</exception>
    /// <exception cref="ArgumentException"><paramref name="input"/> is of integer or boolean type.</exception>
    /// <exception cref="ArgumentException"><paramref name="func"/> returned null.</exception>
    /// <exception cref="ArgumentException"><paramref name="func"/> returned a disposed tensor.</exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.NotScalar"/>: the value is not a real tensor of one element.
    /// </exception>
    /// <exception cref="AutogradException"><see cref="AutogradError.NotImplemented"/>: an operation has no derivative.</exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.NotImplemented"/>: the call is inside a transformed function: use <c>Transforms.GradAndValue</c> there.
    /// </exception>
    /// <exception cref="AutogradException"><see cref="AutogradError.DoesNotRequireGrad"/>: the call was made in inference mode.</exception>
    /// <example>
    /// <code>
    /// using var scope = NewDisposeScope();
    /// (Tensor value, Tensor gradient) = Autograd.ValueAndGrad(x => x.square().sum(), tensor(new[] { 1.0, 2.0 }));
    /// Console.WriteLine($"{value.ToDouble()}; {string.Join(", ", gradient.data&lt;double>())}");      // 5; 2, 4
    /// </code>
    /// </example>
    /// <example>
    /// Gradient descent on a function.
    /// <code>
    /// using var scope = NewDisposeScope();
    /// Tensor x = tensor(new[] { 5.0, -3.0 });
    /// for (int i = 0; i &lt; 100; i++)
    /// {
    ///     (_, Tensor gradient) = Autograd.ValueAndGrad(t => (t - 1).square().sum(), x);
    ///     x = x - gradient * 0.25;
    /// }
    /// Console.WriteLine(string.Join(", ", x.data&lt;double>()));      // 1, 1
    /// </code>
    /// </example>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.grad_and_value.html">torch.func.grad_and_value</seealso>
    public static (Tensor Value, Tensor Grad) ValueAndGrad(Func<Tensor, Tensor> func, Tensor input)
    {
        Check.Function(func);
        (Tensor value, Tensor[] grads) = Operators.Jacobians.ValueAndGrad.Run(arguments => func(arguments[0]), Check.Input(input));
        return (value, grads[0]);
    }

    /// <summary>Computes the value and the gradients of a scalar function of several tensors.</summary>
    /// <param name="func">The function of all inputs. It returns a real tensor of one element. It is called once.</param>
    /// <param name="inputs">
    /// The point: at least one tensor of floating-point or complex type. The tensors need not require grad and are not changed.
    /// </param>
    /// <returns>The value, and a gradient for each input, in its shape and type. They have no graph. The caller disposes them.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="func"/> is null.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="inputs"/> is null.</exception>
    /// <exception cref="ArgumentNullException">An element of <paramref name="inputs"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="inputs"/> is empty.</exception>
    /// <exception cref="ArgumentException">An input has been disposed.</exception>
    /// <exception cref="ArgumentException">An input is of integer or boolean type.</exception>
    /// <exception cref="ArgumentException"><paramref name="func"/> returned null.</exception>
    /// <exception cref="ArgumentException"><paramref name="func"/> returned a disposed tensor.</exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.NotScalar"/>: the value is not a real tensor of one element.
    /// </exception>
    /// <exception cref="AutogradException"><see cref="AutogradError.NotImplemented"/>: an operation has no derivative.</exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.NotImplemented"/>: the call is inside a transformed function: use <c>Transforms.GradAndValue</c> there.
    /// </exception>
    /// <exception cref="AutogradException"><see cref="AutogradError.DoesNotRequireGrad"/>: the call was made in inference mode.</exception>
    /// <example>
    /// <code>
    /// using var scope = NewDisposeScope();
    /// (Tensor value, Tensor[] gradients) = Autograd.ValueAndGrad(t => t[0] * t[1], [tensor(2.0), tensor(3.0)]);
    /// Console.WriteLine($"{value.ToDouble()}; {string.Join(", ", gradients.Select(g => g.ToDouble()))}");      // 6; 3, 2
    /// </code>
    /// </example>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.grad_and_value.html">torch.func.grad_and_value</seealso>
    public static (Tensor Value, Tensor[] Grads) ValueAndGrad(Func<Tensor[], Tensor> func, IEnumerable<Tensor> inputs)
    {
        Check.Function(func);
        return Operators.Jacobians.ValueAndGrad.Run(func, Check.Inputs(inputs));
    }
}
