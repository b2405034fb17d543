namespace TorchBridge.Native;

/// <summary>A call of a C++ function of c10d. Each may throw, so each is made inside a <see cref="CatchFrame"/>.</summary>
internal static unsafe class C10dCall
{
    /// <summary>
    /// Calls a function with at most ten arguments, integers or pointers. A class that it returns is written to the first.
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

    /// <summary>Milliseconds as c10d counts them; -1, which stands for the group's own timeout, if there is none.</summary>
    public static long Milliseconds(TimeSpan? timeout) => timeout is { } limit ? Math.Max(1, (long)limit.TotalMilliseconds) : -1;
}

/// <summary>What a function of c10d threw. The engine translates it.</summary>
internal sealed class C10dException(string message) : Exception(message);
