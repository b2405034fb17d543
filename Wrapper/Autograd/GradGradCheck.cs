using TorchBridge.Operators.Checking;

namespace TorchBridge;

public static partial class Autograd
{
    /// <summary>
    /// Checks second derivatives: a <c>GradCheck</c> of the gradients, as a function of the inputs and of the gradients of the outputs.
    /// Input <c>inputs.Count + k</c> of its messages is gradient k. Its outputs are the gradients of the inputs that require grad, in
    /// order.
    /// </summary>
    /// <param name="func">The function, as for <c>GradCheck</c>. At least one output must require grad; the others take no part.</param>
    /// <param name="inputs">Its arguments. At least one must require grad.</param>
    /// <param name="gradOutputs">
    /// A gradient for each output that requires grad, of its shape; those that require grad themselves are checked as inputs. Null, the
    /// default: random ones, uniform between -1 and 1, all checked.
    /// </param>
    /// <param name="eps">The step. Default 1e-6.</param>
    /// <param name="atol">The absolute tolerance. Default 1e-5.</param>
    /// <param name="rtol">The relative tolerance. Default 1e-3.</param>
    /// <param name="raiseException">Whether a failure is an exception (the default), or false is returned.</param>
    /// <param name="nondetTol">The largest difference allowed between two runs of a backward. Default 0.</param>
    /// <param name="checkForwardAd">The same as <paramref name="checkFwdOverRev"/>; either turns it on. Default false.</param>
    /// <param name="checkBatchedGrad">Whether second gradients of a batch are checked too. Default false.</param>
    /// <param name="fastMode">Whether the Jacobians are compared along random directions only. Default false.</param>
    /// <param name="checkFwdOverRev">Whether forward mode over the backward is checked too. Default false.</param>
    /// <param name="checkRevOverRev">Whether backward over the backward is checked, the default.</param>
    /// <param name="checkUndefinedGrad">
    /// Whether a missing gradient has to do what zeros do, the default. Without <paramref name="checkRevOverRev"/> it has to be off.
    /// </param>
    /// <param name="checkGradDtypes">Whether each gradient has to have its input's type. Default false.</param>
    /// <param name="genNonContigGradOutputs">Whether the random gradients are not contiguous. Default false.</param>
    /// <param name="progress">Gets the fraction that is done, from 0 to 1, as in <c>GradCheck</c>. Default null.</param>
    /// <returns>True if all is right. False if it isn't and <paramref name="raiseException"/> is false.</returns>
    /// <exception cref="GradCheckException">A check failed.</exception>
    /// <exception cref="ArgumentNullException">An argument, or an element of a list, is null.</exception>
    /// <exception cref="ArgumentException">
    /// As for <c>GradCheck</c>; or there are more or fewer gradients than outputs that require grad, or one has another shape than its
    /// output.
    /// </exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.DoesNotRequireGrad"/>: no output requires grad, so there are no gradients to check.
    /// </exception>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.autograd.gradcheck.gradgradcheck.html">
    /// torch.autograd.gradcheck.gradgradcheck
    /// </seealso>
    public static bool GradGradCheck(Func<Tensor[], Tensor[]> func, IEnumerable<Tensor> inputs, IEnumerable<Tensor>? gradOutputs = null,
        double eps = 1e-6, double atol = 1e-5, double rtol = 1e-3, bool raiseException = true, double nondetTol = 0.0,
        bool checkForwardAd = false, bool checkBatchedGrad = false, bool fastMode = false, bool checkFwdOverRev = false,
        bool checkRevOverRev = true, bool checkUndefinedGrad = true, bool checkGradDtypes = false, bool genNonContigGradOutputs = false,
        IProgress<double>? progress = null)
    {
        Check.Function(func);
        Tensor[] at = Check.List(inputs);
        Tensor[]? gradients = Check.OptionalList(gradOutputs);
        return Operators.Checking.GradGradCheck.Run(func, at, gradients, nameof(gradOutputs),
            Settings(nameof(inputs), eps, atol, rtol, raiseException, nondetTol, checkForwardAd || checkFwdOverRev, checkBatchedGrad,
                fastMode, checkUndefinedGrad, checkGradDtypes, false, checkRevOverRev, progress, genNonContigGradOutputs));
    }

