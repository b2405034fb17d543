namespace TorchBridge;

/// <summary>What went wrong in an <see cref="AutogradException"/>: the kinds of RuntimeError that PyTorch's autograd raises.</summary>
public enum AutogradError
{
    /// <summary>Anything the other kinds do not name. The message carries the native text.</summary>
    Other,

    /// <summary>
    /// A gradient was left out where the output is not a real scalar: "grad can be implicitly created only for scalar outputs".
    /// </summary>
    NotScalar,

    /// <summary>The graph's saved tensors are gone: "Trying to backward through the graph a second time".</summary>
    GraphFreed,

    /// <summary>
    /// A tensor that the derivative needs was written to: "one of the variables needed for gradient computation has been modified by an
    /// inplace operation".
    /// </summary>
    ModifiedInPlace,

    /// <summary>A tensor has no graph behind it: "does not require grad and does not have a grad_fn".</summary>
    DoesNotRequireGrad,

    /// <summary>An input takes no part in the outputs: "appears to not have been used in the graph".</summary>
    UnusedInput,

    /// <summary>LibTorch has no derivative for an operation: "derivative for … is not implemented".</summary>
    NotImplemented,

    /// <summary>Anomaly detection found a NaN: "returned nan values in its … output".</summary>
    NaN,
}
