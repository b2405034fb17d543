namespace TorchBridge;

public static partial class Autograd
{
    /// <summary>Checks the second derivatives of a function of one input and one output.</summary>
    /// <param name="func">
    /// The function. It must compute with its argument, which is a copy of the input. Its output must require grad.
    /// </param>
    /// <param name="input">The argument. It must require grad.</param>
    /// <param name="gradOutput">The gradient of the output, of its shape. Null, the default, uses a random gradient.</param>
    /// <param name="eps">The step h of the differences. Default 1e-6.</param>
    /// <param name="atol">The absolute tolerance of <c>|analytical - numerical| ≤ atol + rtol |numerical|</c>. Default 1e-5.</param>
    /// <param name="rtol">The relative tolerance. Default 1e-3.</param>
    /// <param name="raiseException">
    /// True, the default: a failed check throws a <see cref="GradCheckException"/>. False: it returns false.
    /// </param>
    /// <param name="nondetTol">Each backward runs twice. This is the largest allowed difference between the two results. Default 0.</param>
    /// <param name="checkForwardAd">The same as <paramref name="checkFwdOverRev"/>: each of them turns the check on. Default false.</param>
    /// <param name="checkBatchedGrad">True also checks the second gradients of a batch. Default false.</param>
    /// <param name="fastMode">True compares the Jacobians between random directions only. Default false.</param>
    /// <param name="checkFwdOverRev">True also checks forward mode over the backward. Default false.</param>
    /// <param name="checkRevOverRev">True, the default, checks backward over the backward.</param>
    /// <param name="checkUndefinedGrad">
    /// True, the default, checks that a missing gradient has the same effect as zeros. It must be false if
    /// <paramref name="checkRevOverRev"/> is false.
    /// </param>
    /// <param name="checkGradDtypes">True checks that each gradient has the type of its input. Default false.</param>
    /// <param name="genNonContigGradOutputs">True makes the random gradients non-contiguous. Default false.</param>
    /// <param name="progress">
    /// Receives the fraction of the work that is done: 0 first, then growing values, and 1 at the end. An exception that it throws comes
    /// out of this call unchanged, so it can cancel the call. Tensors that it makes are disposed. A <see cref="Progress{T}"/> can't cancel:
    /// it calls its handler on another thread, where an exception ends the process. Null, the default: no reports.
    /// </param>
    /// <returns>True if the second derivatives are right. False if one is wrong and <paramref name="raiseException"/> is false.</returns>
    /// <exception cref="GradCheckException">A derivative differs from the finite differences. The message has both Jacobians.</exception>
    /// <exception cref="GradCheckException">A backward gives other values the second time.</exception>
    /// <exception cref="GradCheckException">A backward is not linear in the gradients that it receives.</exception>
    /// <exception cref="GradCheckException">A backward throws, or gives something other than zeros, when it receives null.</exception>
    /// <exception cref="GradCheckException">An output changes with the inputs although no output requires grad.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="func"/> is null.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="input"/> is null.</exception>
    /// <exception cref="ArgumentException">No input requires grad.</exception>
    /// <exception cref="ArgumentException">An input has been disposed.</exception>
    /// <exception cref="ArgumentException">An input is sparse.</exception>
    /// <exception cref="ArgumentException">An input has a dimension of stride 0, as after <c>expand</c>.</exception>
    /// <exception cref="ArgumentException"><paramref name="func"/> returned null.</exception>
    /// <exception cref="ArgumentException"><paramref name="func"/> returned a null or a disposed tensor.</exception>
    /// <exception cref="ArgumentException"><paramref name="func"/> returned outputs of other shapes or types at another point.</exception>
    /// <exception cref="ArgumentException"><paramref name="func"/> used an input itself instead of its argument.</exception>
    /// <exception cref="ArgumentException">Neither backward nor forward mode is checked.</exception>
    /// <exception cref="ArgumentException">An option needs a mode that is not checked.</exception>
    /// <exception cref="ArgumentException"><paramref name="gradOutput"/> does not have the shape of the output.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The step is not positive and finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A tolerance is negative.</exception>
    /// <exception cref="AutogradException"><see cref="AutogradError.DoesNotRequireGrad"/>: the output does not require grad.</exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.NotImplemented"/>: an operation or a <see cref="CustomFunction"/> has no derivative in a mode that is
    /// checked.
    /// </exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.NotImplemented"/>: the call is inside a transformed function, where tensors have no numbers to compare.
    /// </exception>
    /// <exception cref="AutogradException"><see cref="AutogradError.DoesNotRequireGrad"/>: the call was made in inference mode.</exception>
    /// <example>
    /// <code>
    /// using var scope = NewDisposeScope();
    /// Tensor x = tensor(new[] { 0.5, -1.0 }, requires_grad: true);
    /// Console.WriteLine(Autograd.GradGradCheck(t => t.sin() * t, x));      // True
    /// </code>
    /// </example>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.autograd.gradcheck.gradgradcheck.html">
    /// torch.autograd.gradcheck.gradgradcheck
    /// </seealso>
    public static bool GradGradCheck(Func<Tensor, Tensor> func, Tensor input, Tensor? gradOutput = null,
        double eps = 1e-6, double atol = 1e-5, double rtol = 1e-3, bool raiseException = true, double nondetTol = 0.0,
        bool checkForwardAd = false, bool checkBatchedGrad = false, bool fastMode = false, bool checkFwdOverRev = false,
        bool checkRevOverRev = true, bool checkUndefinedGrad = true, bool checkGradDtypes = false, bool genNonContigGradOutputs = false,
        IProgress<double>? progress = null)
    {
        Check.Function(func);
        Check.Usable(input);
        if (gradOutput is not null)
            Check.Usable(gradOutput);
        return Operators.Checking.GradGradCheck.Run(arguments => [func(arguments[0])], [input], gradOutput is null ? null : [gradOutput],
            nameof(gradOutput),
            Settings(nameof(input), eps, atol, rtol, raiseException, nondetTol, checkForwardAd || checkFwdOverRev, checkBatchedGrad,
                fastMode, checkUndefinedGrad, checkGradDtypes, false, checkRevOverRev, progress, genNonContigGradOutputs));
    }
}
