using System.Runtime.CompilerServices;

namespace TorchBridge;

public static partial class Autograd
{
    /// <summary>The Jacobian of a function, <c>J[o..., i...] = d output[o...] / d input[i...]</c>.</summary>
    /// <param name="func">
    /// The function. In reverse mode it is called once; in forward mode once for each chunk of columns, each time with the same random
    /// numbers. What it makes for a chunk is disposed with the chunk, unless it is detached from its dispose scope. Column by column the
    /// function runs on plain dual numbers, as in <see cref="ForwardAD"/>: it may read values, and write to what it captures; a BatchNorm
    /// in training mode, for example, counts each column as a batch.
    /// </param>
    /// <param name="input">
    /// Where: a tensor of floating-point or complex type and any shape. It is left as it is and need not require grad.
    /// </param>
    /// <param name="createGraph">Whether the result gets a graph, to be differentiated again. Not in forward mode. Default false.</param>
    /// <param name="strict">
    /// Whether a row that is zero because nothing depends on the input is an error instead of zeros. It is found out row by row. Default
    /// false.
    /// </param>
    /// <param name="vectorize">
    /// True: many rows at once, by LibTorch's batching, where that can be reached. False: one after the other. Null, the default, chooses
    /// by size, and goes on row by row where something in the function can't be batched; in forward mode the function is then called once
    /// more, for a first try that fails. The numbers agree but for rounding.
    /// </param>
    /// <param name="strategy">
    /// Rows by reverse mode, the default, or columns by forward mode: the one of which there are fewer is faster.
    /// </param>
    /// <param name="chunkSize">
    /// How many rows or columns at once, at least 1. Null, the default, takes as many rows as fit 4 MB with the larger of input and output,
    /// or as many columns as fit 1 MB with the input, but at least 64. Beside the result, about that many times the memory of one row's
    /// backward pass is used (in forward mode: of one call of the function).
    /// </param>
    /// <param name="progress">
    /// Gets the fraction that is done: 0 first, then growing values after each chunk, row or column, and 1 when the result is there. What
    /// it throws comes out unchanged, so it can cancel the call. Tensors that it makes are disposed with the call. Default null.
    /// </param>
    /// <returns>
    /// A tensor of shape [output..., input...]. Where input or output is complex, row o is the gradient of reverse mode, conjugated as in
    /// PyTorch. Empty where either is.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="func"/> or <paramref name="input"/> is null.</exception>
    /// <exception cref="ArgumentException">
    /// <paramref name="input"/> has been disposed or is of integer or boolean type; <paramref name="chunkSize"/> is less than 1; forward
    /// mode with
    /// <paramref name="createGraph"/> or <paramref name="strict"/>, or <paramref name="strict"/> with <paramref name="vectorize"/>;
    /// <paramref name="func"/> returned null or a disposed tensor, or in forward mode other shapes, types or numbers of tensors for a later
    /// chunk.
    /// </exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.UnusedInput"/> or <see cref="AutogradError.DoesNotRequireGrad"/>: what <paramref name="strict"/> forbids.
    /// <see cref="AutogradError.NotImplemented"/>: an operation has no derivative of that mode. Other kinds: what the engine reports.
    /// </exception>
    /// <remarks>
    /// The tangents of a <see cref="DualLevel"/> of the caller's have no part in the result, also where <paramref name="func"/> captures a
    /// tensor that has one. To see that, forward mode column by column calls <paramref name="func"/> once more while such a level is open
    /// on any thread; where there is one, values can't be read.
    /// </remarks>
    /// <example>
    /// <code>Tensor j = Autograd.Jacobian(x => torch.mm(x, y), x0);      // [1, 2, 1, 2]</code>
    /// To see how far a long call is:
    /// <code>
    /// var progress = new Progress&lt;double&gt;(done => Console.Error.WriteLine($"{done:P0}"));
    /// Tensor j = Autograd.Jacobian(x => x.sin(), rand(2000), chunkSize: 100, progress: progress);
    /// </code>
    /// </example>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.autograd.functional.jacobian.html">
    /// torch.autograd.functional.jacobian
    /// </seealso>
    public static Tensor Jacobian(Func<Tensor, Tensor> func, Tensor input, bool createGraph = false, bool strict = false,
        bool? vectorize = null, JacobianStrategy strategy = JacobianStrategy.ReverseMode, int? chunkSize = null,
        IProgress<double>? progress = null)
    {
        Check.Function(func);
        Tensor[] at = Check.Input(input);
        Guard.JacobianOptions(nameof(Jacobian), createGraph, strict, vectorize, strategy, nameof(strategy), chunkSize);
        return Operators.Jacobians.Jacobian.Run(nameof(Jacobian), arguments => [func(arguments[0])], at, createGraph, strict, vectorize,
            strategy, chunkSize, progress)[0][0];
    }

