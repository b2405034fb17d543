namespace TorchBridge;

public static partial class Transforms
{
    /// <summary>A function's output, and its vector-Jacobian product as a function of the vector: <c>v ↦ vᵀJ</c>.</summary>
    /// <param name="func">The function. It is called once.</param>
    /// <param name="primal">Where: a tensor of floating-point or complex type.</param>
    /// <returns>
    /// The output, and the product, which may be called any number of times, under <c>Vmap</c> too. Its graph lives as long as the dispose
    /// scope that is current here or, without one, until the function is collected.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="func"/> or <paramref name="primal"/> is null.</exception>
    /// <exception cref="ArgumentException">
    /// <paramref name="primal"/> has been disposed or is of integer or boolean type; <paramref name="func"/> returned null or a disposed
    /// tensor. From the product: the vector has another shape than the output, or one is complex and the other is not.
    /// </exception>
    /// <exception cref="AutogradException">The output is of integer or boolean type, or what the engine reports.</exception>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.vjp.html">torch.func.vjp</seealso>
    public static (Tensor Output, Func<Tensor, Tensor> VjpFn) Vjp(Func<Tensor, Tensor> func, Tensor primal)
    {
        Check.Function(func);
        Operators.Jacobians.VjpTransform.Vjp<int> result = Operators.Jacobians.VjpTransform.Run(nameof(Vjp), arguments =>
            (One(func, arguments), 0), Check.Input(primal), [0]);
        return (result.Outputs[0], cotangent => result.Pullback.Apply([cotangent])[0]);
    }

    /// <summary>The same for several inputs and outputs; see <see cref="Vjp(Func{Tensor, Tensor}, Tensor)"/>.</summary>
    /// <param name="func">The function, of all inputs.</param>
    /// <param name="primals">Where: at least one tensor.</param>
    /// <returns>The outputs, and the function from one vector for each output to one product for each input.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="func"/>, <paramref name="primals"/> or an element of it is null.</exception>
    /// <exception cref="ArgumentException">
    /// <paramref name="primals"/> is empty, or as for one input; from the product also: there are not as many vectors as outputs.
    /// </exception>
    /// <exception cref="AutogradException">As for one input.</exception>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.vjp.html">torch.func.vjp</seealso>
    public static (Tensor[] Outputs, Func<Tensor[], Tensor[]> VjpFn) Vjp(Func<Tensor[], Tensor[]> func, params Tensor[] primals)
    {
        Check.Function(func);
        Tensor[] at = Check.Inputs(primals);
        Operators.Jacobians.VjpTransform.Vjp<int> result = Operators.Jacobians.VjpTransform.Run(nameof(Vjp), arguments =>
            (func(arguments), 0), at, All(at));
        return (result.Outputs, cotangents => result.Pullback.Apply(Check.List(cotangents)));
    }

    /// <summary>A function's output and its Jacobian-vector product <c>Jv</c>, by forward mode.</summary>
    /// <param name="func">The function. It is called once, on dual numbers.</param>
    /// <param name="primal">Where: a tensor of floating-point or complex type.</param>
    /// <param name="tangent">The vector v, of the shape of <paramref name="primal"/>.</param>
    /// <param name="strict">Whether an output that does not depend on the input is an error instead of zeros. Default false.</param>
    /// <returns>The output, and the product in its shape.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="func"/> or a tensor is null.</exception>
    /// <exception cref="ArgumentException">
    /// A tensor has been disposed or is of integer or boolean type; the shapes differ, or one is complex and the other is not;
    /// <paramref name="func"/> returned null or a disposed tensor.
    /// </exception>
    /// <exception cref="AutogradException"><see cref="AutogradError.UnusedInput"/>: what <paramref name="strict"/> forbids.</exception>
    /// <remarks>
    /// An operation without a derivative in forward mode is TorchSharp's ExternalException with LibTorch's reason. <c>Autograd.Jvp</c> does
    /// without such derivatives.
    /// </remarks>
    /// <example><code>(Tensor gradient, Tensor hv) = Transforms.Jvp(Transforms.Grad(f), x, v);      // forward over
    /// reverse</code></example>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.jvp.html">torch.func.jvp</seealso>
    public static (Tensor Output, Tensor Tangent) Jvp(Func<Tensor, Tensor> func, Tensor primal, Tensor tangent, bool strict = false)
    {
        Check.Function(func);
        Check.Usable(primal);
        Check.Usable(tangent);
        (Tensor[] outputs, Tensor[] tangents) = Operators.Jacobians.JvpTransform.Run(arguments => One(func, arguments), [primal],
            [tangent], strict, nameof(primal), nameof(tangent));
        return (outputs[0], tangents[0]);
    }

