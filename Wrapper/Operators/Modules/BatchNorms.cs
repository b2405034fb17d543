using System.Runtime.CompilerServices;
using TorchSharp.Modules;

namespace TorchBridge.Operators.Modules;

/// <summary>
/// torch.func.replace_all_batch_norm_modules_: turns off the running statistics, which a batch of examples can't write to.
/// </summary>
internal static class BatchNorms
{
    public static void WithoutRunningStatistics(nn.Module root)
    {
        Change(root);
        foreach ((_, nn.Module module) in root.named_modules())
            Change(module);
    }

    private static void Change(nn.Module module)
    {
        if (module is not BatchNorm { track_running_stats: true } norm)
            return;
        norm.running_mean = null;
        norm.running_var = null;
        norm.num_batches_tracked = null;
        SetTracking(norm, false);
    }

    /// <summary>TorchSharp's setter is not public.</summary>
    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "set_track_running_stats")]
    private static extern void SetTracking(NormBase norm, bool value);
}
