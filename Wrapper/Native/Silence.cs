namespace TorchBridge.Native;

/// <summary>
/// Until Dispose, LibTorch prints no log messages to stderr. The process has one log level, and the last Dispose restores it.
/// </summary>
internal readonly unsafe ref struct Silence : IDisposable
{
    private const int NothingButTheEnd = 3;      // c10's GLOG_FATAL

    private static readonly int* s_level = (int*)LibTorch.FindAny("FLAGS_caffe2_log_level", "?FLAGS_caffe2_log_level@@3HA");
    private static readonly int s_usual = s_level == null ? 0 : *s_level;
    private static int s_open;

    public static Silence Begin()
    {
        if (s_level != null && Interlocked.Increment(ref s_open) > 0)
            *s_level = NothingButTheEnd;
        return default;
    }

    public void Dispose()
    {
        if (s_level != null && Interlocked.Decrement(ref s_open) == 0)
            *s_level = s_usual;
    }
}
