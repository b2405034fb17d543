namespace TorchBridge;

/// <summary>
/// A failure that only the graph or the engine can know: PyTorch's RuntimeError. The message carries PyTorch's own phrase and the way
/// out; where the engine reported the failure, its full native text is the <see cref="Exception.InnerException"/>.
/// </summary>
public class AutogradException : InvalidOperationException
{
    /// <summary>Makes an exception of the given kind.</summary>
    /// <param name="kind">What went wrong.</param>
    /// <param name="message">One paragraph: what was expected, what came, the way out.</param>
    /// <param name="innerException">The engine's own report, if there is one.</param>
    public AutogradException(AutogradError kind, string message, Exception? innerException = null)
        : base(message, innerException) => Kind = kind;

    /// <summary>What went wrong.</summary>
    public AutogradError Kind { get; }
}
