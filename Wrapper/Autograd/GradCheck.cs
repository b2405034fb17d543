using System.Runtime.CompilerServices;
using TorchBridge.Operators.Checking;

namespace TorchBridge;

public static partial class Autograd
{
    /// <summary>
    /// Checks the derivatives of a function against central differences <c>(f(x + h) - f(x - h)) / 2h</c>: each element of the Jacobian of
    /// each output with respect to each input that requires grad. Use it to test a new backward.
    /// </summary>
    /// <param name="func">
    /// The function. It is called about 2n times for n input elements. It receives copies of the inputs that require grad, with their
    /// shapes and strides, and the other inputs themselves. It must compute with its arguments: your own tensors are never changed. Outputs
    /// that do not require grad are not checked. If no output requires grad, the check is that no output changes.
    /// </param>
    /// <param name="inputs">
    /// The arguments of the function. At least one must require grad. The others, such as integers, are constants. Use float64 or
    /// complex128: in float32 the default step is lost in rounding, and the check fails.
    /// </param>
    /// <param name="eps">The step h of the differences. Default 1e-6.</param>
    /// <param name="atol">The absolute tolerance of <c>|analytical - numerical| ≤ atol + rtol |numerical|</c>. Default 1e-5.</param>
    /// <param name="rtol">The relative tolerance. Default 1e-3.</param>
    /// <param name="raiseException">
    /// True, the default: a failed check throws a <see cref="GradCheckException"/>. False: it returns false.
    /// </param>
    /// <param name="nondetTol">Each backward runs twice. This is the largest allowed difference between the two results. Default 0.</param>
    /// <param name="checkForwardAd">True also checks forward mode. Default false.</param>
    /// <param name="checkBatchedGrad">
    /// True also checks the gradients of a batch: they must equal those that are computed one after the other (see isGradsBatched of
    /// <c>Grad</c>). Default false.
    /// </param>
    /// <param name="fastMode">
    /// True compares only <c>vᵀ J u</c> for random u and v: two calls of <paramref name="func"/> for each input instead of two for each of
    /// its elements. After a failure the whole Jacobian is computed for the message. Default false.
    /// </param>
    /// <param name="checkUndefinedGrad">True, the default, checks that a missing gradient or tangent has the same effect as zeros.</param>
    /// <param name="checkGradDtypes">
    /// True checks that each gradient has the type of its input. LibTorch's engine converts gradients. Default false.
    /// </param>
    /// <param name="checkBatchedForwardGrad">
    /// True also checks forward mode for a batch of tangents: the results must equal those that are computed one after the other. Default
    /// false.
    /// </param>
    /// <param name="checkBackwardAd">
    /// True, the default, checks backward. If it is false, <paramref name="checkForwardAd"/> must be true.
    /// </param>
    /// <param name="progress">
    /// Receives the fraction of the work that is done: 0 first, then growing values, and 1 at the end. An exception that it throws comes
    /// out of this call unchanged, so it can cancel the call. Tensors that it makes are disposed. A <see cref="Progress{T}"/> can't cancel:
    /// it calls its handler on another thread, where an exception ends the process. Null, the default: no reports.
    /// </param>
    /// <returns>True if all derivatives are right. False if one is wrong and <paramref name="raiseException"/> is false.</returns>
    /// <exception cref="GradCheckException">A derivative differs from the finite differences. The message has both Jacobians.</exception>
    /// <exception cref="GradCheckException">A backward gives other values the second time.</exception>
    /// <exception cref="GradCheckException">A backward is not linear in the gradients that it receives.</exception>
    /// <exception cref="GradCheckException">A backward throws, or gives something other than zeros, when it receives null.</exception>
    /// <exception cref="GradCheckException">An output changes with the inputs although no output requires grad.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="func"/> is null.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="inputs"/> is null.</exception>
    /// <exception cref="ArgumentNullException">An element of <paramref name="inputs"/> is null.</exception>
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
    /// <exception cref="ArgumentOutOfRangeException">The step is not positive and finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A tolerance is negative.</exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.NotImplemented"/>: an operation or a <see cref="CustomFunction"/> has no derivative in a mode that is
    /// checked.
    /// </exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.NotImplemented"/>: the call is inside a transformed function, where tensors have no numbers to compare.
    /// </exception>
    /// <exception cref="AutogradException"><see cref="AutogradError.DoesNotRequireGrad"/>: the call was made in inference mode.</exception>
    /// <remarks>
    /// <para>
    /// What <paramref name="func"/> or a backward throws comes out unchanged, whatever <paramref name="raiseException"/> says. If a
    /// backward throws only for a batch or for null, its exception is inside the <see cref="GradCheckException"/>.
    /// </para>
    /// <para>
    /// A complex output is checked as two real ones. For a complex input <c>x + iy</c>, the gradient is <c>dL/dx + i dL/dy</c>: twice the
    /// conjugate Wirtinger derivative. Random numbers are the same in every call of <paramref name="func"/>, and the program's own random
    /// state does not change.
    /// </para>
    /// <para>
    /// If the function has a kink at the point, as <c>relu</c> at 0, the check fails although neither side is wrong: check at another
    /// point.
    /// </para>
    /// </remarks>
    /// <example>
    /// A function of two inputs.
    /// <code>
    /// using var scope = NewDisposeScope();
    /// Tensor a = tensor(new[] { 0.5, -1.0 }, requires_grad: true), b = tensor(new[] { 2.0, 3.0 }, requires_grad: true);
    /// Console.WriteLine(Autograd.GradCheck(t => [t[0] * t[1].exp()], [a, b]));                            // True
    /// Console.WriteLine(Autograd.GradCheck(t => [t[0] * t[1].exp()], [a, b], checkForwardAd: true));      // True
    /// </code>
    /// </example>
    /// <example>
    /// A wrong backward: it should be 2 x and is 3 x.
    /// <code>
    /// using var scope = NewDisposeScope();
    /// Tensor x = tensor(new[] { 0.5, -1.0 }, requires_grad: true);
    /// Func&lt;Tensor[], Tensor[]> wrong = inputs => CustomFunction.Apply(
    ///     (context, t) => { context.SaveForBackward(t[0]); return [t[0].square()]; },
    ///     (context, gradients) => [gradients[0]! * context.SavedTensors[0] * 3],
    ///     inputs);
    /// Console.WriteLine(Autograd.GradCheck(wrong, [x], raiseException: false));      // False
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
