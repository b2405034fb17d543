using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.ExceptionServices;
using System.Text.RegularExpressions;

namespace TorchBridge.Engine;

/// <summary>
/// Carries an exception of the caller's own code through the engine, because a managed exception can't pass through native code. A node
/// that caught an exception returns an impossible number of gradients. A hook makes a native thunk throw. In both cases the engine stops
/// with an error message that contains a number, and the number identifies the exception to rethrow.
/// </summary>
internal static partial class CallerException
{
    /// <summary>Slot numbers are smaller than this. Slot 0 means that no exception was kept.</summary>
    public const int Limit = Native.ReturnedGradients.Spare;

    private const int Shared = 32;      // slots 1 to this are shared by threads on which this library runs no pass

    private static readonly Lock s_lock = new();
    private static readonly ExceptionDispatchInfo?[] s_kept = new ExceptionDispatchInfo?[Limit];
    private static readonly bool[] s_owned = new bool[Limit];
    private static int s_passes, s_lastShared;
    private static volatile bool s_any;

    [ThreadStatic]
    private static int t_passes, t_slot;      // how many of this library's passes run on this thread; the thread's own slot, or 0

    /// <summary>
    /// Surrounds each pass that this library starts, until its exception has been taken. A pass that TorchSharp starts never takes an
    /// exception.
    /// </summary>
    public static Pass Expect()
    {
        Interlocked.Increment(ref s_passes);
        t_passes++;
        return default;
    }

    /// <summary>
    /// Keeps the exception while a pass of this library runs, and returns its slot. The node then returns <c>expected + 1 + slot</c>
    /// gradients. A thread on which this library runs a pass has its own slot, which is enough because it has one exception at a time. On
    /// other threads (the engine's own, or those that run a pass of TorchSharp) the end of the pass can't be seen. They share slots, and a
    /// new exception overwrites the oldest.
    /// </summary>
    public static int Keep(Exception exception)
    {
        lock (s_lock)
        {
            if (Volatile.Read(ref s_passes) == 0)
                return 0;
            if (t_passes > 0 && t_slot == 0 && Array.IndexOf(s_owned, false, Shared + 1) is var free and > 0)
                s_owned[t_slot = free] = true;
            int slot = t_passes > 0 && t_slot > 0 ? t_slot : s_lastShared = s_lastShared % Shared + 1;
            s_kept[slot] = ExceptionDispatchInfo.Capture(exception);
            s_any = true;
            return slot;
        }
    }

    /// <summary>
    /// The same for a hook, which LibTorch calls through a native thunk. The result is the message of the C++ error to throw. It contains
    /// the slot.
    /// </summary>
    public static string Message(Exception exception) => $"A hook has thrown (TorchBridge {Keep(exception)}): {exception.Message}";

    /// <summary>The exception that a native error stands for; null if it is an error of the engine itself.</summary>
    public static ExceptionDispatchInfo? Take(string nativeText)
    {
        Match match = Thrown().Match(nativeText);
        int slot = match.Success ? Number("slot") : -1;
        if (!match.Success && (match = ImpossibleNumber().Match(nativeText)).Success)
            slot = Number("got") - Number("expected") - 1;
        return slot is >= 0 and < Limit ? Interlocked.Exchange(ref s_kept[slot], null) : null;

        int Number(string group) => int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);
    }

    /// <summary>
    /// Drops exceptions that can no longer be taken: the exception of a thread after its last pass, and all exceptions after the last pass
    /// of all threads.
    /// </summary>
    public readonly ref struct Pass
    {
        [SuppressMessage("Performance", "CA1822", Justification = "A using calls it on an instance.")]
        public void Dispose()
        {
            bool last = --t_passes == 0;
            int passes = Interlocked.Decrement(ref s_passes);
            if (last && t_slot > 0 || passes == 0 && s_any)
                Forget(last);
        }

        private static void Forget(bool ofThread)
        {
            lock (s_lock)
            {
                if (ofThread)
                {
                    (s_owned[t_slot], s_kept[t_slot]) = (false, null);
                    t_slot = 0;
                }
                if (Volatile.Read(ref s_passes) > 0)
                    return;
                Array.Clear(s_kept);
                s_any = false;
            }
        }
    }

    [GeneratedRegex(@"A hook has thrown \(TorchBridge (?<slot>\d{1,9})\): ", RegexOptions.ExplicitCapture)]
    private static partial Regex Thrown();

    [GeneratedRegex(@"returned an invalid number of gradients - expected (?<expected>\d+), but got (?<got>\d+)",
        RegexOptions.ExplicitCapture)]
    private static partial Regex ImpossibleNumber();
}
