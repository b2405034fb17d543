namespace TorchBridge.Operators.Checking;

/// <summary>
/// The arguments of a gradient check that are not tensors. Messages start with <paramref name="Api"/> and call the tensors
/// <paramref name="Inputs"/>.
/// </summary>
internal sealed record GradCheckSettings(string Api, string Inputs, double Eps, double Atol, double Rtol, bool RaiseException, double NondetTol,
    bool CheckForwardAd, bool CheckBatchedGrad, bool FastMode)
{
    public GradCheckSettings Checked()
    {
        Guard.Positive(Eps, Api, "eps");
        Guard.Tolerance(Atol, Api, "atol");
        Guard.Tolerance(Rtol, Api, "rtol");
        Guard.Tolerance(NondetTol, Api, "nondetTol");
        return this;
    }
}
