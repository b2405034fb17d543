using TorchBridge.Engine;

namespace TorchBridge.Operators.Checking;

/// <summary>What a gradient check is asked for.</summary>
/// <param name="Api">The public name, which messages start with.</param>
/// <param name="Inputs">What the caller's parameter for the tensors is called.</param>
/// <param name="Options">The options, which are checked.</param>
internal sealed record GradCheckSettings(string Api, string Inputs, GradCheckOptions Options)
{
    /// <summary>Whether the gradients are checked, for which PyTorch has other names of the two modes.</summary>
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
