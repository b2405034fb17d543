using System.Runtime.ExceptionServices;

namespace TorchBridge.Native;

/// <summary>
/// Runs self-tests on a thread of their own: the caller's thread may be inside of a transform, a pass or a mode, where they would fail.
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
            catch (Exception exception)      // every exception, because one that leaves a thread ends the process
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
