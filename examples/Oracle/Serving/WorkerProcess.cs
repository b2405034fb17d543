using System.Diagnostics;

namespace TorchBridge.Oracle.Serving;

/// <summary>A worker as its parent sees it.</summary>
internal sealed class WorkerProcess : IDisposable
{
    private readonly Process _process;

    /// <summary>Returns when the worker has LibTorch loaded and has evaluated something.</summary>
    public WorkerProcess(bool faults)
    {
        _process = Process.Start(Worker.StartInfo(faults)) ?? throw new InvalidOperationException("the worker process did not start");
        Input = _process.StandardInput.BaseStream;
        Output = _process.StandardOutput.BaseStream;
        if (Output.ReadByte() != Worker.Ready)
            throw new InvalidOperationException("the process that evaluates does not start; the verb doctor tells why");
    }

    public Stream Input { get; }

    public Stream Output { get; }

    /// <summary>Waits for the end, which is near when the output has ended, and tells the exit code.</summary>
    public int WaitForEnd()
    {
        _process.WaitForExit();
        return _process.ExitCode;
    }

    public void Kill() => _process.Kill();

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }
}
