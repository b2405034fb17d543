namespace TorchBridge;

/// <summary>
/// Carries what the forward of a custom function leaves for its backward and its jvp; see <see cref="CustomFunction"/>. Each call of the
/// function has its own context. Inside transforms, each transform that records the call has one.
/// </summary>
/// <remarks>The context belongs to its graph and disappears together with it. Do not keep it after the function has returned.</remarks>
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
    /// Which inputs require grad, in their order. Backward may return null for an input that does not, and need not compute its gradient.
    /// In forward, an input counts if it requires grad in any of the surrounding transforms.
    /// </summary>
    /// <seealso href="https://pytorch.org/docs/stable/notes/extending.html">ctx.needs_input_grad</seealso>
    public IReadOnlyList<bool> NeedsInputGrad { get; }

    /// <summary>
    /// Whether backward receives zeros (true, the default) or null (false) as the gradient of an output that no pass used. In the same way,
    /// whether jvp receives zeros or null as the tangent of an input that has none.
    /// </summary>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.autograd.function.FunctionCtx.set_materialize_grads.html">
    /// set_materialize_grads
    /// </seealso>
    public bool MaterializeGrads { get; set; }

    /// <summary>
    /// Plain values for backward and jvp, by name. Do not put tensors here: save them with <see cref="SaveForBackward"/>, which checks that
    /// they have not been written to and frees them in time.
    /// </summary>
    public IDictionary<string, object?> Data { get; }

    /// <summary>
    /// The tensors that <see cref="SaveForBackward"/> saved, in its order. In backward, each access takes them out of the graph again; they
    /// are disposed when backward returns. In jvp, they are the tensors of <see cref="SaveForForward"/> if it was called.
    /// </summary>
    /// <exception cref="AutogradException"><see cref="AutogradError.GraphFreed"/>: a pass without retainGraph has freed them.</exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.ModifiedInPlace"/>: one of them has been written to since it was saved.
    /// </exception>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.autograd.function.FunctionCtx.save_for_backward.html">
    /// save_for_backward
    /// </seealso>
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
    /// Saves tensors for backward: inputs, outputs or intermediate results. Call it in forward. If it is called several times, the last
    /// call counts. If a saved tensor is written to in place before backward asks for it, that is an error.
    /// </summary>
    /// <param name="tensors">
    /// The tensors. You need not keep them alive. For second derivatives they must be inputs or outputs: a derivative of backward takes an
    /// intermediate result for a constant, as in PyTorch.
    /// </param>
    /// <exception cref="ArgumentNullException"><paramref name="tensors"/> is null.</exception>
    /// <exception cref="ArgumentNullException">An element of <paramref name="tensors"/> is null.</exception>
    /// <exception cref="ArgumentException">A tensor has been disposed.</exception>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.autograd.function.FunctionCtx.save_for_backward.html">
    /// save_for_backward
    /// </seealso>
    public void SaveForBackward(params Tensor[] tensors) => ToSave = Check.List(tensors);

    /// <summary>
    /// Saves tensors for jvp, the rule for forward mode. Without this call, jvp finds the tensors of <see cref="SaveForBackward"/>. Call it
    /// in forward. If it is called several times, the last call counts.
    /// </summary>
    /// <param name="tensors">The tensors. You need not keep them alive.</param>
    /// <exception cref="ArgumentNullException"><paramref name="tensors"/> is null.</exception>
    /// <exception cref="ArgumentNullException">An element of <paramref name="tensors"/> is null.</exception>
    /// <exception cref="ArgumentException">A tensor has been disposed.</exception>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.autograd.function.FunctionCtx.save_for_forward.html">
    /// save_for_forward
    /// </seealso>
    public void SaveForForward(params Tensor[] tensors) => ToSaveForForward = Check.List(tensors);

    /// <summary>
    /// Marks outputs that have no derivative. They do not require grad. Outputs of integer or boolean type need no mark. Call it in
    /// forward. If it is called several times, the last call counts.
    /// </summary>
    /// <param name="outputs">Some of the tensors that forward returns.</param>
    /// <exception cref="ArgumentNullException"><paramref name="outputs"/> is null.</exception>
    /// <exception cref="ArgumentNullException">An element of <paramref name="outputs"/> is null.</exception>
    /// <exception cref="ArgumentException">A tensor has been disposed.</exception>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.autograd.function.FunctionCtx.mark_non_differentiable.html">
    /// mark_non_differentiable
    /// </seealso>
    public void MarkNonDifferentiable(params Tensor[] outputs) =>
        NonDifferentiable = Check.List(outputs);

    /// <summary>
    /// Marks inputs that forward has written to in place. Return each of them as an output; backward then receives the gradient of its new
    /// value. If there is a jvp, it must write to the tangents of these inputs in place and return them. Call it in forward. If it is
    /// called several times, the last call counts.
    /// </summary>
    /// <param name="inputs">Some of the inputs.</param>
    /// <exception cref="ArgumentNullException"><paramref name="inputs"/> is null.</exception>
    /// <exception cref="ArgumentNullException">An element of <paramref name="inputs"/> is null.</exception>
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
