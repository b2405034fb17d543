using System.ComponentModel;
using System.Diagnostics;

namespace TorchBridge.Oracle.Serving;

/// <summary>
/// A worker, seen from its parent. It may be killed at any time, also while it starts, and no member fails because of that.
/// </summary>
internal sealed class WorkerProcess : IDisposable
{
    private readonly Process _process;
    private readonly Lock _gate = new();
    private readonly Task<bool> _ready;
    private bool _disposed;

    public WorkerProcess(bool faults)
    {
        _process = Process.Start(Worker.StartInfo(faults)) ?? throw new InvalidOperationException("the worker process did not start");
        Input = _process.StandardInput.BaseStream;
        Output = _process.StandardOutput.BaseStream;
        _ready = Task.Run(() => Output.ReadByte() == Worker.Ready);
    }

    public Stream Input { get; }

    public Stream Output { get; }

    /// <summary>Whether a request has been sent to it, which may have caused its end.</summary>
    public bool IsAsked { get; set; }

    public bool HasEnded
    {
        get
        {
            lock (_gate)
                return _disposed || _process.HasExited;
        }
    }

    /// <summary>Waits until it has LibTorch loaded and has evaluated something; false if it has ended instead.</summary>
    public bool IsReady() => _ready.Result && !HasEnded;

    /// <summary>Waits for the end, which is near when the output has ended, and tells the exit code.</summary>
    public int WaitForEnd()
    {
        _process.WaitForExit();
        return _process.ExitCode;
    }

    public void Kill()
    {
        lock (_gate)
        {
            if (_disposed)
                return;
            try
            {
                _process.Kill();
            }
            catch (Win32Exception)
            {
                return;      // it is ending already
            }
        }
    }

    public void Dispose()
    {
        Kill();
        _ready.Wait();      // it reads from a process that has ended
        lock (_gate)
        {
            _disposed = true;
            _process.Dispose();
        }
    }
}
