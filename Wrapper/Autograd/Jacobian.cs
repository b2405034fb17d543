namespace TorchBridge;

public static partial class Autograd
{
    /// <summary>Computes the Jacobian of a function: <c>J[o..., i...] = d output[o...] / d input[i...]</c>.</summary>
    /// <param name="func">
    /// The function. In reverse mode it is called once. In forward mode it is called once for each chunk of columns, each time with the
    /// same random numbers; what it makes for a chunk is disposed with the chunk, unless it is detached from its dispose scope.
    /// </param>
    /// <param name="input">
    /// The point at which to differentiate: a tensor of floating-point or complex type and any shape. It need not require grad and is not
    /// changed.
    /// </param>
    /// <param name="createGraph">
    /// True gives the result a graph, so that it can be differentiated again. Only in reverse mode. Default false.
    /// </param>
    /// <param name="strict">
    /// True: it is an error if an output does not depend on the input. The rows are then computed one after the other. False, the default:
    /// such a row is zeros.
    /// </param>
    /// <param name="vectorize">
    /// True computes many rows or columns at once with LibTorch's batching. False computes them one after the other. Null, the default,
    /// chooses by their size, and continues one by one if an operation of the function cannot be batched. The numbers agree except for
    /// rounding.
    /// </param>
    /// <param name="strategy">
    /// <see cref="JacobianStrategy.ReverseMode"/>, the default, computes rows. <see cref="JacobianStrategy.ForwardMode"/> computes columns.
    /// The mode with fewer rows or columns is faster.
    /// </param>
    /// <param name="chunkSize">
    /// How many rows or columns are computed at once, at least 1. Null, the default, takes as many rows as fit into 4 MB with the larger of
    /// input and output, or as many columns as fit into 1 MB with the input, but at least 64. A chunk of n rows needs about n times the
    /// memory of one backward pass, and a chunk of n columns about n times that of one call of the function.
    /// </param>
    /// <param name="progress">
    /// Receives the fraction of the work that is done: 0 first, then growing values, and 1 at the end. An exception that it throws comes
    /// out of this call unchanged, so it can cancel the call. Tensors that it makes are disposed. A <see cref="Progress{T}"/> can't cancel:
    /// it calls its handler on another thread, where an exception ends the process. Null, the default: no reports.
    /// </param>
    /// <returns>
    /// A tensor of shape [output..., input...]. If the input or the output is complex, row o is the gradient that reverse mode computes,
    /// conjugated as in PyTorch. It has no elements if the input or the output has none. The caller disposes it.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="func"/> is null.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="input"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="input"/> has been disposed.</exception>
    /// <exception cref="ArgumentException"><paramref name="input"/> is of integer or boolean type.</exception>
    /// <exception cref="ArgumentException"><paramref name="func"/> returned null.</exception>
    /// <exception cref="ArgumentException"><paramref name="func"/> returned a disposed tensor.</exception>
    /// <exception cref="ArgumentException">
    /// In forward mode: <paramref name="func"/> returned other shapes, types or numbers of tensors for a later chunk.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="chunkSize"/> is less than 1.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="strategy"/> is not a member of the enumeration.</exception>
    /// <exception cref="ArgumentException">A forward-mode strategy is combined with <paramref name="createGraph"/>.</exception>
    /// <exception cref="ArgumentException">A forward-mode strategy is combined with <paramref name="strict"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="strict"/> is combined with <paramref name="vectorize"/>.</exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.UnusedInput"/>: <paramref name="strict"/> is true and an output does not depend on an input.
    /// </exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.DoesNotRequireGrad"/>: <paramref name="strict"/> is true and an output does not require grad.
    /// </exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.NotImplemented"/>: an operation has no derivative in the chosen mode.
    /// </exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.NotImplemented"/>: the call is inside a transformed function: use <c>Transforms.JacRev</c> there.
    /// </exception>
    /// <exception cref="AutogradException"><see cref="AutogradError.DoesNotRequireGrad"/>: the call was made in inference mode.</exception>
    /// <remarks>
    /// <para>
    /// Column by column, the function runs on plain dual numbers, as in <see cref="ForwardAD"/>: it may read values and write to what it
    /// captures. For example, a BatchNorm in training mode counts each column as a batch.
    /// </para>
    /// <para>
    /// The tangents of a <see cref="DualLevel"/> that the caller has opened have no effect on the result, even if <paramref name="func"/>
    /// captures a tensor that has one. To detect that, forward mode calls <paramref name="func"/> once more, column by column, while such a
    /// level is open on any thread; if there is one, values cannot be read.
    /// </para>
    /// <para>
    /// If <paramref name="vectorize"/> is null and batching fails in forward mode, the function has been called once more for the attempt.
    /// </para>
    /// </remarks>
    /// <example>
    /// The Jacobian of a product of matrices.
    /// <code>
    /// using var scope = NewDisposeScope();
    /// Tensor y = tensor(new[,] { { 3.0, 4.0 }, { 5.0, 6.0 } });
    /// Tensor jacobian = Autograd.Jacobian(x => mm(x, y), tensor(new[,] { { 1.0, 2.0 } }));
    /// Console.WriteLine(string.Join(", ", jacobian.shape));               // 1, 2, 1, 2
    /// Console.WriteLine(string.Join(", ", jacobian.data&lt;double>()));      // 3, 5, 4, 6
    /// </code>
    /// </example>
    /// <example>
    /// Forward mode, for a function with more outputs than inputs.
    /// <code>
    /// using var scope = NewDisposeScope();
    /// Tensor jacobian = Autograd.Jacobian(t => stack([t, t.square(), t.pow(3)]), tensor(2.0), strategy: JacobianStrategy.ForwardMode);
    /// Console.WriteLine(string.Join(", ", jacobian.data&lt;double>()));      // 1, 4, 12
    /// </code>
    /// </example>
    /// <example>
    /// A Jacobian that is part of a loss, computed two rows at a time.
    /// <code>
    /// using var scope = NewDisposeScope();
    /// Tensor x = tensor(new[] { 1.0, 2.0, 3.0 }, requires_grad: true);
    /// Tensor jacobian = Autograd.Jacobian(t => t.square(), x, createGraph: true, chunkSize: 2);
    /// jacobian.square().sum().Backward();
    /// Console.WriteLine(string.Join(", ", x.grad!.data&lt;double>()));      // 8, 16, 24
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
}
