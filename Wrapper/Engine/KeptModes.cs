using System.Diagnostics.CodeAnalysis;

namespace TorchBridge.Engine;

/// <summary>
/// Restores this thread's grad mode and inference mode on Dispose, because a function of the caller may have changed them.
/// </summary>
internal readonly ref struct KeptModes : IDisposable
{
    private readonly bool _grad = is_grad_enabled(), _inference = is_inference_mode_enabled();

    public KeptModes()
    {
    }

    [SuppressMessage("Usage", "CA1816", Justification = "It is not this that must not be finalized.")]
    public void Dispose()
    {
        if (is_inference_mode_enabled() != _inference)
            // Dispose or the finalizer would switch the mode back, and the finalizer would do so on another thread.
            GC.SuppressFinalize(inference_mode(_inference));
        if (is_grad_enabled() != _grad)
            _ = set_grad_enabled(_grad);
    }

    /// <summary>Throws in inference mode: nothing is recorded there, so every derivative would be zero.</summary>
    public static void RefuseInference(string api)
    {
        if (is_inference_mode_enabled())
            throw GraphMessages.InferenceMode(api);
    }
}