    /// <summary>The same for several inputs and outputs; see <see cref="Jvp(Func{Tensor, Tensor}, Tensor, Tensor, bool)"/>.</summary>
    /// <param name="func">The function, of all inputs.</param>
    /// <param name="primals">Where: at least one tensor.</param>
    /// <param name="tangents">One vector for each input, of its shape.</param>
    /// <param name="strict">Whether an output that does not depend on the inputs is an error. Default false.</param>
    /// <returns>The outputs, and one product for each.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="func"/>, a list or an element of one is null.</exception>
    /// <exception cref="ArgumentException">
    /// <paramref name="primals"/> is empty, there are not as many tangents, or as for one input.
    /// </exception>
    /// <exception cref="AutogradException">As for one input.</exception>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.jvp.html">torch.func.jvp</seealso>
    public static (Tensor[] Outputs, Tensor[] Tangents) Jvp(Func<Tensor[], Tensor[]> func, IEnumerable<Tensor> primals,
        IEnumerable<Tensor> tangents, bool strict = false)
    {
        Check.Function(func);
        Tensor[] at = Check.Inputs(primals);
        Tensor[] along = Check.List(tangents);
        if (along.Length != at.Length)
            throw ArgumentMessages.WrongNumberOfTangents(nameof(Jvp), nameof(tangents), at.Length, along.Length);
        return Operators.Jacobians.JvpTransform.Run(func, at, along, strict, nameof(primals), nameof(tangents));
    }

    /// <summary>A function's output, and its Jacobian-vector product at that point as a function of the vector: <c>v ↦ Jv</c>.</summary>
    /// <param name="func">
    /// The function. It is called once, however often the product is: random numbers and branches are those of that call.
    /// </param>
    /// <param name="primal">Where: a tensor of floating-point or complex type.</param>
    /// <returns>
    /// The output, and the product. Its graph lives as long as the dispose scope that is current here or, without one, until the function
    /// is collected.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="func"/> or <paramref name="primal"/> is null.</exception>
    /// <exception cref="ArgumentException">
    /// <paramref name="primal"/> has been disposed or is of integer or boolean type; <paramref name="func"/> returned null or a disposed
    /// tensor. From the product: the vector has another shape.
    /// </exception>
    /// <exception cref="AutogradException">
    /// The output is of integer or boolean type, or what the engine reports: an operation in it has neither a forward nor a second
    /// derivative, for example.
    /// </exception>
    /// <remarks>
    /// Computed from forward derivatives, as in <c>Jvp</c>. Where forward mode stops, <paramref name="func"/> is called once more and its
    /// backward pass is differentiated.
    /// </remarks>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.linearize.html">torch.func.linearize</seealso>
    public static (Tensor Output, Func<Tensor, Tensor> JvpFn) Linearize(Func<Tensor, Tensor> func, Tensor primal)
    {
        Check.Function(func);
        (Tensor[] outputs, Func<Tensor[], Tensor[]> product) = Operators.Jacobians.Linearize.Run(arguments => One(func, arguments),
            Check.Input(primal));
        return (outputs[0], tangent => product([tangent])[0]);
    }

    /// <summary>The same for several inputs and outputs; see <see cref="Linearize(Func{Tensor, Tensor}, Tensor)"/>.</summary>
    /// <param name="func">The function, of all inputs.</param>
    /// <param name="primals">Where: at least one tensor.</param>
    /// <returns>The outputs, and the function from one vector for each input to one product for each output.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="func"/>, <paramref name="primals"/> or an element of it is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="primals"/> is empty, or as for one input.</exception>
    /// <exception cref="AutogradException">As for one input.</exception>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.linearize.html">torch.func.linearize</seealso>
    public static (Tensor[] Outputs, Func<Tensor[], Tensor[]> JvpFn) Linearize(Func<Tensor[], Tensor[]> func, params Tensor[] primals)
    {
        Check.Function(func);
        return Operators.Jacobians.Linearize.Run(func, Check.Inputs(primals));
    }
}
