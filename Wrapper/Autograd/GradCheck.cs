using System.Runtime.CompilerServices;
using TorchBridge.Operators.Checking;

namespace TorchBridge;

public static partial class Autograd
{
    /// <summary>
    /// Checks derivatives against central differences <c>(f(x + h) - f(x - h)) / 2 eps</c>, the way a new backward is tested: every element
    /// of the Jacobian of every output in every input that requires grad.
    /// </summary>
    /// <param name="func">
    /// The function. It is called some <c>2 n</c> times for <c>n</c> input elements, with copies of the inputs in their own shapes and
    /// strides (of those that require grad; the others it gets as they are), and must compute with these: the caller's own tensors are
    /// never changed. Outputs that don't require grad are not checked, unless none does: then no output may change at all.
    /// </param>
    /// <param name="inputs">
    /// Its arguments. At least one must require grad; the others, integers for example, are constants. In float32 the default
    /// <paramref name="eps"/> is lost in rounding and the check fails: use float64 or complex128.
    /// </param>
    /// <param name="eps">The step. Default 1e-6.</param>
    /// <param name="atol">The absolute tolerance of <c>|analytical - numerical| ≤ atol + rtol |numerical|</c>. Default 1e-5.</param>
    /// <param name="rtol">The relative tolerance. Default 1e-3.</param>
    /// <param name="raiseException">Whether a failure is an exception (the default), or false is returned.</param>
    /// <param name="nondetTol">Each backward is run twice; this is the largest difference allowed between the two. Default 0.</param>
    /// <param name="checkForwardAd">Whether forward mode is checked too. Default false.</param>
    /// <param name="checkBatchedGrad">
    /// Whether gradients of a batch are checked too, against the same computed in turn (see isGradsBatched of <c>Grad</c>). Default false.
    /// </param>
    /// <param name="fastMode">
    /// Whether only <c>vᵀ J u</c> is compared, for random <c>u</c> and <c>v</c>: two calls of <paramref name="func"/> for each input
    /// instead of two for each of its elements. Default false. On a failure the whole Jacobian is computed for the message.
    /// </param>
    /// <param name="checkUndefinedGrad">Whether a missing gradient, or tangent, has to do what zeros do. Default true.</param>
    /// <param name="checkGradDtypes">
    /// Whether each gradient has to have its input's type. Default false. (LibTorch's engine converts gradients.)
    /// </param>
    /// <param name="checkBatchedForwardGrad">
    /// Whether forward mode is checked for a batch of tangents too, against the same computed in turn. Default false.
    /// </param>
    /// <param name="checkBackwardAd">Whether backward is checked, the default. Without, forward mode has to be.</param>
    /// <param name="progress">
    /// Gets the fraction that is done: 0 first, then growing values after each call of the function or backward pass, and 1 when the
    /// check returns. What it throws comes out unchanged, so it can cancel the call. Tensors that it makes are disposed with the call.
    /// Default null.
    /// </param>
    /// <returns>True if all is right. False if it isn't and <paramref name="raiseException"/> is false.</returns>
    /// <exception cref="GradCheckException">
    /// A derivative is not what the differences say; a backward gives other values the second time; it is not linear in the gradients it
    /// gets; it throws or gives something else than zeros when they are null; outputs change though none requires grad. The message has
    /// both Jacobians.
    /// </exception>
    /// <exception cref="ArgumentNullException">An argument, or an element of <paramref name="inputs"/>, is null.</exception>
    /// <exception cref="ArgumentException">
    /// No input requires grad; one has been disposed, is sparse, or has a dimension of stride 0 (from <c>expand</c>);
    /// <paramref name="func"/> returned null, a null or disposed tensor, or outputs of other shapes at another point; it used one of
    /// <paramref name="inputs"/> itself instead of its argument; a tolerance is negative; neither mode is
    /// checked, or an option needs the mode that is not.
    /// </exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.NotImplemented"/>: LibTorch has no derivative, or with <paramref name="checkForwardAd"/> no forward mode,
    /// of an operation; a
    /// <see cref="CustomFunction"/> has none. Or it was called inside a transformed function (vmap, grad, jvp), where tensors have no
    /// numbers to compare.
    /// </exception>
    /// <remarks>
    /// What <paramref name="func"/> or a backward throws comes out as thrown, whatever <paramref name="raiseException"/> says; but from a
    /// backward that throws only when it is run for a batch, or given nulls, it is inside the <see cref="GradCheckException"/>. A complex
    /// output is checked as two real ones. In a complex input <c>x + iy</c> the gradient is <c>dL/dx + i dL/dy</c>, twice the conjugate
    /// Wirtinger derivative. Random numbers are the same in every call, and the program's own stay what they are.
    /// </remarks>
    /// <example>
    /// <code>
    /// Tensor x = rand(3, 4, dtype: float64, requires_grad: true);
    /// Autograd.GradCheck(t => t.tanh() * t, x);
    /// </code>
    /// </example>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.autograd.gradcheck.gradcheck.html">
    /// torch.autograd.gradcheck.gradcheck
    /// </seealso>
    public static bool GradCheck(Func<Tensor[], Tensor[]> func, IEnumerable<Tensor> inputs, double eps = 1e-6, double atol = 1e-5,
        double rtol = 1e-3, bool raiseException = true, double nondetTol = 0.0, bool checkForwardAd = false, bool checkBatchedGrad = false,
        bool fastMode = false, bool checkUndefinedGrad = true, bool checkGradDtypes = false, bool checkBatchedForwardGrad = false,
        bool checkBackwardAd = true, IProgress<double>? progress = null)
    {
        Check.Function(func);
        Tensor[] at = Check.List(inputs);
        return Operators.Checking.GradCheck.Run(func, at,
            Settings(nameof(inputs), eps, atol, rtol, raiseException, nondetTol, checkForwardAd, checkBatchedGrad, fastMode,
                checkUndefinedGrad, checkGradDtypes, checkBatchedForwardGrad, checkBackwardAd, progress));
    }

