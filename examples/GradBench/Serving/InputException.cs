namespace GradBench.Serving;

/// <summary>The error of a message that can't be processed.</summary>
internal sealed class InputException(string message) : Exception(message);
