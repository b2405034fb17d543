namespace TorchBridge;

public static partial class TensorExtensions
{
    /// <summary>
    /// How often in-place operations, or <c>Autograd.IncrementVersion</c>, have written to the tensor's memory. Views share the counter.
    /// </summary>
    /// <param name="self">Any tensor that was not made in inference mode.</param>
    /// <returns>The count, 0 for a new tensor. PyTorch's <c>_version</c>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="self"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="self"/> has been disposed.</exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.Other"/>: it is an inference tensor. <see cref="AutogradError.NotImplemented"/>: this build of LibTorch
    /// does not export the counter.
    /// </exception>
    /// <seealso href="https://pytorch.org/docs/stable/notes/autograd.html#in-place-correctness-checks">
    /// in-place correctness checks
    /// </seealso>
    public static long Version(this Tensor self)
    {
        Check.Usable(self);
        return Operators.Reverse.TensorState.Version(self);
    }

    /// <summary>Which output of its operation a tensor is: 0, except for operations with several outputs.</summary>
    /// <param name="self">Any tensor. For one without a graph it is 0.</param>
    /// <returns>The number. PyTorch's <c>output_nr</c>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="self"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="self"/> has been disposed.</exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.NotImplemented"/>: this build of LibTorch does not export it.
    /// </exception>
    /// <seealso href="https://pytorch.org/docs/stable/tensors.html">torch.Tensor</seealso>
    public static long OutputNr(this Tensor self)
    {
        Check.Usable(self);
        return Operators.Reverse.TensorState.OutputNumber(nameof(OutputNr), self);
    }

    /// <summary>Whether a pass keeps the gradient of this tensor although it is no leaf, as after <c>retain_grad</c>.</summary>
    /// <param name="self">Any tensor.</param>
    /// <returns>False for leaves, whose gradients are always kept. PyTorch's <c>retains_grad</c>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="self"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="self"/> has been disposed.</exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.NotImplemented"/>: this build of LibTorch does not export it.
    /// </exception>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.Tensor.retains_grad.html">torch.Tensor.retains_grad</seealso>
    public static bool RetainsGrad(this Tensor self)
    {
        Check.Usable(self);
        return Operators.Reverse.TensorState.RetainsGrad(nameof(RetainsGrad), self);
    }

    /// <summary>Whether the tensor was made in inference mode, so that no graph can hold it.</summary>
    /// <param name="self">Any tensor.</param>
    /// <returns>PyTorch's <c>is_inference()</c>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="self"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="self"/> has been disposed.</exception>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.Tensor.is_inference.html">torch.Tensor.is_inference</seealso>
    public static bool IsInference(this Tensor self)
    {
        Check.Usable(self);
        return Operators.Reverse.TensorState.IsInference(nameof(IsInference), self);
    }
}
