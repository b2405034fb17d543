namespace TorchBridge;

public static partial class Autograd
{
    /// <summary>
    /// Until the result is disposed, a backward operation that makes a NaN is an error that names it: <c>Function 'SqrtBackward0' returned
    /// nan values in its 0th output</c>. For finding faults; every pass is slower.
    /// </summary>
    /// <param name="checkNan">
    /// Whether NaNs are looked for. False only keeps the traces that LibTorch prints to stderr on an error. Default true.
    /// </param>
    /// <returns>The scope, to be disposed. The mode is the process's: it holds for all threads until the last scope has ended.</returns>
    /// <example>
    /// <code>
    /// using (Autograd.DetectAnomaly())
    ///     loss.Backward();      // AutogradException of kind NaN
    /// </code>
    /// </example>
    /// <seealso href="https://pytorch.org/docs/stable/autograd.html#torch.autograd.detect_anomaly">torch.autograd.detect_anomaly</seealso>
    public static IDisposable DetectAnomaly(bool checkNan = true) => new Operators.Reverse.AnomalyScope(checkNan);
}
