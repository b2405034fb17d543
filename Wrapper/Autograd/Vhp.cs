namespace TorchBridge;

public static partial class Autograd
{
    /// <summary>
    /// Computes a scalar function's value and its vector-Hessian product <c>vᵀH</c>, without computing H. If the second derivatives are
    /// continuous, it equals <c>H v</c>, and it takes less time than
    /// <see cref="Hvp(Func{Tensor, Tensor}, Tensor, Tensor?, bool, bool)">Hvp</see>.
    /// </summary>
    /// <param name="func">The function. It returns a tensor of one element. It is called once.</param>
    /// <param name="input">
    /// The point x: a tensor of floating-point or complex type and any shape. It need not require grad and is not changed.
    /// </param>
    /// <param name="v">
    /// The vector v, of the shape of <paramref name="input"/>. Null, the default, stands for 1; it is allowed if the input is real and has
    /// one element. It is converted to the input's type, but a real and a complex tensor cannot be combined.
    /// </param>
    /// <param name="createGraph">
    /// True gives the results a graph, so that they can be differentiated again, with respect to the input and <paramref name="v"/> if they
    /// require grad. Default false.
    /// </param>
    /// <param name="strict">
    /// True: it is an error if the output or the gradient does not depend on the input. False, the default: the product is then zeros.
    /// </param>
    /// <returns>The value, and the product in the shape and type of <paramref name="input"/>. The caller disposes them.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="func"/> is null.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="input"/> is null.</exception>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="v"/> is null and <paramref name="input"/> is not a real tensor of one element.
    /// </exception>
    /// <exception cref="ArgumentException">A tensor has been disposed.</exception>
    /// <exception cref="ArgumentException"><paramref name="input"/> is of integer or boolean type.</exception>
    /// <exception cref="ArgumentException"><paramref name="v"/> does not have the shape of <paramref name="input"/>.</exception>
    /// <exception cref="ArgumentException">
    /// One of <paramref name="v"/> and <paramref name="input"/> is complex and the other is real.
    /// </exception>
    /// <exception cref="ArgumentException"><paramref name="func"/> returned null.</exception>
    /// <exception cref="ArgumentException"><paramref name="func"/> returned a disposed tensor.</exception>
    /// <exception cref="AutogradException"><see cref="AutogradError.NotScalar"/>: the output is not a tensor of one element.</exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.UnusedInput"/>: <paramref name="strict"/> is true and a result does not depend on the input.
    /// </exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.DoesNotRequireGrad"/>: <paramref name="strict"/> is true and an output does not require grad.
    /// </exception>
    /// <exception cref="AutogradException"><see cref="AutogradError.NotImplemented"/>: an operation has no derivative.</exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.NotImplemented"/>: the call is inside a transformed function: use
    /// <c>Transforms.Vjp(Transforms.Grad(func), ...)</c> there.
    /// </exception>
    /// <exception cref="AutogradException"><see cref="AutogradError.DoesNotRequireGrad"/>: the call was made in inference mode.</exception>
    /// <remarks>
    /// Tensors that <paramref name="func"/> makes and does not return are disposed, and so are temporary tensors, even after an exception.
    /// </remarks>
    /// <example>
    /// <code>
    /// using var scope = NewDisposeScope();
    /// (Tensor value, Tensor vh) = Autograd.Vhp(x => x.pow(3).sum(), tensor(new[] { 1.0, 2.0 }), tensor(new[] { 1.0, 10.0 }));
    /// Console.WriteLine($"{value.ToDouble()}; {string.Join(", ", vh.data&lt;double>())}");      // 9; 6, 120
    /// </code>
    /// </example>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.autograd.functional.vhp.html">torch.autograd.functional.vhp</seealso>
    public static (Tensor Output, Tensor Vhp) Vhp(Func<Tensor, Tensor> func, Tensor input, Tensor? v = null, bool createGraph = false,
        bool strict = false)
    {
        Check.Function(func);
        Tensor[] at = Check.Input(input);
        Tensor[]? vectors = Check.Optional(v);
        (Tensor output, Tensor[] products) = Operators.Jacobians.Vhp.Run(arguments => [func(arguments[0])], at, vectors, createGraph,
            strict, single: true);
        return (output, products[0]);
    }

