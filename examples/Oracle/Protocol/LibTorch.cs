namespace TorchBridge.Oracle.Protocol;

/// <summary>Which LibTorch answers.</summary>
internal static class LibTorch
{
    private static readonly Lazy<string> s_version = new(() => NativeRuntime.Diagnose().LibTorchVersion ?? "unknown");

    public static string Version => s_version.Value;
}