    /// <summary>
    /// The same for several inputs; see
    /// <see cref="Jacobian(Func{Tensor, Tensor}, Tensor, bool, bool, bool?, JacobianStrategy, int?, IProgress{double}?)"/>.
    /// </summary>
    /// <inheritdoc
    ///   cref="Jacobian(Func{Tensor[], Tensor[]}, IEnumerable{Tensor}, bool, bool, bool?, JacobianStrategy, int?, IProgress{double}?)"
    ///   path="/param|/exception|/seealso"/>
    /// <returns>[j] is d output / d input j, of shape [output..., input j...].</returns>
    public static Tensor[] Jacobian(Func<Tensor[], Tensor> func, IEnumerable<Tensor> inputs, bool createGraph = false, bool strict = false,
        bool? vectorize = null, JacobianStrategy strategy = JacobianStrategy.ReverseMode, int? chunkSize = null,
        IProgress<double>? progress = null)
    {
        Check.Function(func);
        Tensor[] at = Check.Inputs(inputs);
        Guard.JacobianOptions(nameof(Jacobian), createGraph, strict, vectorize, strategy, nameof(strategy), chunkSize);
        return Operators.Jacobians.Jacobian.Run(nameof(Jacobian), arguments => [func(arguments)], at, createGraph, strict, vectorize,
            strategy, chunkSize, progress)[0];
    }

    /// <summary>
    /// The same for several inputs and outputs; see
    /// <see cref="Jacobian(Func{Tensor, Tensor}, Tensor, bool, bool, bool?, JacobianStrategy, int?, IProgress{double}?)"/>.
    /// </summary>
    /// <param name="func">The function, of all inputs.</param>
    /// <param name="inputs">Where: at least one tensor.</param>
    /// <param name="createGraph">Whether the results get a graph. Not in forward mode. Default false.</param>
    /// <param name="strict">Whether an output that does not depend on an input is an error. Default false.</param>
    /// <param name="vectorize">Many rows at once, one after the other, or as it is best: true, false or null, the default.</param>
    /// <param name="strategy">Rows by reverse mode, the default, or columns by forward mode.</param>
    /// <param name="chunkSize">How many at once; null, the default, to let it be chosen.</param>
    /// <param name="progress">Gets the fraction that is done, as for one input. Default null.</param>
    /// <returns>[i][j] is d output i / d input j, of shape [output i..., input j...].</returns>
    /// <exception cref="ArgumentNullException"><paramref name="func"/>, <paramref name="inputs"/> or an element of it is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="inputs"/> is empty, or as for one input.</exception>
    /// <exception cref="AutogradException">As for one input.</exception>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.autograd.functional.jacobian.html">
    /// torch.autograd.functional.jacobian
    /// </seealso>
    [OverloadResolutionPriority(1)]      // of an untyped lambda that only throws
    public static Tensor[][] Jacobian(Func<Tensor[], Tensor[]> func, IEnumerable<Tensor> inputs, bool createGraph = false,
        bool strict = false, bool? vectorize = null, JacobianStrategy strategy = JacobianStrategy.ReverseMode, int? chunkSize = null,
        IProgress<double>? progress = null)
    {
        Check.Function(func);
        Tensor[] at = Check.Inputs(inputs);
        Guard.JacobianOptions(nameof(Jacobian), createGraph, strict, vectorize, strategy, nameof(strategy), chunkSize);
        return Operators.Jacobians.Jacobian.Run(nameof(Jacobian), func, at, createGraph, strict, vectorize, strategy, chunkSize,
            progress);
    }
}
