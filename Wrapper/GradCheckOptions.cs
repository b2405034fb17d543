namespace TorchBridge;

/// <summary>
/// The options of <c>Autograd.GradCheck</c> and <c>Autograd.GradGradCheck</c> as one object, which several checks can share. Each has the
/// name, meaning and default of the named argument.
/// </summary>
/// <example>
/// <code>
/// GradCheckOptions thorough = new() { CheckForwardAd = true, CheckBatchedGrad = true };
/// Autograd.GradCheck(inputs => [inputs[0] * inputs[1]], [x, y], thorough);
/// </code>
/// </example>
/// <seealso href="https://pytorch.org/docs/stable/generated/torch.autograd.gradcheck.gradcheck.html">
/// torch.autograd.gradcheck.gradcheck
/// </seealso>
public sealed record GradCheckOptions
{
    /// <summary>The step of the differences. Default 1e-6.</summary>
    public double Eps { get; init; } = 1e-6;

    /// <summary>The absolute tolerance of <c>|analytical - numerical| ≤ atol + rtol |numerical|</c>. Default 1e-5.</summary>
    public double Atol { get; init; } = 1e-5;

    /// <summary>The relative tolerance. Default 1e-3.</summary>
    public double Rtol { get; init; } = 1e-3;

    /// <summary>Whether a failure is an exception (the default), or false is returned.</summary>
    public bool RaiseException { get; init; } = true;

    /// <summary>Each backward is run twice; this is the largest difference allowed between the two. Default 0.</summary>
    public double NondetTol { get; init; }

    /// <summary>Whether forward mode is checked too; in <c>GradGradCheck</c>, forward mode over the backward. Default false.</summary>
    public bool CheckForwardAd { get; init; }

    /// <summary>Whether gradients of a batch are checked too, against the same computed in turn. Default false.</summary>
    public bool CheckBatchedGrad { get; init; }

    /// <summary>Whether backward is checked (the default); in <c>GradGradCheck</c>, backward over backward.</summary>
    public bool CheckBackwardAd { get; init; } = true;

    /// <summary>Whether a missing gradient, or tangent, has to do what zeros do. Default true.</summary>
    public bool CheckUndefinedGrad { get; init; } = true;

    /// <summary>Whether each gradient has to have its input's type. Default false.</summary>
    public bool CheckGradDtypes { get; init; }

    /// <summary>
    /// Whether forward mode is checked for a batch of tangents too, against the same computed in turn. It needs
    /// <see cref="CheckForwardAd"/>. Default false.
    /// </summary>
    public bool CheckBatchedForwardGrad { get; init; }

    /// <summary>Whether the random gradients that <c>GradGradCheck</c> makes are not contiguous. Default false.</summary>
    public bool GenNonContigGradOutputs { get; init; }

    /// <summary>Whether only <c>vᵀ J u</c> is compared, for random <c>u</c> and <c>v</c>. Default false.</summary>
    public bool FastMode { get; init; }

    /// <summary>
    /// Gets the fraction that is done: 0 first, then growing values, and 1 when the check returns. Null, the default: no reports.
    /// </summary>
    public IProgress<double>? Progress { get; init; }
}
