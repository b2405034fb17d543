namespace TorchBridge;

public static partial class Autograd
{
    /// <summary>
    /// Computes the Hessian of a scalar function: <c>H[i..., j...] = d² output / d input[i...] d input[j...]</c>. It is the Jacobian of the
    /// gradient.
    /// </summary>
    /// <param name="func">
    /// The function. It returns a tensor of one element. In reverse mode it is called once. In forward mode it is called once for each
    /// chunk of columns.
    /// </param>
    /// <param name="input">
    /// The point at which to differentiate: a tensor of floating-point or complex type and any shape. It need not require grad and is not
    /// changed.
    /// </param>
    /// <param name="createGraph">
    /// True gives the result a graph, so that it can be differentiated again. Only in reverse mode. Default false.
    /// </param>
    /// <param name="strict">
    /// True: it is an error if the output or the gradient does not depend on the input. False, the default: the derivative is then zeros.
    /// </param>
    /// <param name="vectorize">
    /// True computes many rows or columns at once with LibTorch's batching. False computes them one after the other. Null, the default,
    /// chooses by their size, and continues one by one if an operation of the function cannot be batched. The numbers agree except for
    /// rounding.
    /// </param>
    /// <param name="outerStrategy">
    /// The mode of the second derivative. <see cref="JacobianStrategy.ReverseMode"/>, the default, is reverse mode over reverse mode.
    /// <see cref="JacobianStrategy.ForwardMode"/> is forward mode over reverse mode.
    /// </param>
    /// <param name="progress">
    /// Receives the fraction of the work that is done: 0 first, then growing values, and 1 at the end. An exception that it throws comes
    /// out of this call unchanged, so it can cancel the call. Tensors that it makes are disposed. A <see cref="Progress{T}"/> can't cancel:
    /// it calls its handler on another thread, where an exception ends the process. Null, the default: no reports.
    /// </param>
    /// <returns>A tensor of shape [input..., input...]. The caller disposes it.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="func"/> is null.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="input"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="input"/> has been disposed.</exception>
    /// <exception cref="ArgumentException"><paramref name="input"/> is of integer or boolean type.</exception>
    /// <exception cref="ArgumentException"><paramref name="func"/> returned null.</exception>
    /// <exception cref="ArgumentException"><paramref name="func"/> returned a disposed tensor.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="outerStrategy"/> is not a member of the enumeration.</exception>
    /// <exception cref="ArgumentException">A forward-mode strategy is combined with <paramref name="createGraph"/>.</exception>
    /// <exception cref="ArgumentException">A forward-mode strategy is combined with <paramref name="strict"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="strict"/> is combined with <paramref name="vectorize"/>.</exception>
    /// <exception cref="AutogradException"><see cref="AutogradError.NotScalar"/>: the output is not a tensor of one element.</exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.UnusedInput"/>: <paramref name="strict"/> is true and the output or the gradient does not depend on an
    /// input.
    /// </exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.DoesNotRequireGrad"/>: <paramref name="strict"/> is true and the output or the gradient does not require
    /// grad.
    /// </exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.NotImplemented"/>: an operation has no derivative in the chosen mode.
    /// </exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.NotImplemented"/>: the call is inside a transformed function: use <c>Transforms.Hessian</c> there.
    /// </exception>
    /// <exception cref="AutogradException"><see cref="AutogradError.DoesNotRequireGrad"/>: the call was made in inference mode.</exception>
    /// <example>
    /// The Hessian of the sum of cubes has 6 x on its diagonal.
    /// <code>
    /// using var scope = NewDisposeScope();
    /// Tensor hessian = Autograd.Hessian(x => x.pow(3).sum(), tensor(new[] { 1.0, 2.0 }));
    /// Console.WriteLine(string.Join(", ", hessian.data&lt;double>()));      // 6, 0, 0, 12
    /// </code>
    /// </example>
    /// <example>
    /// A step of Newton's method, which finds the minimum of a quadratic function at once.
    /// <code>
    /// using var scope = NewDisposeScope();
    /// Func&lt;Tensor, Tensor> f = t => (t[0] - 1).square() + (t[0] + t[1]).square();
    /// Tensor x = tensor(new[] { 4.0, 4.0 });
    /// (_, Tensor gradient) = Autograd.ValueAndGrad(f, x);
    /// Tensor step = linalg.solve(Autograd.Hessian(f, x), gradient);
    /// Console.WriteLine(string.Join(", ", (x - step).data&lt;double>().Select(v => Math.Round(v, 6))));      // 1, -1
    /// </code>
    /// </example>
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

