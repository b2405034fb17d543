using System.Runtime.CompilerServices;

namespace TorchBridge;

public static partial class Autograd
{
    /// <summary>Computes the Jacobians of a function of several tensors with one output.</summary>
    /// <param name="func">The function of all inputs.</param>
    /// <param name="inputs">
    /// The point at which to differentiate: at least one tensor of floating-point or complex type. The tensors need not require grad and
    /// are not changed.
    /// </param>
    /// <param name="createGraph">
    /// True gives the results a graph, so that they can be differentiated again. Only in reverse mode. Default false.
    /// </param>
    /// <param name="strict">True: it is an error if an output does not depend on an input. False, the default: such a row is zeros.</param>
    /// <param name="vectorize">
    /// True computes many rows or columns at once with LibTorch's batching. False computes them one after the other. Null, the default,
    /// chooses by their size, and continues one by one if an operation of the function cannot be batched. The numbers agree except for
    /// rounding.
    /// </param>
    /// <param name="strategy">
    /// <see cref="JacobianStrategy.ReverseMode"/>, the default, computes rows. <see cref="JacobianStrategy.ForwardMode"/> computes columns.
    /// </param>
    /// <param name="chunkSize">How many rows or columns are computed at once, at least 1. Null, the default, chooses by their size.</param>
    /// <param name="progress">
    /// Receives the fraction of the work that is done: 0 first, then growing values, and 1 at the end. An exception that it throws comes
    /// out of this call unchanged, so it can cancel the call. Tensors that it makes are disposed. A <see cref="Progress{T}"/> can't cancel:
    /// it calls its handler on another thread, where an exception ends the process. Null, the default: no reports.
    /// </param>
    /// <returns>
    /// One Jacobian for each input. Element [j] is d output / d input j, of shape [output..., input j...]. The caller disposes them.
    /// </returns>
    /// <inheritdoc
    ///   cref="Jacobian(Func{Tensor[], Tensor[]}, IEnumerable{Tensor}, bool, bool, bool?, JacobianStrategy, int?, IProgress{double}?)"
    ///   path="/exception"/>
    /// <example>
    /// <code>
    /// using var scope = NewDisposeScope();
    /// Tensor[] jacobians = Autograd.Jacobian((Tensor[] t) => t[0] * t[1], [tensor(2.0), tensor(3.0)]);
    /// Console.WriteLine(string.Join(", ", jacobians.Select(j => j.ToDouble())));      // 3, 2
    /// </code>
    /// </example>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.autograd.functional.jacobian.html">
    /// torch.autograd.functional.jacobian
    /// </seealso>
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

    /// <summary>Computes the Jacobians of a function of several tensors with several outputs.</summary>
    /// <param name="func">The function from all inputs to its outputs.</param>
    /// <param name="inputs">
    /// The point at which to differentiate: at least one tensor of floating-point or complex type. The tensors need not require grad and
    /// are not changed.
    /// </param>
    /// <param name="createGraph">
    /// True gives the results a graph, so that they can be differentiated again. Only in reverse mode. Default false.
    /// </param>
    /// <param name="strict">True: it is an error if an output does not depend on an input. False, the default: such a row is zeros.</param>
    /// <param name="vectorize">
    /// True computes many rows or columns at once with LibTorch's batching. False computes them one after the other. Null, the default,
    /// chooses by their size, and continues one by one if an operation of the function cannot be batched. The numbers agree except for
    /// rounding.
    /// </param>
    /// <param name="strategy">
    /// <see cref="JacobianStrategy.ReverseMode"/>, the default, computes rows. <see cref="JacobianStrategy.ForwardMode"/> computes columns.
    /// </param>
    /// <param name="chunkSize">How many rows or columns are computed at once, at least 1. Null, the default, chooses by their size.</param>
    /// <param name="progress">
    /// Receives the fraction of the work that is done: 0 first, then growing values, and 1 at the end. An exception that it throws comes
    /// out of this call unchanged, so it can cancel the call. Tensors that it makes are disposed. A <see cref="Progress{T}"/> can't cancel:
    /// it calls its handler on another thread, where an exception ends the process. Null, the default: no reports.
    /// </param>
    /// <returns>
    /// One Jacobian for each pair of output and input. Element [i][j] is d output i / d input j, of shape [output i..., input j...]. The
    /// caller disposes them.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="func"/> is null.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="inputs"/> is null.</exception>
    /// <exception cref="ArgumentNullException">An element of <paramref name="inputs"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="inputs"/> is empty.</exception>
    /// <exception cref="ArgumentException">An input has been disposed.</exception>
    /// <exception cref="ArgumentException">An input is of integer or boolean type.</exception>
    /// <exception cref="ArgumentException"><paramref name="func"/> returned null.</exception>
    /// <exception cref="ArgumentException"><paramref name="func"/> returned a null or a disposed tensor.</exception>
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
    /// <example>
    /// <code>
    /// using var scope = NewDisposeScope();
    /// Tensor[][] jacobians = Autograd.Jacobian((Tensor[] t) => new[] { t[0] * t[1], t[0] + t[1] }, [tensor(2.0), tensor(3.0)]);
    /// Console.WriteLine(string.Join(", ", jacobians[0].Select(j => j.ToDouble())));      // 3, 2
    /// Console.WriteLine(string.Join(", ", jacobians[1].Select(j => j.ToDouble())));      // 1, 1
    /// </code>
    /// </example>
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
