namespace TorchBridge.Tests.Tools;

/// <summary>
/// Until it is disposed, the library is as on a platform that lacks some capabilities: their AppContext switches are off.
/// </summary>
internal readonly struct SwitchedOff : IDisposable
{
    private readonly string[] _capabilities;

    public SwitchedOff(params string[] capabilities)
    {
        _capabilities = capabilities;
        Set(false);
    }

    public void Dispose() => Set(true);

    public static void Set(string capability, bool on) => AppContext.SetSwitch($"TorchBridge.{capability}", on);

    private void Set(bool on)
    {
        foreach (string capability in _capabilities)
            Set(capability, on);
    }
}
