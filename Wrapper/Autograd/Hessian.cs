namespace TorchBridge;

public static partial class Autograd
{
    /// <summary>
    /// The Hessian of a scalar function, <c>H[i..., j...] = d² output / d input[i...] d input[j...]</c>: the Jacobian of the gradient.
    /// </summary>
    /// <param name="func">
    /// The function, which returns a tensor of one element. In reverse mode it is called once; in forward mode as in <c>Jacobian</c>.
    /// </param>
    /// <param name="input">
    /// Where: a tensor of floating-point or complex type and any shape. It is left as it is and need not require grad.
    /// </param>
    /// <param name="createGraph">Whether the result gets a graph, to be differentiated again. Not in forward mode. Default false.</param>
    /// <param name="strict">
    /// Whether a gradient or second derivative that is zero because nothing depends on the input is an error instead of zeros. Default
    /// false.
    /// </param>
    /// <param name="vectorize">
    /// Many rows at once, one after the other, or as it is best: true, false or null, the default; as in <c>Jacobian</c>.
    /// </param>
    /// <param name="outerStrategy">The mode of the second derivative: reverse, the default, or forward over reverse.</param>
    /// <param name="progress">Gets the fraction that is done, from 0 to 1, as in <c>Jacobian</c>. Default null.</param>
    /// <returns>A tensor of shape [input..., input...].</returns>
    /// <exception cref="ArgumentNullException"><paramref name="func"/> or <paramref name="input"/> is null.</exception>
    /// <exception cref="ArgumentException">
    /// <paramref name="input"/> has been disposed or is of integer or boolean type; forward mode with <paramref name="createGraph"/> or
    /// <paramref name="strict"/>, or <paramref name="strict"/> with <paramref name="vectorize"/>; <paramref name="func"/> returned null or
    /// a disposed tensor.
    /// </exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.NotScalar"/>: the output has not one element. <see cref="AutogradError.UnusedInput"/> or
    /// <see cref="AutogradError.DoesNotRequireGrad"/>: what <paramref name="strict"/> forbids. Other kinds: what the engine reports.
    /// </exception>
    /// <example><code>Tensor h = Autograd.Hessian(x => x.pow(3).sum(), x0);      // 6 x on the diagonal</code></example>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.autograd.functional.hessian.html">
    /// torch.autograd.functional.hessian
    /// </seealso>
    public static Tensor Hessian(Func<Tensor, Tensor> func, Tensor input, bool createGraph = false, bool strict = false,
        bool? vectorize = null, JacobianStrategy outerStrategy = JacobianStrategy.ReverseMode, IProgress<double>? progress = null)
    {
        Check.Function(func);
        Tensor[] at = Check.Input(input);
        Guard.JacobianOptions(nameof(Hessian), createGraph, strict, vectorize, outerStrategy, nameof(outerStrategy), null);
        return Operators.Jacobians.Hessian.Run(arguments => [func(arguments[0])], at, createGraph, strict, vectorize, outerStrategy,
            progress)[0][0];
    }

    /// <summary>
    /// The same for several inputs; see
    /// <see cref="Hessian(Func{Tensor, Tensor}, Tensor, bool, bool, bool?, JacobianStrategy, IProgress{double}?)"/>.
    /// </summary>
    /// <param name="func">The function, of all inputs.</param>
    /// <param name="inputs">Where: at least one tensor.</param>
    /// <param name="createGraph">Whether the results get a graph. Not in forward mode. Default false.</param>
    /// <param name="strict">Whether a derivative that does not depend on an input is an error. Default false.</param>
    /// <param name="vectorize">Many rows at once, one after the other, or as it is best: true, false or null, the default.</param>
    /// <param name="outerStrategy">The mode of the second derivative: reverse, the default, or forward.</param>
    /// <param name="progress">Gets the fraction that is done, from 0 to 1, as in <c>Jacobian</c>. Default null.</param>
    /// <returns>[i][j] is d² output / d input i d input j, of shape [input i..., input j...].</returns>
    /// <exception cref="ArgumentNullException"><paramref name="func"/>, <paramref name="inputs"/> or an element of it is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="inputs"/> is empty, or as for one input.</exception>
    /// <exception cref="AutogradException">As for one input.</exception>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.autograd.functional.hessian.html">
    /// torch.autograd.functional.hessian
    /// </seealso>
    public static Tensor[][] Hessian(Func<Tensor[], Tensor> func, IEnumerable<Tensor> inputs, bool createGraph = false,
        bool strict = false, bool? vectorize = null, JacobianStrategy outerStrategy = JacobianStrategy.ReverseMode,
        IProgress<double>? progress = null)
    {
        Check.Function(func);
        Tensor[] at = Check.Inputs(inputs);
        Guard.JacobianOptions(nameof(Hessian), createGraph, strict, vectorize, outerStrategy, nameof(outerStrategy), null);
        return Operators.Jacobians.Hessian.Run(arguments => [func(arguments)], at, createGraph, strict, vectorize, outerStrategy,
            progress);
    }
}
