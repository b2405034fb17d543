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
    /// <summary>How many can be on their way at once. A pass of TorchSharp's own beside one of ours does not take its out, so the oldest make room.</summary>
    public const int Limit = 256;

    private static readonly ExceptionDispatchInfo?[] s_kept = new ExceptionDispatchInfo?[Limit];
    private static int s_last, s_passes;

    /// <summary>A pass of ours. Exceptions are kept only while some thread is in one: nobody takes those of TorchSharp's own passes.</summary>
    public readonly ref struct Pass : IDisposable
    {
        public Pass() => Interlocked.Increment(ref s_passes);

        public void Dispose() => Interlocked.Decrement(ref s_passes);
    }

    /// <summary>Keeps the exception; the node returns <c>expected + 1 +</c> the result gradients.</summary>
    public static int Keep(Exception exception)
    {
        int slot = Interlocked.Increment(ref s_last) & (Limit - 1);
        if (Volatile.Read(ref s_passes) > 0)
            Interlocked.Exchange(ref s_kept[slot], ExceptionDispatchInfo.Capture(exception));
        return slot;
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

    [GeneratedRegex(@"returned an invalid number of gradients - expected (?<expected>\d+), but got (?<got>\d+)", RegexOptions.ExplicitCapture)]
    private static partial Regex ImpossibleNumber();
}
