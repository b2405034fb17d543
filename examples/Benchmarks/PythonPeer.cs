using System.Diagnostics;
using System.Globalization;

namespace Benchmarks;

/// <summary>A Python process with PyTorch, which runs pytorch.py and times its work.</summary>
internal sealed class PythonPeer : IDisposable
{
    private readonly Process _process;

    private PythonPeer(Process process, string version) => (_process, Version) = (process, version);

    public string Version { get; }

    /// <summary>Null if there is no such Python, or if it has no torch.</summary>
    public static PythonPeer? Start(string python)
    {
        try
        {
            Process process = Process.Start(new ProcessStartInfo(python, [Path.Combine(AppContext.BaseDirectory, "pytorch.py")])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            })!;
            if (process.StandardOutput.ReadLine() is { } line && line.StartsWith("ready ", StringComparison.Ordinal))
                return new PythonPeer(process, line["ready ".Length..]);
            process.Dispose();
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            Console.Error.WriteLine($"{python}: {e.Message}");
        }
        return null;
    }

    /// <summary>The mean time of a call in microseconds, in a turn of the given number of seconds.</summary>
    public double Turn(string work, double seconds)
    {
        _process.StandardInput.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{work} {seconds}"));
        _process.StandardInput.Flush();
        return double.Parse(_process.StandardOutput.ReadLine() ?? throw new IOException($"Python has ended at {work}"),
            CultureInfo.InvariantCulture);
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }
}
