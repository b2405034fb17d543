using TorchBridge.Engine.Distributed;

namespace TorchBridge.Operators.Distributed;

/// <summary>Operations that have been started, one for each message, and the tensors that they write to.</summary>
internal sealed class Pending(List<Operation> operations, List<Wire> wires) : IDisposable
{
    private readonly Lock _lock = new();
    private bool _isReceived;

    /// <summary>Waits until all operations have ended, or until the time limit has passed. It can be called again after an error.</summary>
    public void Wait(TimeSpan? timeout)
    {
        long end = timeout is { } limit ? Environment.TickCount64 + (long)limit.TotalMilliseconds : 0;
        foreach (Operation operation in operations)
            operation.Wait(timeout is null ? null : TimeSpan.FromMilliseconds(Math.Max(1, end - Environment.TickCount64)));
        lock (_lock)
        {
            if (_isReceived)
                return;
            foreach (Wire wire in wires)
                wire.Receive();
            _isReceived = true;
            Release();
        }
    }

    /// <summary>Waits, and releases the tensors also after an error.</summary>
    public void End()
    {
        using (this)
            Wait(null);
    }

    /// <summary>Releases the tensors. Operations that still run keep the tensors that they need.</summary>
    public void Dispose()
    {
        lock (_lock)
            Release();
        foreach (Operation operation in operations)
            operation.Dispose();
    }

    private void Release()
    {
        foreach (Wire wire in wires)
            wire.Dispose();
        wires.Clear();
    }
}