    /// <summary>
    /// The same for one input and one output; see the overload for several.
    /// </summary>
    /// <param name="func">The function.</param>
    /// <param name="input">Its argument, requiring grad.</param>
    /// <param name="eps">The step. Default 1e-6.</param>
    /// <param name="atol">The absolute tolerance. Default 1e-5.</param>
    /// <param name="rtol">The relative tolerance. Default 1e-3.</param>
    /// <param name="raiseException">Whether a failure is an exception (the default), or false is returned.</param>
    /// <param name="nondetTol">The largest difference allowed between two runs of a backward. Default 0.</param>
    /// <param name="checkForwardAd">Whether forward mode is checked too. Default false.</param>
    /// <param name="checkBatchedGrad">Whether gradients of a batch are checked too. Default false.</param>
    /// <param name="fastMode">Whether the Jacobian is compared along random directions only. Default false.</param>
    /// <param name="checkUndefinedGrad">Whether a missing gradient, or tangent, has to do what zeros do. Default true.</param>
    /// <param name="checkGradDtypes">
    /// Whether each gradient has to have its input's type. Default false. (LibTorch's engine converts gradients.)
    /// </param>
    /// <param name="checkBatchedForwardGrad">
    /// Whether forward mode is checked for a batch of tangents too, against the same computed in turn. Default false.
    /// </param>
    /// <param name="checkBackwardAd">Whether backward is checked, the default. Without, forward mode has to be.</param>
    /// <param name="progress">Gets the fraction that is done, as for several inputs. Default null.</param>
    /// <returns>True if all is right. False if it isn't and <paramref name="raiseException"/> is false.</returns>
    /// <exception cref="GradCheckException">A check failed.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="func"/> or <paramref name="input"/> is null.</exception>
    /// <exception cref="ArgumentException">As for several inputs.</exception>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.autograd.gradcheck.gradcheck.html">
    /// torch.autograd.gradcheck.gradcheck
    /// </seealso>
    public static bool GradCheck(Func<Tensor, Tensor> func, Tensor input, double eps = 1e-6, double atol = 1e-5, double rtol = 1e-3,
        bool raiseException = true, double nondetTol = 0.0, bool checkForwardAd = false, bool checkBatchedGrad = false,
        bool fastMode = false, bool checkUndefinedGrad = true, bool checkGradDtypes = false, bool checkBatchedForwardGrad = false,
        bool checkBackwardAd = true, IProgress<double>? progress = null)
    {
        Check.Function(func);
        Check.Usable(input);
        return Operators.Checking.GradCheck.Run(arguments => [func(arguments[0])], [input],
            Settings(nameof(input), eps, atol, rtol, raiseException, nondetTol, checkForwardAd, checkBatchedGrad, fastMode,
                checkUndefinedGrad, checkGradDtypes, checkBatchedForwardGrad, checkBackwardAd, progress));
    }

    /// <summary>The same with the options as one object; see <see cref="GradCheckOptions"/>.</summary>
    /// <param name="func">The function.</param>
    /// <param name="inputs">Its arguments. At least one must require grad.</param>
    /// <param name="options">The options.</param>
    /// <returns>True if all is right. False if it isn't and <see cref="GradCheckOptions.RaiseException"/> is false.</returns>
    /// <exception cref="GradCheckException">A check failed.</exception>
    /// <exception cref="ArgumentNullException">An argument, or an element of <paramref name="inputs"/>, is null.</exception>
    /// <exception cref="ArgumentException">As with named options.</exception>
    /// <exception cref="AutogradException">As with named options.</exception>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.autograd.gradcheck.gradcheck.html">
    /// torch.autograd.gradcheck.gradcheck
    /// </seealso>
    public static bool GradCheck(Func<Tensor[], Tensor[]> func, IEnumerable<Tensor> inputs, GradCheckOptions options)
    {
        Check.Function(func);
        Tensor[] at = Check.List(inputs);
        ArgumentNullException.ThrowIfNull(options);
        return Operators.Checking.GradCheck.Run(func, at, new GradCheckSettings(nameof(GradCheck), nameof(inputs), options).Checked());
    }

    private static GradCheckSettings Settings(string inputs, double eps, double atol, double rtol, bool raiseException, double nondetTol,
        bool checkForwardAd, bool checkBatchedGrad, bool fastMode, bool checkUndefinedGrad, bool checkGradDtypes,
        bool checkBatchedForwardGrad, bool checkBackwardAd, IProgress<double>? progress, bool genNonContigGradOutputs = false,
        [CallerMemberName] string api = "")
    {
        var options = new GradCheckOptions
        {
            Eps = eps,
            Atol = atol,
            Rtol = rtol,
            RaiseException = raiseException,
            NondetTol = nondetTol,
            CheckForwardAd = checkForwardAd,
            CheckBatchedGrad = checkBatchedGrad,
            FastMode = fastMode,
            CheckUndefinedGrad = checkUndefinedGrad,
            CheckGradDtypes = checkGradDtypes,
            CheckBatchedForwardGrad = checkBatchedForwardGrad,
            CheckBackwardAd = checkBackwardAd,
            GenNonContigGradOutputs = genNonContigGradOutputs,
            Progress = progress,
        };
        return new GradCheckSettings(api, inputs, options).Checked();
    }
}
