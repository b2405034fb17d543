namespace TorchBridge.Native;

/// <summary>
/// A call of a C++ function of c10d. Every such function may throw, so the call is made inside a <see cref="CatchFrame"/>.
/// </summary>
internal static unsafe class C10dCall
{
    /// <summary>
    /// Calls a function with at most ten arguments, integers or pointers. A class that it returns is written to the address in the first
    /// argument.
    /// </summary>
    /// <exception cref="C10dException">The function threw.</exception>
    public static void Run(nint function, params ReadOnlySpan<long> arguments)
    {
        CatchFrame.Call call = new() { Function = function };
        for (int i = 0; i < arguments.Length; i++)
            call.Arguments[i] = arguments[i];
        if (CatchFrame.Run(&call) is { } error)
            throw new C10dException(error);
    }

    /// <summary>The time in milliseconds, as c10d counts it. Without a limit it is -1, which means the timeout of the group.</summary>
    public static long Milliseconds(TimeSpan? timeout) => timeout is { } limit ? Math.Max(1, (long)limit.TotalMilliseconds) : -1;
}

/// <summary>An exception that a function of c10d threw. The engine translates it.</summary>
internal sealed class C10dException(string message) : Exception(message);
