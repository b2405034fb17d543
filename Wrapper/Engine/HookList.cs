namespace TorchBridge.Engine;

/// <summary>Hooks in the order of their registration. A pass may run while they are added and removed.</summary>
/// <typeparam name="T">A delegate.</typeparam>
internal sealed class HookList<T> where T : Delegate
{
    private readonly Lock _lock = new();
    private volatile Entry[] _entries = [];

    public bool IsEmpty => _entries.Length == 0;

    /// <summary>The hooks that are registered now. A hook that is removed during the enumeration is left out.</summary>
    public IEnumerable<T> Hooks => _entries.Select(entry => entry.Hook).OfType<T>();

    /// <summary>Adds a hook. Disposing the result removes it.</summary>
    public IDisposable Add(T hook)
    {
        var entry = new Entry(this, hook);
        lock (_lock)
            _entries = [.. _entries, entry];
        return entry;
    }

    private sealed class Entry(HookList<T> list, T hook) : IDisposable
    {
        public T? Hook { get; private set; } = hook;

        public void Dispose()
        {
            lock (list._lock)
            {
                Hook = null;
                list._entries = [.. list._entries.Where(entry => entry != this)];
            }
        }
    }
}
