using static TorchSharp.torch;

namespace TorchBridge.Tests.Tools;

/// <summary>Two threads that draw random numbers all the time, until this is disposed.</summary>
internal sealed class Drawers : IDisposable
{
    private readonly Thread[] _threads;
    private volatile bool _stop;

    public Drawers()
    {
        _threads = [new(Draw), new(Draw)];
        foreach (Thread thread in _threads)
            thread.Start();
    }

    private void Draw()
    {
        while (!_stop)
            rand(10).Dispose();
    }

    public void Dispose()
    {
        _stop = true;
        foreach (Thread thread in _threads)
            thread.Join();
    }
}
