namespace TorchBridge;

public static partial class TensorExtensions
{
    /// <summary>
    /// Returns how often the tensor's memory has been written to by in-place operations or marked as written to by
    /// <c>Autograd.IncrementVersion</c>. Views of one tensor share the counter.
    /// </summary>
    /// <param name="self">Any tensor that was not made in inference mode.</param>
    /// <returns>The count, 0 for a new tensor: PyTorch's <c>_version</c>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="self"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="self"/> has been disposed.</exception>
    /// <exception cref="AutogradException"><see cref="AutogradError.Other"/>: <paramref name="self"/> is an inference tensor.</exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.NotImplemented"/>: this build of LibTorch does not export the counter.
    /// </exception>
    /// <seealso href="https://pytorch.org/docs/stable/notes/autograd.html#in-place-correctness-checks">
    /// in-place correctness checks
    /// </seealso>
    public static long Version(this Tensor self)
    {
        Check.Usable(self);
        return Operators.Reverse.TensorState.Version(self);
    }

    /// <summary>
    /// Returns which output of its operation this tensor is. The number is above 0 only for operations with several outputs.
    /// </summary>
    /// <param name="self">Any tensor.</param>
    /// <returns>The number, counted from 0: PyTorch's <c>output_nr</c>. It is 0 for a tensor without a graph.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="self"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="self"/> has been disposed.</exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.NotImplemented"/>: this build of LibTorch does not export the number.
    /// </exception>
    /// <seealso href="https://pytorch.org/docs/stable/tensors.html">torch.Tensor</seealso>
    public static long OutputNr(this Tensor self)
    {
        Check.Usable(self);
        return Operators.Reverse.TensorState.OutputNumber(nameof(OutputNr), self);
    }

    /// <summary>
    /// Returns whether a pass keeps the gradient of this tensor although the tensor is not a leaf. <c>retain_grad</c> turns that on.
    /// </summary>
    /// <param name="self">Any tensor.</param>
    /// <returns>PyTorch's <c>retains_grad</c>. It is false for a leaf: a pass always keeps the gradient of a leaf.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="self"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="self"/> has been disposed.</exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.NotImplemented"/>: this build of LibTorch does not export the setting.
    /// </exception>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.Tensor.retains_grad.html">torch.Tensor.retains_grad</seealso>
    public static bool RetainsGrad(this Tensor self)
    {
        Check.Usable(self);
        return Operators.Reverse.TensorState.RetainsGrad(nameof(RetainsGrad), self);
    }

    /// <summary>Returns whether the tensor was made in inference mode. A graph cannot save such a tensor.</summary>
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
