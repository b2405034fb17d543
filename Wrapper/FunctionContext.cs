namespace TorchBridge;

/// <summary>
/// What the forward of a custom function leaves for its backward and its jvp; see <see cref="CustomFunction"/>. There is one for each call
/// of the function, and inside transforms one for each level that records the call.
/// </summary>
/// <seealso href="https://pytorch.org/docs/stable/autograd.html#context-method-mixins">torch.autograd.function.FunctionCtx</seealso>
public sealed class FunctionContext
{
    /// <param name="needsInputGrad">Which inputs require grad.</param>
    /// <param name="settings">The context whose data and options are shared; null: none.</param>
    internal FunctionContext(bool[] needsInputGrad, FunctionContext? settings = null)
    {
        NeedsInputGrad = needsInputGrad;
        Data = settings?.Data ?? new Dictionary<string, object?>();
        MaterializeGrads = settings?.MaterializeGrads ?? true;
        Batch = settings?.Batch;
        NotPacked = settings?.NotPacked ?? 0;
    }

    /// <summary>
    /// Which inputs require grad, so that backward need not compute the gradients of the others; null is right for those. In forward, an
    /// input counts if it requires grad at any level of the transforms around.
    /// </summary>
    public IReadOnlyList<bool> NeedsInputGrad { get; }

    /// <summary>
    /// Whether the gradient of an output that nothing used comes to backward as zeros of the output's shape and type (true, the default) or
    /// as null. The same for the tangent of an input that has none, in jvp.
    /// </summary>
    public bool MaterializeGrads { get; set; }

    /// <summary>
    /// Plain values for backward and jvp. Not for tensors: those belong into <see cref="SaveForBackward"/>, which frees and checks them.
    /// </summary>
    public IDictionary<string, object?> Data { get; }

    /// <summary>
    /// The tensors saved by <see cref="SaveForBackward"/>, in its order. In backward each access takes them out of the graph anew; they
    /// are gone when backward returns. In jvp they are those saved by <see cref="SaveForForward"/> if it was called.
    /// </summary>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.GraphFreed"/>: a pass without retainGraph has freed them. <see cref="AutogradError.ModifiedInPlace"/>: one
    /// of them has been written to since it was saved.
    /// </exception>
    public IReadOnlyList<Tensor> SavedTensors => Unpack();

    internal Tensor[] ToSave { get; private set; } = [];

    internal Tensor[]? ToSaveForForward { get; private set; }

    /// <summary>How many of the last tensors to save are saved as they are, and not packed by SavedTensorHooks.</summary>
    internal int NotPacked { get; set; }

    internal Tensor[] NonDifferentiable { get; private set; } = [];

    internal Tensor[] Dirty { get; private set; } = [];

    /// <summary>Until the function is recorded in a graph, the tensors are simply those given.</summary>
    internal Func<Tensor[]> Unpack { get => field ?? (() => ToSave); set; }

    /// <summary>For the function that a generated vmap rule makes of another one: what that one left.</summary>
    internal InnerContext? Batch { get; set; }

    /// <summary>
    /// Saves tensors for backward: inputs, outputs, or anything between. To be called in forward; of several calls the last one counts.
    /// Writing to one of them in place before backward is an error when backward asks for it.
    /// </summary>
    /// <param name="tensors">
    /// The tensors. They need not be kept alive by the caller. For second derivatives they must be inputs or outputs: anything between is a
    /// constant to a derivative of backward, as in PyTorch.
    /// </param>
    /// <exception cref="ArgumentNullException"><paramref name="tensors"/> or an element is null.</exception>
    /// <exception cref="ArgumentException">A tensor has been disposed.</exception>
    public void SaveForBackward(params Tensor[] tensors) => ToSave = Check.List(tensors);

    /// <summary>
    /// Saves tensors for jvp, the forward-mode derivative. Without it jvp finds those of <see cref="SaveForBackward"/>. To be called in
    /// forward; of several calls the last one counts.
    /// </summary>
    /// <param name="tensors">The tensors. They need not be kept alive by the caller.</param>
    /// <exception cref="ArgumentNullException"><paramref name="tensors"/> or an element is null.</exception>
    /// <exception cref="ArgumentException">A tensor has been disposed.</exception>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.autograd.function.FunctionCtx.save_for_forward.html">
    /// save_for_forward</seealso>
    public void SaveForForward(params Tensor[] tensors) => ToSaveForForward = Check.List(tensors);

    /// <summary>
    /// Declares outputs that have no derivative; they don't require grad. Integer and boolean outputs are so without it. To be called in
    /// forward; of several calls the last one counts.
    /// </summary>
    /// <param name="outputs">Some of the tensors that forward returns.</param>
    /// <exception cref="ArgumentNullException"><paramref name="outputs"/> or an element is null.</exception>
    /// <exception cref="ArgumentException">A tensor has been disposed.</exception>
    public void MarkNonDifferentiable(params Tensor[] outputs) =>
        NonDifferentiable = Check.List(outputs);

    /// <summary>
    /// Declares inputs that forward has written to in place. Each of them must be returned as an output; backward then gets the gradient
    /// of its new value. jvp must write to the tangents of these inputs in place, too, and return them. To be called in forward; of several
    /// calls the last one counts.
    /// </summary>
    /// <param name="inputs">Some of the inputs.</param>
    /// <exception cref="ArgumentNullException"><paramref name="inputs"/> or an element is null.</exception>
    /// <exception cref="ArgumentException">A tensor has been disposed.</exception>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.autograd.function.FunctionCtx.mark_dirty.html">mark_dirty</seealso>
    public void MarkDirty(params Tensor[] inputs) => Dirty = Check.List(inputs);

    /// <summary>Drops the tensors given, which the graph holds now.</summary>
    internal void Forget() => (ToSave, ToSaveForForward, NonDifferentiable, Dirty) = ([], null, [], []);

    /// <param name="Context">The context of the inner function.</param>
    /// <param name="Dims">The batch dimension of each saved tensor; -1 for one without.</param>
    /// <param name="DimsForForward">The same for those saved for jvp; null if they are the same.</param>
    internal sealed record InnerContext(FunctionContext Context, long[] Dims, long[]? DimsForForward);
}
