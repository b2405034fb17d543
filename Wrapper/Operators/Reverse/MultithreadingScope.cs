using TorchBridge.Engine;

namespace TorchBridge.Operators.Reverse;

/// <summary>torch.autograd.set_multithreading_enabled. The setting belongs to the thread that made this scope.</summary>
internal sealed class MultithreadingScope : IDisposable
{
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private readonly bool _before;
    private bool _ended;

    public MultithreadingScope(string api, bool enabled)
    {
        _before = IsEnabled(api);
        ThreadSettings.IsMultithreadingEnabled = enabled;
    }

    public static bool IsEnabled(string api)
    {
        Capabilities.RequireLibrary();
        return ThreadSettings.IsSupported ? ThreadSettings.IsMultithreadingEnabled : throw GraphMessages.NotInThisLibTorch(api);
    }

    public void Dispose()
    {
        if (_ended)
            return;
        if (Environment.CurrentManagedThreadId != _thread)
            throw GraphMessages.ScopeOfOtherThread("SetMultithreadingEnabled");
        _ended = true;
        ThreadSettings.IsMultithreadingEnabled = _before;
    }
}