    /// <summary>
    /// The same for one input and one output; see the overload for several.
    /// </summary>
    /// <param name="func">The function.</param>
    /// <param name="input">Its argument, requiring grad.</param>
    /// <param name="gradOutput">The gradient of the output, of its shape. Null, the default: a random one.</param>
    /// <param name="eps">The step. Default 1e-6.</param>
    /// <param name="atol">The absolute tolerance. Default 1e-5.</param>
    /// <param name="rtol">The relative tolerance. Default 1e-3.</param>
    /// <param name="raiseException">Whether a failure is an exception (the default), or false is returned.</param>
    /// <param name="nondetTol">The largest difference allowed between two runs of a backward. Default 0.</param>
    /// <param name="checkForwardAd">The same as <paramref name="checkFwdOverRev"/>; either turns it on. Default false.</param>
    /// <param name="checkBatchedGrad">Whether second gradients of a batch are checked too. Default false.</param>
    /// <param name="fastMode">Whether the Jacobians are compared along random directions only. Default false.</param>
    /// <param name="checkFwdOverRev">Whether forward mode over the backward is checked too. Default false.</param>
    /// <param name="checkRevOverRev">Whether backward over the backward is checked, the default.</param>
    /// <param name="checkUndefinedGrad">
    /// Whether a missing gradient has to do what zeros do, the default. Without <paramref name="checkRevOverRev"/> it has to be off.
    /// </param>
    /// <param name="checkGradDtypes">Whether each gradient has to have its input's type. Default false.</param>
    /// <param name="genNonContigGradOutputs">Whether the random gradients are not contiguous. Default false.</param>
    /// <param name="progress">Gets the fraction that is done, from 0 to 1, as in <c>GradCheck</c>. Default null.</param>
    /// <returns>True if all is right. False if it isn't and <paramref name="raiseException"/> is false.</returns>
    /// <exception cref="GradCheckException">A check failed.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="func"/> or <paramref name="input"/> is null.</exception>
    /// <exception cref="ArgumentException">As for several inputs.</exception>
    /// <exception cref="AutogradException"><see cref="AutogradError.DoesNotRequireGrad"/>: the output does not require grad.</exception>
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

    /// <summary>The same with the options as one object; see <see cref="GradCheckOptions"/>.</summary>
    /// <param name="func">The function.</param>
    /// <param name="inputs">Its arguments. At least one must require grad.</param>
    /// <param name="gradOutputs">A gradient for each output that requires grad; null for random ones.</param>
    /// <param name="options">The options.</param>
    /// <returns>True if all is right. False if it isn't and <see cref="GradCheckOptions.RaiseException"/> is false.</returns>
    /// <exception cref="GradCheckException">A check failed.</exception>
    /// <exception cref="ArgumentNullException">An argument, or an element of a list, is null.</exception>
    /// <exception cref="ArgumentException">As with named options.</exception>
    /// <exception cref="AutogradException">As with named options.</exception>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.autograd.gradcheck.gradgradcheck.html">
    /// torch.autograd.gradcheck.gradgradcheck
    /// </seealso>
    public static bool GradGradCheck(Func<Tensor[], Tensor[]> func, IEnumerable<Tensor> inputs, IEnumerable<Tensor>? gradOutputs,
        GradCheckOptions options)
    {
        Check.Function(func);
        Tensor[] at = Check.List(inputs);
        Tensor[]? gradients = Check.OptionalList(gradOutputs);
        ArgumentNullException.ThrowIfNull(options);
        return Operators.Checking.GradGradCheck.Run(func, at, gradients, nameof(gradOutputs),
            new GradCheckSettings(nameof(GradGradCheck), nameof(inputs), options).Checked());
    }
}
