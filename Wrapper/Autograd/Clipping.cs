namespace TorchBridge;

public static partial class Autograd
{
    /// <summary>Computes the norm of all elements of all tensors together, as if the tensors were one vector.</summary>
    /// <param name="tensors">
    /// The tensors, for example gradients. They may have any shapes and are of floating-point or complex type. The list may be empty.
    /// </param>
    /// <param name="normType">
    /// The order p of <c>(Σ |x|ᵖ)^(1/p)</c>. Infinity means the largest absolute value. 0 counts the tensors that are not all zeros, as in
    /// PyTorch. Default 2.
    /// </param>
    /// <param name="errorIfNonfinite">True: it is an error if the norm is infinite or not a number. Default false.</param>
    /// <returns>A tensor without dimensions and without a graph. It is 0 if there are no elements. The caller disposes it.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="tensors"/> is null.</exception>
    /// <exception cref="ArgumentNullException">An element of <paramref name="tensors"/> is null.</exception>
    /// <exception cref="ArgumentException">A tensor has been disposed.</exception>
    /// <exception cref="ArgumentException">A tensor is of integer or boolean type.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="normType"/> is not a number.</exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.Other"/>: the norm is not finite and <paramref name="errorIfNonfinite"/> is true.
    /// </exception>
    /// <example>
    /// <code>
    /// using var scope = NewDisposeScope();
    /// Console.WriteLine(Autograd.GetTotalNorm([tensor(new[] { 3.0 }), tensor(new[] { 4.0 })]).ToDouble());      // 5
    /// </code>
    /// </example>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.nn.utils.get_total_norm.html">torch.nn.utils.get_total_norm</seealso>
    public static Tensor GetTotalNorm(IEnumerable<Tensor> tensors, double normType = 2.0, bool errorIfNonfinite = false) =>
        Operators.Reverse.GradientNorms.Total(nameof(GetTotalNorm), Check.List(tensors), nameof(tensors), normType, errorIfNonfinite);

    /// <summary>
    /// Scales the gradients of parameters in place so that the norm of all of them together is at most <paramref name="maxNorm"/>. Each
    /// gradient is multiplied by <c>maxNorm / (norm + 1e-6)</c> if that is below 1.
    /// </summary>
    /// <param name="parameters">Any tensors, for example the <c>parameters()</c> of a module. Those without a gradient are ignored.</param>
    /// <param name="maxNorm">The largest norm, at least 0.</param>
    /// <param name="normType">The order of the norm, as in <see cref="GetTotalNorm"/>. Default 2.</param>
    /// <param name="errorIfNonfinite">
    /// True: it is an error if the norm is infinite or not a number, and the gradients stay as they are. False, the default: the gradients
    /// then become 0 or NaN.
    /// </param>
    /// <returns>The norm before the call, a tensor without dimensions. The caller disposes it.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="parameters"/> is null.</exception>
    /// <exception cref="ArgumentNullException">An element of <paramref name="parameters"/> is null.</exception>
    /// <exception cref="ArgumentException">A tensor has been disposed.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxNorm"/> is negative or not a number.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="normType"/> is not a number.</exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.Other"/>: the norm is not finite and <paramref name="errorIfNonfinite"/> is true.
    /// </exception>
    /// <example>
    /// <code>
    /// using var scope = NewDisposeScope();
    /// Tensor weight = tensor(new[] { 3.0, 4.0 }, requires_grad: true);
    /// (weight.square().sum() / 2).Backward();
    /// Tensor norm = Autograd.ClipGradNorm([weight], maxNorm: 1.0);
    /// Console.WriteLine(norm.ToDouble());                                                                    // 5
    /// Console.WriteLine(string.Join(", ", weight.grad!.data&lt;double>().Select(g => Math.Round(g, 3))));      // 0.6, 0.8
    /// </code>
    /// </example>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.nn.utils.clip_grad_norm_.html">
    /// torch.nn.utils.clip_grad_norm_
    /// </seealso>
    public static Tensor ClipGradNorm(IEnumerable<Tensor> parameters, double maxNorm, double normType = 2.0,
        bool errorIfNonfinite = false) => Operators.Reverse.GradientNorms.ClipNorm(
            nameof(ClipGradNorm), Check.List(parameters), maxNorm, normType, errorIfNonfinite);

    /// <summary>
    /// Scales the gradients of parameters in place by a norm that is already known: each is multiplied by
    /// <c>maxNorm / (totalNorm + 1e-6)</c> if that is below 1. Use it to clip the parts of a model one after the other by the norm of the
    /// whole model.
    /// </summary>
    /// <param name="parameters">Any tensors. Those without a gradient are ignored.</param>
    /// <param name="maxNorm">The largest norm, at least 0.</param>
    /// <param name="totalNorm">The norm of the gradients, a real tensor of one element; see <see cref="GetTotalNorm"/>.</param>
    /// <exception cref="ArgumentNullException"><paramref name="parameters"/> is null.</exception>
    /// <exception cref="ArgumentNullException">An element of <paramref name="parameters"/> is null.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="totalNorm"/> is null.</exception>
    /// <exception cref="ArgumentException">A tensor has been disposed.</exception>
    /// <exception cref="ArgumentException"><paramref name="totalNorm"/> is not a real floating-point tensor of one element.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxNorm"/> is negative or not a number.</exception>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.nn.utils.clip_grads_with_norm_.html">
    /// torch.nn.utils.clip_grads_with_norm_
    /// </seealso>
    public static void ClipGradsWithNorm(IEnumerable<Tensor> parameters, double maxNorm, Tensor totalNorm)
    {
        Tensor[] list = Check.List(parameters);
        Check.Usable(totalNorm);
        Operators.Reverse.GradientNorms.ClipWithNorm(nameof(ClipGradsWithNorm), list, maxNorm, totalNorm);
    }

    /// <summary>
    /// Limits each element of the gradients of parameters to the range from <c>-clipValue</c> to <c>clipValue</c>, in place.
    /// </summary>
    /// <param name="parameters">Any tensors, for example the <c>parameters()</c> of a module. Those without a gradient are ignored.</param>
    /// <param name="clipValue">The largest absolute value, at least 0.</param>
    /// <exception cref="ArgumentNullException"><paramref name="parameters"/> is null.</exception>
    /// <exception cref="ArgumentNullException">An element of <paramref name="parameters"/> is null.</exception>
    /// <exception cref="ArgumentException">A tensor has been disposed.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="clipValue"/> is negative or not a number.</exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.Other"/>: a gradient is complex or sparse: such a gradient cannot be clamped.
    /// </exception>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.nn.utils.clip_grad_value_.html">
    /// torch.nn.utils.clip_grad_value_
    /// </seealso>
    public static void ClipGradValue(IEnumerable<Tensor> parameters, double clipValue) =>
        Operators.Reverse.GradientNorms.ClipValue(nameof(ClipGradValue), Check.List(parameters), clipValue);
}
