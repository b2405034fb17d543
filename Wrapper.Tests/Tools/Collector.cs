namespace TorchBridge.Tests.Tools;

/// <summary>A thread that collects and runs finalizers until it is disposed.</summary>
internal sealed class Collector : IDisposable
{
    private readonly Thread _thread;
    private volatile bool _stop;

    public Collector()
    {
        _thread = new Thread(() =>
        {
            while (!_stop)
            {
                GC.Collect(0);
                if (++Collections % 16 == 0)
                    GC.WaitForPendingFinalizers();
            }
        });
        _thread.Start();
    }

    public long Collections { get; private set; }

    public void Dispose()
    {
        _stop = true;
        _thread.Join();
    }
}
