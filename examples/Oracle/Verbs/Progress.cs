namespace TorchBridge.Oracle.Verbs;

/// <summary>Progress of long work on stderr: a bar on a terminal, now and then a line elsewhere.</summary>
internal sealed class Progress : IDisposable
{
    private const int Width = 30;

    private readonly string _what;
    private readonly long _start = System.Diagnostics.Stopwatch.GetTimestamp();
    private double _reported;

    public Progress(string what) => _what = what;

    public void Report(int done, int total)
    {
        double seconds = System.Diagnostics.Stopwatch.GetElapsedTime(_start).TotalSeconds;
        if (!Console.IsErrorRedirected)
            Console.Error.Write($"\r{Bar(_what, done, total, seconds)}");
        else if (done == total || seconds - _reported >= 5)
        {
            _reported = seconds;
            Console.Error.WriteLine($"{_what}: {done} of {total} after {seconds:0} s");
        }
    }

    /// <summary>Always of one length, so that it covers the one before.</summary>
    public static string Bar(string what, int done, int total, double seconds)
    {
        int filled = total == 0 ? Width : Width * done / total;
        string left = done == 0 || done == total ? $"{seconds:0} s"
            : $"{TimeSpan.FromSeconds(Math.Ceiling(seconds / done * (total - done))):m\\:ss} left";
        return $"{what} [{new string('=', filled)}{new string(' ', Width - filled)}] {done}/{total} {left,-12}";
    }

    public void Dispose()
    {
        if (!Console.IsErrorRedirected)
            Console.Error.WriteLine();
    }
}
