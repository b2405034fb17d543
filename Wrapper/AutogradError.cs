namespace TorchBridge;

/// <summary>The kinds of failure that an <see cref="AutogradException"/> reports. PyTorch raises a RuntimeError for each.</summary>
public enum AutogradError
{
    /// <summary>A failure that no other kind names. The message has LibTorch's text.</summary>
    Other,

    /// <summary>
    /// No gradient was given for an output that is not a real tensor of one element: "grad can be implicitly created only for scalar
    /// outputs".
    /// </summary>
    NotScalar,

    /// <summary>
    /// An earlier pass has freed the tensors that the graph had saved: "Trying to backward through the graph a second time".
    /// </summary>
    GraphFreed,

    /// <summary>
    /// A tensor that the derivative needs has been written to: "one of the variables needed for gradient computation has been modified by
    /// an inplace operation".
    /// </summary>
    ModifiedInPlace,

    /// <summary>A tensor has no graph: "does not require grad and does not have a grad_fn".</summary>
    DoesNotRequireGrad,

    /// <summary>The outputs do not depend on an input: "appears to not have been used in the graph".</summary>
    UnusedInput,

    /// <summary>
    /// LibTorch or a custom function has no derivative for an operation, or this build of LibTorch lacks what is needed: "derivative for …
    /// is not implemented".
    /// </summary>
    NotImplemented,

    /// <summary>Anomaly detection found a NaN: "returned nan values in its … output".</summary>
    NaN,
}
