namespace TorchBridge;

public static partial class Autograd
{
    /// <summary>
    /// Opens a scope in which a backward operation that produces a NaN is an error that names the operation:
    /// <c>Function 'SqrtBackward0' returned nan values in its 0th output</c>. Use it to find faults: each pass is slower.
    /// </summary>
    /// <param name="checkNan">
    /// True, the default: NaNs are an error. False: LibTorch only keeps traces, which it prints to stderr after an error.
    /// </param>
    /// <returns>
    /// The scope. Dispose it to end it. The mode applies to the whole process: it holds for all threads until the last scope has ended.
    /// </returns>
    /// <example>
    /// <code>
    /// using var scope = NewDisposeScope();
    /// Tensor x = zeros(1, requires_grad: true);
    /// using (Autograd.DetectAnomaly())
    ///     try
    ///     {
    ///         (x.sqrt() * 0).Backward();
    ///     }
    ///     catch (AutogradException e)
    ///     {
    ///         Console.WriteLine(e.Kind);      // NaN
    ///     }
    /// </code>
    /// </example>
    /// <seealso href="https://pytorch.org/docs/stable/autograd.html#torch.autograd.detect_anomaly">torch.autograd.detect_anomaly</seealso>
    public static IDisposable DetectAnomaly(bool checkNan = true) => new Operators.Reverse.AnomalyScope(checkNan);
}