    /// <summary>Computes the value of a scalar function of several tensors and its vector-Hessian product <c>vᵀH</c>.</summary>
    /// <param name="func">The function of all inputs. It returns a tensor of one element. It is called once.</param>
    /// <param name="inputs">
    /// The point: at least one tensor of floating-point or complex type. The tensors need not require grad and are not changed.
    /// </param>
    /// <param name="v">
    /// One vector for each input, of its shape. Null, the default, stands for 1; it is allowed if there is one input, which is real and has
    /// one element.
    /// </param>
    /// <param name="createGraph">
    /// True gives the results a graph, so that they can be differentiated again, with respect to the inputs and <paramref name="v"/> if
    /// they require grad. Default false.
    /// </param>
    /// <param name="strict">
    /// True: it is an error if the output does not depend on an input. False, the default: the derivative with respect to such an input is
    /// zeros.
    /// </param>
    /// <returns>The value, and one product for each input, in its shape and type. The caller disposes them.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="func"/> is null.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="inputs"/> is null.</exception>
    /// <exception cref="ArgumentNullException">An element of <paramref name="inputs"/> is null.</exception>
    /// <exception cref="ArgumentNullException">An element of <paramref name="v"/> is null.</exception>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="v"/> is null and there is more than one input, or the input is not a real tensor of one element.
    /// </exception>
    /// <exception cref="ArgumentException"><paramref name="inputs"/> is empty.</exception>
    /// <exception cref="ArgumentException"><paramref name="v"/> does not have one element for each input.</exception>
    /// <exception cref="ArgumentException">A tensor has been disposed.</exception>
    /// <exception cref="ArgumentException">An input is of integer or boolean type.</exception>
    /// <exception cref="ArgumentException">A vector does not have the shape of its input.</exception>
    /// <exception cref="ArgumentException">One of a vector and its input is complex and the other is real.</exception>
    /// <exception cref="ArgumentException"><paramref name="func"/> returned null.</exception>
    /// <exception cref="ArgumentException"><paramref name="func"/> returned a disposed tensor.</exception>
    /// <exception cref="AutogradException"><see cref="AutogradError.NotScalar"/>: the output is not a tensor of one element.</exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.UnusedInput"/>: <paramref name="strict"/> is true and a result does not depend on an input.
    /// </exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.DoesNotRequireGrad"/>: <paramref name="strict"/> is true and an output does not require grad.
    /// </exception>
    /// <exception cref="AutogradException"><see cref="AutogradError.NotImplemented"/>: an operation has no derivative.</exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.NotImplemented"/>: the call is inside a transformed function: use
    /// <c>Transforms.Vjp(Transforms.Grad(func), ...)</c> there.
    /// </exception>
    /// <exception cref="AutogradException"><see cref="AutogradError.DoesNotRequireGrad"/>: the call was made in inference mode.</exception>
    /// <remarks>
    /// Tensors that <paramref name="func"/> makes and does not return are disposed, and so are temporary tensors, even after an exception.
    /// </remarks>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.autograd.functional.vhp.html">torch.autograd.functional.vhp</seealso>
    public static (Tensor Output, Tensor[] Vhp) Vhp(Func<Tensor[], Tensor> func, IEnumerable<Tensor> inputs, IEnumerable<Tensor>? v = null,
        bool createGraph = false, bool strict = false)
    {
        Check.Function(func);
        Tensor[] at = Check.Inputs(inputs);
        Tensor[]? vectors = Check.OptionalList(v);
        return Operators.Jacobians.Vhp.Run(arguments => [func(arguments)], at, vectors, createGraph, strict, single: false);
    }
}
