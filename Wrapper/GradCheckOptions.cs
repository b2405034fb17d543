namespace TorchBridge;

/// <summary>
/// The options of <c>Autograd.GradCheck</c> and <c>Autograd.GradGradCheck</c> as one object that several checks can share. Each property
/// has the name, the meaning and the default of the named argument.
/// </summary>
/// <example>
/// <code>
/// using var scope = NewDisposeScope();
/// GradCheckOptions thorough = new() { CheckForwardAd = true, CheckBatchedGrad = true };
/// Tensor x = tensor(new[] { 0.5, -1.0 }, requires_grad: true), y = tensor(new[] { 2.0, 3.0 }, requires_grad: true);
/// Console.WriteLine(Autograd.GradCheck(inputs => [inputs[0] * inputs[1].exp()], [x, y], thorough));      // True
/// </code>
/// </example>
/// <seealso href="https://pytorch.org/docs/stable/generated/torch.autograd.gradcheck.gradcheck.html">
/// torch.autograd.gradcheck.gradcheck
/// </seealso>
public sealed record GradCheckOptions
{
    /// <summary>The step h of the differences <c>(f(x + h) - f(x - h)) / 2h</c>. Default 1e-6.</summary>
    public double Eps { get; init; } = 1e-6;

    /// <summary>The absolute tolerance of <c>|analytical - numerical| ≤ atol + rtol |numerical|</c>. Default 1e-5.</summary>
    public double Atol { get; init; } = 1e-5;

    /// <summary>The relative tolerance. Default 1e-3.</summary>
    public double Rtol { get; init; } = 1e-3;

    /// <summary>True, the default: a failed check throws a <see cref="GradCheckException"/>. False: it returns false.</summary>
    public bool RaiseException { get; init; } = true;

    /// <summary>The largest allowed difference between two runs of the same backward. Default 0.</summary>
    public double NondetTol { get; init; }

    /// <summary>True also checks forward mode. In <c>GradGradCheck</c>, it checks forward mode over the backward. Default false.</summary>
    public bool CheckForwardAd { get; init; }

    /// <summary>
    /// True also checks the gradients of a batch: they must equal those that are computed one after the other. Default false.
    /// </summary>
    public bool CheckBatchedGrad { get; init; }

    /// <summary>True, the default, checks backward. In <c>GradGradCheck</c>, it checks backward over the backward.</summary>
    public bool CheckBackwardAd { get; init; } = true;

    /// <summary>True, the default, checks that a missing gradient or tangent has the same effect as zeros.</summary>
    public bool CheckUndefinedGrad { get; init; } = true;

    /// <summary>True checks that each gradient has the type of its input. Default false.</summary>
    public bool CheckGradDtypes { get; init; }

    /// <summary>
    /// True also checks forward mode for a batch of tangents: the results must equal those that are computed one after the other. It needs
    /// <see cref="CheckForwardAd"/>. Default false.
    /// </summary>
    public bool CheckBatchedForwardGrad { get; init; }

    /// <summary>True makes the random gradients of <c>GradGradCheck</c> non-contiguous. Default false.</summary>
    public bool GenNonContigGradOutputs { get; init; }

    /// <summary>True compares only <c>vᵀ J u</c> for random u and v instead of every element of the Jacobian. Default false.</summary>
    public bool FastMode { get; init; }

    /// <summary>
    /// Receives the fraction of the work that is done: 0 first, then growing values, and 1 at the end. An exception that it throws comes
    /// out of the check unchanged. A <see cref="Progress{T}"/> can't cancel: it calls its handler on another thread, where an exception
    /// ends the process. Null, the default: no reports.
    /// </summary>
    public IProgress<double>? Progress { get; init; }
}
