using static TorchSharp.torch;

namespace TorchBridge.Tests.Tools;

/// <summary>How many tensors there are.</summary>
internal static class Live
{
    /// <summary>Now, without those that other tests left to their finalizers: one more or less later is a change.</summary>
    public static long Tensors()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return Tensor.TotalCount;
    }
}
