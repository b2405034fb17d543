namespace TorchBridge;

public static partial class Autograd
{
    /// <summary>A function's value and its vector-Jacobian product <c>vᵀJ</c>, with J the Jacobian of the output in the input.</summary>
    /// <param name="func">The function. It is called once.</param>
    /// <param name="input">
    /// Where: a tensor of floating-point or complex type and any shape. It is left as it is and need not require grad.
    /// </param>
    /// <param name="v">
    /// The vector v, of the shape of the output. Null, the default, stands for 1 where that is one real element. Element types are
    /// converted, but complex and real do not mix.
    /// </param>
    /// <param name="createGraph">
    /// Whether both results get a graph, to be differentiated again; gradients then flow to <paramref name="input"/> and
    /// <paramref name="v"/> where they require grad. Default false.
    /// </param>
    /// <param name="strict">
    /// Whether a result that is zero because nothing depends on the input is an error instead of zeros. Default false.
    /// </param>
    /// <returns>The output, and the product in the shape and type of <paramref name="input"/>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="func"/> or <paramref name="input"/> is null.</exception>
    /// <exception cref="ArgumentException">
    /// A tensor has been disposed; <paramref name="input"/> is of integer or boolean type; <paramref name="v"/> has another shape;
    /// <paramref name="func"/> returned null or a disposed tensor.
    /// </exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.NotScalar"/>: <paramref name="v"/> is null and the output has not one real element.
    /// <see cref="AutogradError.UnusedInput"/> or
    /// <see cref="AutogradError.DoesNotRequireGrad"/>: what <paramref name="strict"/> forbids. Other kinds: what the engine reports.
    /// </exception>
    /// <remarks>What <paramref name="func"/> makes and does not return is disposed; so are temporaries, also on a throw.</remarks>
    /// <example><code>(Tensor y, Tensor gradient) = Autograd.Vjp(x => x.exp().sum(), x0);</code></example>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.autograd.functional.vjp.html">torch.autograd.functional.vjp</seealso>
    public static (Tensor Output, Tensor Vjp) Vjp(Func<Tensor, Tensor> func, Tensor input, Tensor? v = null, bool createGraph = false,
        bool strict = false)
    {
        Check.Function(func);
        Tensor[] at = Check.Input(input);
        Tensor[]? vectors = Check.Optional(v);
        (Tensor[] outputs, Tensor[] products) = Operators.Jacobians.Vjp.Run(arguments => [func(arguments[0])], at, vectors, createGraph,
            strict, single: true);
        return (outputs[0], products[0]);
    }

    /// <summary>
    /// The same for several inputs and outputs; see <see cref="Vjp(Func{Tensor, Tensor}, Tensor, Tensor?, bool, bool)"/>.
    /// </summary>
    /// <param name="func">The function, of all inputs.</param>
    /// <param name="inputs">Where: at least one tensor.</param>
    /// <param name="v">One vector for each output, of its shape; null, the default, where there is one of one real element.</param>
    /// <param name="createGraph">Whether the results get a graph. Default false.</param>
    /// <param name="strict">Whether an input that no output does not depend on is an error. Default false.</param>
    /// <returns>The outputs, and one product for each input.</returns>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="func"/>, <paramref name="inputs"/> or an element of a list is null.
    /// </exception>
    /// <exception cref="ArgumentException">
    /// <paramref name="inputs"/> is empty, <paramref name="v"/> has another length, or as for one input.
    /// </exception>
    /// <exception cref="AutogradException">As for one input.</exception>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.autograd.functional.vjp.html">torch.autograd.functional.vjp</seealso>
    public static (Tensor[] Outputs, Tensor[] Vjp) Vjp(Func<Tensor[], Tensor[]> func, IEnumerable<Tensor> inputs,
        IEnumerable<Tensor>? v = null, bool createGraph = false, bool strict = false)
    {
        Check.Function(func);
        Tensor[] at = Check.Inputs(inputs);
        Tensor[]? vectors = Check.OptionalList(v);
        return Operators.Jacobians.Vjp.Run(func, at, vectors, createGraph, strict, single: false);
    }
}
