using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.ExceptionServices;
using System.Text.RegularExpressions;

namespace TorchBridge.Engine;

/// <summary>
/// Takes an exception of the caller's own code past the engine, which no managed exception may cross. The node that caught it returns an
/// impossible number of gradients; the engine stops with an error that states the number; and the number says which exception to go on with.
/// </summary>
internal static partial class CallerException
{
    /// <summary>How many can be on their way at once.</summary>
    public const int Limit = 256;

    private const int Spare = 8;      // of one pass several threads may report an exception, of which the engine takes the first

    private static readonly Lock s_lock = new();
    private static readonly ExceptionDispatchInfo?[] s_kept = new ExceptionDispatchInfo?[Limit];
    private static int s_last, s_passes;
    private static volatile bool s_any;

    /// <summary>Around each pass of ours, until its exception has been taken. Without one nobody asks: passes of TorchSharp's own don't.</summary>
    public static Pass Expect()
    {
        Interlocked.Increment(ref s_passes);
        return default;
    }

    /// <summary>Keeps the exception while a pass may ask for it; the node returns <c>expected + 1 +</c> the result gradients.</summary>
    public static int Keep(Exception exception)
    {
        lock (s_lock)
        {
            int passes = Volatile.Read(ref s_passes);
            if (passes == 0)
                return 0;
            s_any = true;
            int slot = ++s_last & (Limit - 1);
            s_kept[slot] = ExceptionDispatchInfo.Capture(exception);
            for (int age = 2 * passes + Spare; age < Limit; age++)      // older than what a pass that runs can still ask for
                s_kept[(s_last - age) & (Limit - 1)] = null;
            return slot;
        }
    }

    /// <summary>The exception that a native error stands for, or null when it is an error of the engine's own.</summary>
    public static ExceptionDispatchInfo? Take(string nativeText)
    {
        Match match = ImpossibleNumber().Match(nativeText);
        if (!match.Success)
            return null;
        int slot = Number("got") - Number("expected") - 1;
        return slot is >= 0 and < Limit ? Interlocked.Exchange(ref s_kept[slot], null) : null;

        int Number(string group) => int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);
    }

    /// <summary>When no pass is left, what is still kept is nobody's.</summary>
    public readonly ref struct Pass
    {
        [SuppressMessage("Performance", "CA1822", Justification = "A using calls it on an instance.")]
        public void Dispose()
        {
            if (Interlocked.Decrement(ref s_passes) > 0 || !s_any)
                return;
            lock (s_lock)
                if (Volatile.Read(ref s_passes) == 0)
                {
                    Array.Clear(s_kept);
                    s_any = false;
                }
        }
    }

    [GeneratedRegex(@"returned an invalid number of gradients - expected (?<expected>\d+), but got (?<got>\d+)", RegexOptions.ExplicitCapture)]
    private static partial Regex ImpossibleNumber();
}
