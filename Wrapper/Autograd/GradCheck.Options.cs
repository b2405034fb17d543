using TorchBridge.Operators.Checking;

namespace TorchBridge;

public static partial class Autograd
{
    /// <summary>Checks the derivatives of a function against central differences, with the options in one object.</summary>
    /// <param name="func">The function. It must compute with its arguments, which are copies of the inputs.</param>
    /// <param name="inputs">The arguments of the function. At least one must require grad.</param>
    /// <param name="options">The options. Each has the default of the named argument.</param>
    /// <returns>
    /// True if all derivatives are right. False if one is wrong and <see cref="GradCheckOptions.RaiseException"/> is false.
    /// </returns>
    /// <exception cref="GradCheckException">A derivative differs from the finite differences. The message has both Jacobians.</exception>
    /// <exception cref="GradCheckException">A backward gives other values the second time.</exception>
    /// <exception cref="GradCheckException">A backward is not linear in the gradients that it receives.</exception>
    /// <exception cref="GradCheckException">A backward throws, or gives something other than zeros, when it receives null.</exception>
    /// <exception cref="GradCheckException">An output changes with the inputs although no output requires grad.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="func"/> is null.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="inputs"/> is null.</exception>
    /// <exception cref="ArgumentNullException">An element of <paramref name="inputs"/> is null.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> is null.</exception>
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
}