    /// <summary>Computes the Hessian of a scalar function of several tensors, in blocks: one block for each pair of inputs.</summary>
    /// <param name="func">The function of all inputs. It returns a tensor of one element.</param>
    /// <param name="inputs">
    /// The point at which to differentiate: at least one tensor of floating-point or complex type. The tensors need not require grad and
    /// are not changed.
    /// </param>
    /// <param name="createGraph">
    /// True gives the results a graph, so that they can be differentiated again. Only in reverse mode. Default false.
    /// </param>
    /// <param name="strict">
    /// True: it is an error if the output or a gradient does not depend on an input. False, the default: the derivative is then zeros.
    /// </param>
    /// <param name="vectorize">
    /// True computes many rows or columns at once with LibTorch's batching. False computes them one after the other. Null, the default,
    /// chooses by their size, and continues one by one if an operation of the function cannot be batched. The numbers agree except for
    /// rounding.
    /// </param>
    /// <param name="outerStrategy">
    /// The mode of the second derivative. <see cref="JacobianStrategy.ReverseMode"/>, the default, is reverse mode over reverse mode.
    /// <see cref="JacobianStrategy.ForwardMode"/> is forward mode over reverse mode.
    /// </param>
    /// <param name="progress">
    /// Receives the fraction of the work that is done: 0 first, then growing values, and 1 at the end. An exception that it throws comes
    /// out of this call unchanged, so it can cancel the call. Tensors that it makes are disposed. A <see cref="Progress{T}"/> can't cancel:
    /// it calls its handler on another thread, where an exception ends the process. Null, the default: no reports.
    /// </param>
    /// <returns>
    /// The blocks. Block [i][j] is d² output / d input i d input j, of shape [input i..., input j...]. The caller disposes them.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="func"/> is null.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="inputs"/> is null.</exception>
    /// <exception cref="ArgumentNullException">An element of <paramref name="inputs"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="inputs"/> is empty.</exception>
    /// <exception cref="ArgumentException">An input has been disposed.</exception>
    /// <exception cref="ArgumentException">An input is of integer or boolean type.</exception>
    /// <exception cref="ArgumentException"><paramref name="func"/> returned null.</exception>
    /// <exception cref="ArgumentException"><paramref name="func"/> returned a disposed tensor.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="outerStrategy"/> is not a member of the enumeration.</exception>
    /// <exception cref="ArgumentException">A forward-mode strategy is combined with <paramref name="createGraph"/>.</exception>
    /// <exception cref="ArgumentException">A forward-mode strategy is combined with <paramref name="strict"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="strict"/> is combined with <paramref name="vectorize"/>.</exception>
    /// <exception cref="AutogradException"><see cref="AutogradError.NotScalar"/>: the output is not a tensor of one element.</exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.UnusedInput"/>: <paramref name="strict"/> is true and the output or a gradient does not depend on an input.
    /// </exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.DoesNotRequireGrad"/>: <paramref name="strict"/> is true and the output or a gradient does not require
    /// grad.
    /// </exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.NotImplemented"/>: an operation has no derivative in the chosen mode.
    /// </exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.NotImplemented"/>: the call is inside a transformed function: use <c>Transforms.Hessian</c> there.
    /// </exception>
    /// <exception cref="AutogradException"><see cref="AutogradError.DoesNotRequireGrad"/>: the call was made in inference mode.</exception>
    /// <example>
    /// <code>
    /// using var scope = NewDisposeScope();
    /// Tensor[][] h = Autograd.Hessian((Tensor[] t) => t[0].square() * t[1], [tensor(3.0), tensor(5.0)]);
    /// Console.WriteLine($"{h[0][0].ToDouble()}, {h[0][1].ToDouble()}, {h[1][1].ToDouble()}");      // 10, 6, 0
    /// </code>
    /// </example>
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
