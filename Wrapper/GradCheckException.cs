namespace TorchBridge;

/// <summary>
/// <c>Autograd.GradCheck</c> or <c>Autograd.GradGradCheck</c>
/// found a derivative that is not what finite differences say, or a backward that breaks one of the engine's rules. The message says which
/// output, which input, and, where they differ, prints both Jacobians.
/// </summary>
/// <seealso href="https://pytorch.org/docs/stable/generated/torch.autograd.gradcheck.gradcheck.html">
/// torch.autograd.gradcheck.GradcheckError
/// </seealso>
public sealed class GradCheckException : AutogradException
{
    /// <summary>Makes an exception of kind <see cref="AutogradError.Other"/>.</summary>
    /// <param name="message">What was found.</param>
    /// <param name="innerException">What the checked backward threw, if that is what was found.</param>
    public GradCheckException(string message, Exception? innerException = null)
        : base(AutogradError.Other, message, innerException)
    {
    }
}
