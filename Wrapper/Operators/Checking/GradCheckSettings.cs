using TorchBridge.Engine;

namespace TorchBridge.Operators.Checking;

/// <summary>The settings of a gradient check.</summary>
/// <param name="Api">The public name, with which messages start.</param>
/// <param name="Inputs">The name of the caller's parameter for the tensors.</param>
/// <param name="Options">The options, already checked.</param>
internal sealed record GradCheckSettings(string Api, string Inputs, GradCheckOptions Options)
{
    /// <summary>Whether this is a check of second derivatives, for which PyTorch names the two modes differently.</summary>
    private bool IsSecondOrder => Api == nameof(GradGradCheck);

    public double Eps => Options.Eps;

    public double Atol => Options.Atol;

    public double Rtol => Options.Rtol;

    public double NondetTol => Options.NondetTol;

    public bool RaiseException => Options.RaiseException;

    /// <summary>Where calls of the function and backward passes are reported.</summary>
    public ProgressReport? Report { get; init; }

    public GradCheckSettings Checked()
    {
        Guard.Positive(Eps, Api, "eps");
        Guard.Tolerance(Atol, Api, "atol");
        Guard.Tolerance(Rtol, Api, "rtol");
        Guard.Tolerance(NondetTol, Api, "nondetTol");
        Guard.ModesOfCheck(Options, Api, IsSecondOrder);
        return this;
    }
}
