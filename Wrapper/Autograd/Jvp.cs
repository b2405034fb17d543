namespace TorchBridge;

public static partial class Autograd
{
    /// <summary>Computes a function's output and its Jacobian-vector product <c>J v</c>: the derivative in the direction v.</summary>
    /// <param name="func">The function. It is called once.</param>
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
    /// True: it is an error if the output does not depend on the input. False, the default: the product is then zeros.
    /// </param>
    /// <returns>The output, and the product in the output's shape and type. The caller disposes them.</returns>
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
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.UnusedInput"/>: <paramref name="strict"/> is true and a result does not depend on the input.
    /// </exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.DoesNotRequireGrad"/>: <paramref name="strict"/> is true and an output does not require grad.
    /// </exception>
    /// <exception cref="AutogradException"><see cref="AutogradError.NotImplemented"/>: an operation has no derivative.</exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.NotImplemented"/>: the call is inside a transformed function: use <c>Transforms.Jvp</c> there.
    /// </exception>
    /// <exception cref="AutogradException"><see cref="AutogradError.DoesNotRequireGrad"/>: the call was made in inference mode.</exception>
    /// <remarks>
    /// Tensors that <paramref name="func"/> makes and does not return are disposed, and so are temporary tensors, even after an exception.
    /// </remarks>
    /// <example>
    /// The derivative in one direction.
    /// <code>
    /// using var scope = NewDisposeScope();
    /// (Tensor y, Tensor along) = Autograd.Jvp(x => x.square(), tensor(new[] { 1.0, 2.0 }), tensor(new[] { 1.0, 0.5 }));
    /// Console.WriteLine($"{string.Join(", ", y.data&lt;double>())}; {string.Join(", ", along.data&lt;double>())}");      // 1, 4; 2, 2
    /// </code>
    /// </example>
    /// <example>
    /// The derivative with respect to a scalar: v is left out.
    /// <code>
    /// using var scope = NewDisposeScope();
    /// (_, Tensor speed) = Autograd.Jvp(t => stack([t.cos(), t.sin()]), tensor(0.0));
    /// Console.WriteLine(string.Join(", ", speed.data&lt;double>().Select(s => s + 0.0)));      // 0, 1
    /// </code>
    /// </example>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.autograd.functional.jvp.html">torch.autograd.functional.jvp</seealso>
    public static (Tensor Output, Tensor Jvp) Jvp(Func<Tensor, Tensor> func, Tensor input, Tensor? v = null, bool createGraph = false,
        bool strict = false)
    {
        Check.Function(func);
        Tensor[] at = Check.Input(input);
        Tensor[]? vectors = Check.Optional(v);
        (Tensor[] outputs, Tensor[] products) = Operators.Jacobians.Jvp.Run(arguments => [func(arguments[0])], at, vectors, createGraph,
            strict, single: true);
        return (outputs[0], products[0]);
    }

    /// <summary>Computes the outputs of a function of several tensors and its Jacobian-vector product <c>J v</c>.</summary>
    /// <param name="func">The function of all inputs. It returns its outputs. It is called once.</param>
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
    /// True: it is an error if no output depends on an input. False, the default: the derivative with respect to such an input is zeros.
    /// </param>
    /// <returns>The outputs, and one product for each output, in its shape and type. The caller disposes them.</returns>
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
    /// <exception cref="ArgumentException"><paramref name="func"/> returned a null or a disposed tensor.</exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.UnusedInput"/>: <paramref name="strict"/> is true and a result does not depend on an input.
    /// </exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.DoesNotRequireGrad"/>: <paramref name="strict"/> is true and an output does not require grad.
    /// </exception>
    /// <exception cref="AutogradException"><see cref="AutogradError.NotImplemented"/>: an operation has no derivative.</exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.NotImplemented"/>: the call is inside a transformed function: use <c>Transforms.Jvp</c> there.
    /// </exception>
    /// <exception cref="AutogradException"><see cref="AutogradError.DoesNotRequireGrad"/>: the call was made in inference mode.</exception>
    /// <remarks>
    /// Tensors that <paramref name="func"/> makes and does not return are disposed, and so are temporary tensors, even after an exception.
    /// </remarks>
    /// <example>
    /// <code>
    /// using var scope = NewDisposeScope();
    /// (Tensor[] outputs, Tensor[] products) = Autograd.Jvp(t => [t[0] * t[1]], [tensor(2.0), tensor(3.0)], [tensor(1.0), tensor(10.0)]);
    /// Console.WriteLine($"{outputs[0].ToDouble()}, {products[0].ToDouble()}");      // 6, 23
    /// </code>
    /// </example>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.autograd.functional.jvp.html">torch.autograd.functional.jvp</seealso>
    public static (Tensor[] Outputs, Tensor[] Jvp) Jvp(Func<Tensor[], Tensor[]> func, IEnumerable<Tensor> inputs,
        IEnumerable<Tensor>? v = null, bool createGraph = false, bool strict = false)
    {
        Check.Function(func);
        Tensor[] at = Check.Inputs(inputs);
        Tensor[]? vectors = Check.OptionalList(v);
        return Operators.Jacobians.Jvp.Run(func, at, vectors, createGraph, strict, single: false);
    }
}
