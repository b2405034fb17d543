namespace TorchBridge;

public static partial class Autograd
{
    /// <summary>The norm of all elements of all tensors together, as if they were one vector: the norm of their norms.</summary>
    /// <param name="tensors">Gradients for example, of any shapes and of floating-point or complex types; may be empty.</param>
    /// <param name="normType">
    /// The order p of <c>(Σ |x|ᵖ)^(1/p)</c>; infinity for the largest absolute value. As in PyTorch, 0 counts the tensors that are not all
    /// zeros. Default 2.
    /// </param>
    /// <param name="errorIfNonfinite">Whether a norm that is infinite or no number is an error. Default false.</param>
    /// <returns>A tensor without dimensions and without a graph. 0 if there are no elements.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="tensors"/> or an element is null.</exception>
    /// <exception cref="ArgumentException">
    /// A tensor has been disposed or is of integer or boolean type; <paramref name="normType"/> is no number.
    /// </exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.Other"/>: the norm is not finite and <paramref name="errorIfNonfinite"/> is true.
    /// </exception>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.nn.utils.get_total_norm.html">torch.nn.utils.get_total_norm</seealso>
    public static Tensor GetTotalNorm(IEnumerable<Tensor> tensors, double normType = 2.0, bool errorIfNonfinite = false) =>
        Operators.Reverse.GradientNorms.Total(nameof(GetTotalNorm), Check.List(tensors), nameof(tensors), normType, errorIfNonfinite);

    /// <summary>
    /// Scales the gradients of parameters in place, so that the norm of all of them together is at most <paramref name="maxNorm"/>: each is
    /// multiplied by <c>maxNorm / (norm + 1e-6)</c> if that is below 1.
    /// </summary>
    /// <param name="parameters">Any tensors, for example a module's <c>parameters()</c>. Those without a gradient are left out.</param>
    /// <param name="maxNorm">The largest norm, 0 or more.</param>
    /// <param name="normType">The order of the norm, as in <see cref="GetTotalNorm"/>. Default 2.</param>
    /// <param name="errorIfNonfinite">
    /// Whether a norm that is infinite or no number is an error. Default false: then the gradients become 0 or NaN. With it, they stay what
    /// they were.
    /// </param>
    /// <returns>The norm before, a tensor without dimensions.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="parameters"/> or an element is null.</exception>
    /// <exception cref="ArgumentException">
    /// A tensor has been disposed; <paramref name="maxNorm"/> is negative or no number; <paramref name="normType"/> is no number.
    /// </exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.Other"/>: the norm is not finite and <paramref name="errorIfNonfinite"/> is true.
    /// </exception>
    /// <example>
    /// <code>
    /// loss.Backward();
    /// using Tensor norm = Autograd.ClipGradNorm(model.parameters(), maxNorm: 1.0, errorIfNonfinite: true);
    /// optimizer.step();
    /// </code>
    /// </example>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.nn.utils.clip_grad_norm_.html">
    /// torch.nn.utils.clip_grad_norm_
    /// </seealso>
    public static Tensor ClipGradNorm(IEnumerable<Tensor> parameters, double maxNorm, double normType = 2.0,
        bool errorIfNonfinite = false) => Operators.Reverse.GradientNorms.ClipNorm(
            nameof(ClipGradNorm), Check.List(parameters), maxNorm, normType, errorIfNonfinite);

    /// <summary>
    /// The same by a norm that is known, for example one of all parameters of a model whose parts are clipped one by one.
    /// </summary>
    /// <param name="parameters">Any tensors. Those without a gradient are left out.</param>
    /// <param name="maxNorm">The largest norm, 0 or more.</param>
    /// <param name="totalNorm">The norm of the gradients, a tensor of one element; see <see cref="GetTotalNorm"/>.</param>
    /// <exception cref="ArgumentNullException">An argument or an element of <paramref name="parameters"/> is null.</exception>
    /// <exception cref="ArgumentException">
    /// A tensor has been disposed; <paramref name="maxNorm"/> is negative or no number; <paramref name="totalNorm"/> is not one real number
    /// of floating-point type.
    /// </exception>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.nn.utils.clip_grads_with_norm_.html">
    /// torch.nn.utils.clip_grads_with_norm_
    /// </seealso>
    public static void ClipGradsWithNorm(IEnumerable<Tensor> parameters, double maxNorm, Tensor totalNorm)
    {
        Tensor[] list = Check.List(parameters);
        Check.Usable(totalNorm);
        Operators.Reverse.GradientNorms.ClipWithNorm(nameof(ClipGradsWithNorm), list, maxNorm, totalNorm);
    }

    /// <summary>Brings each element of the gradients of parameters between <c>-clipValue</c> and <c>clipValue</c>, in place.</summary>
    /// <param name="parameters">Any tensors, for example a module's <c>parameters()</c>. Those without a gradient are left out.</param>
    /// <param name="clipValue">The largest absolute value, 0 or more.</param>
    /// <exception cref="ArgumentNullException"><paramref name="parameters"/> or an element is null.</exception>
    /// <exception cref="ArgumentException">
    /// A tensor has been disposed; <paramref name="clipValue"/> is negative or no number.
    /// </exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.Other"/>: a gradient is complex or sparse, which can't be clamped.
    /// </exception>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.nn.utils.clip_grad_value_.html">
    /// torch.nn.utils.clip_grad_value_
    /// </seealso>
    public static void ClipGradValue(IEnumerable<Tensor> parameters, double clipValue) =>
        Operators.Reverse.GradientNorms.ClipValue(nameof(ClipGradValue), Check.List(parameters), clipValue);
}
