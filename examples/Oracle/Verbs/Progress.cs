namespace TorchBridge.Oracle.Verbs;

/// <summary>Progress of long work on stderr: a bar on a terminal, now and then a line elsewhere.</summary>
internal sealed class Progress : IDisposable
{
    private readonly string _what;
    private readonly long _start = System.Diagnostics.Stopwatch.GetTimestamp();
    private double _reported;

    public Progress(string what) => _what = what;

    public void Report(int done, int total)
    {
        double seconds = System.Diagnostics.Stopwatch.GetElapsedTime(_start).TotalSeconds;
        if (!Console.IsErrorRedirected)
        {
            int filled = total == 0 ? 30 : 30 * done / total;
            Console.Error.Write($"\r{_what} [{new string('=', filled)}{new string(' ', 30 - filled)}] {done}/{total}");
        }
        else if (done == total || seconds - _reported >= 5)
        {
            _reported = seconds;
            Console.Error.WriteLine($"{_what}: {done} of {total} after {seconds:0} s");
        }
    }

    public void Dispose()
    {
        if (!Console.IsErrorRedirected)
            Console.Error.WriteLine();
    }
}
