namespace TorchBridge;

/// <summary>
/// A failure that only the graph or the engine can detect: PyTorch's RuntimeError. The message has PyTorch's own phrase and says what to
/// do. If LibTorch's engine reported the failure, the full native text is the <see cref="Exception.InnerException"/>.
/// </summary>
/// <remarks>A wrong argument is an <see cref="ArgumentException"/> instead.</remarks>
public class AutogradException : InvalidOperationException
{
    /// <summary>Creates an exception of the given kind.</summary>
    /// <param name="kind">The kind of failure.</param>
    /// <param name="message">What was expected, what was found, and what to do.</param>
    /// <param name="innerException">The exception that caused this one. Null, the default: none.</param>
    public AutogradException(AutogradError kind, string message, Exception? innerException = null)
        : base(message, innerException) => Kind = kind;

    /// <summary>The kind of failure.</summary>
    public AutogradError Kind { get; }
}
