namespace GradBench.Serving;

/// <summary>A message that cannot be worked on.</summary>
internal sealed class InputException(string message) : Exception(message);
