namespace TorchBridge.Oracle.Checking;

/// <summary>The exit codes of the program.</summary>
internal static class ExitCode
{
    public const int Ok = 0, OwnError = 1, SomeFailed = 3, TimedOut = 5;
}
