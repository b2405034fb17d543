using System.Runtime.ExceptionServices;

namespace TorchBridge.Native;

/// <summary>
/// Runs self-tests on a separate thread. On the caller's thread they could fail, because that thread may be inside a transform, a pass or a
/// mode.
/// </summary>
internal static class CleanThread
{
    public static bool Run(Func<bool> selfTest)
    {
        bool works = false;
        ExceptionDispatchInfo? thrown = null;
        var thread = new Thread(() =>
        {
            try
            {
                works = selfTest();
            }
            catch (Exception exception)      // catches every exception, because an unhandled exception on a thread ends the process
            {
                thrown = ExceptionDispatchInfo.Capture(exception);
            }
        });
        thread.Start();
        thread.Join();
        thrown?.Throw();
        return works;
    }
}
