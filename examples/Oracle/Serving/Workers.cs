using System.ComponentModel;

namespace TorchBridge.Oracle.Serving;

/// <summary>
/// Starts workers. A spare one is started in advance, so that it is ready when it is needed. If it has ended before that, it is replaced.
/// </summary>
internal sealed class Workers(bool faults) : IDisposable
{
    /// <summary>
    /// If this many workers in a row end before they are ready, no worker can start. Workers that were killed are not counted.
    /// </summary>
    private const int MostFailures = 5;

    private const int Signalled = 128, Abort = 128 + 6;

    private readonly Lock _gate = new();
    private WorkerProcess? _spare;
    private bool _disposed;

    /// <summary>Starts the spare worker, unless there is one, and does not wait for it.</summary>
    public void Prepare()
    {
        if (_spare is null)
            Task.Run(() =>
            {
                lock (_gate)
                    _spare ??= _disposed ? null : TryStart();
            });
    }

    /// <summary>Starts another spare one in the place of one that has died.</summary>
    public void Renew()
    {
        lock (_gate)
            if (_spare is { HasEnded: true } && !_disposed)
            {
                _spare.Dispose();
                _spare = TryStart();
            }
    }

    /// <summary>A worker that is ready.</summary>
    /// <param name="isOver">Whether no worker is needed any more; then a worker that is not ready is returned too.</param>
    public WorkerProcess Next(Func<bool> isOver)
    {
        for (int failures = 0; ;)
        {
            WorkerProcess? next = Take();
            if (next is not null && (next.IsReady() || isOver()))
                return next;
            failures += next is null || !WasKilled(next.WaitForEnd()) ? 1 : 0;
            next?.Dispose();
            if (failures == MostFailures)
                throw new InvalidOperationException("the process that evaluates does not start; the verb doctor tells why");
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _spare?.Dispose();
        }
    }

    private WorkerProcess? Take()
    {
        lock (_gate)
        {
            WorkerProcess? taken = _spare ?? TryStart();
            _spare = null;
            return taken;
        }
    }

    /// <summary>Null if the system can't start another process now.</summary>
    private WorkerProcess? TryStart()
    {
        try
        {
            return new WorkerProcess(faults);
        }
        catch (Win32Exception)
        {
            Thread.Sleep(200);
            return null;
        }
    }

    private static bool WasKilled(int code) => code > Signalled && code != Abort;
}
