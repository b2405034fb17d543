namespace TorchBridge;

/// <summary>
/// <c>Autograd.GradCheck</c> or <c>Autograd.GradGradCheck</c> has found a derivative that differs from finite differences, or a backward
/// that breaks a rule of the engine. The message names the output and the input. If two Jacobians differ, it shows both.
/// </summary>
/// <seealso href="https://pytorch.org/docs/stable/generated/torch.autograd.gradcheck.gradcheck.html">
/// torch.autograd.gradcheck.GradcheckError
/// </seealso>
public sealed class GradCheckException : AutogradException
{
    /// <summary>Creates an exception of kind <see cref="AutogradError.Other"/>.</summary>
    /// <param name="message">What was found.</param>
    /// <param name="innerException">The exception that the checked backward threw. Null, the default: none.</param>
    public GradCheckException(string message, Exception? innerException = null)
        : base(AutogradError.Other, message, innerException)
    {
    }
}
