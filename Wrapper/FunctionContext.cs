namespace TorchBridge;

/// <summary>What the forward of a custom function leaves for its backward; see <see cref="CustomFunction.Apply"/>.</summary>
/// <seealso href="https://pytorch.org/docs/stable/autograd.html#context-method-mixins">torch.autograd.function.FunctionCtx</seealso>
public sealed class FunctionContext
{
    internal FunctionContext(bool[] needsInputGrad) => NeedsInputGrad = needsInputGrad;

    /// <summary>
    /// Which inputs require grad, so that backward need not compute the gradients of the others; null is right for those.
    /// </summary>
    public IReadOnlyList<bool> NeedsInputGrad { get; }

    /// <summary>
    /// Whether the gradient of an output that nothing used comes to backward as zeros of the output's shape and type (true, the default) or
    /// as null.
    /// </summary>
    public bool MaterializeGrads { get; set; } = true;

    /// <summary>
    /// Plain values for backward. Not for tensors: those belong into <see cref="SaveForBackward"/>, which frees and checks them.
    /// </summary>
    public IDictionary<string, object?> Data { get; } = new Dictionary<string, object?>();

    /// <summary>
    /// The tensors saved by <see cref="SaveForBackward"/>, in its order. In backward each access takes them out of the graph anew; they
    /// are gone when backward returns.
    /// </summary>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.GraphFreed"/>: a pass without retainGraph has freed them. <see cref="AutogradError.ModifiedInPlace"/>: one
    /// of them has been written to since it was saved.
    /// </exception>
    public IReadOnlyList<Tensor> SavedTensors => Unpack();

    internal Tensor[] ToSave { get; private set; } = [];

    /// <summary>How many of the last tensors to save are saved as they are, and not packed by SavedTensorHooks.</summary>
    internal int NotPacked { get; set; }

    internal Tensor[] NonDifferentiable { get; private set; } = [];

    /// <summary>Until the function is recorded in a graph, the tensors are simply those given.</summary>
    internal Func<Tensor[]> Unpack { get => field ?? (() => ToSave); set; }

    /// <summary>
    /// Saves tensors for backward: inputs, outputs, or anything between. To be called in forward; of several calls the last one counts.
    /// Writing to one of them in place before backward is an error when backward asks for it.
    /// </summary>
    /// <param name="tensors">The tensors. They need not be kept alive by the caller.</param>
    /// <exception cref="ArgumentNullException"><paramref name="tensors"/> or an element is null.</exception>
    /// <exception cref="ArgumentException">A tensor has been disposed.</exception>
    public void SaveForBackward(params Tensor[] tensors) => ToSave = Check.List(tensors);

    /// <summary>
    /// Declares outputs that have no derivative; they don't require grad. Integer and boolean outputs are so without it. To be called in
    /// forward; of several calls the last one counts.
    /// </summary>
    /// <param name="outputs">Some of the tensors that forward returns.</param>
    /// <exception cref="ArgumentNullException"><paramref name="outputs"/> or an element is null.</exception>
    /// <exception cref="ArgumentException">A tensor has been disposed.</exception>
    public void MarkNonDifferentiable(params Tensor[] outputs) =>
        NonDifferentiable = Check.List(outputs);
}
