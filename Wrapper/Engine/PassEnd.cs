using TorchBridge.Native;

namespace TorchBridge.Engine;

/// <summary>Code that runs at the end of a pass.</summary>
internal sealed class PassEnd : NativeCallback
{
    private readonly Action _succeeded, _ended;

    private PassEnd(Action succeeded, Action ended) => (_succeeded, _ended) = (succeeded, ended);

    /// <summary>The number of the pass that this thread is in. Every pass of the process has another one.</summary>
    public static int CurrentPass => HookCalls.PassId;

    /// <summary>Only inside of a pass.</summary>
    /// <param name="succeeded">Runs when the pass has ended without an error. What it throws comes out of the pass.</param>
    /// <param name="ended">Runs once when the pass has ended, after the other. It must not throw.</param>
    public static void Then(Action succeeded, Action ended) => HookCalls.AtEndOfPass(new PassEnd(succeeded, ended));

    public override string? Call(nint argument, out nint result)
    {
        result = 0;
        try
        {
            using var scope = new HookScope();
            _succeeded();
            scope.LeaveAllBut([]);
            return null;
        }
        catch (Exception thrown)      // every exception, because none may leave for C++
        {
            return CallerException.Message(thrown);
        }
    }

    protected override void Dropped() => _ended();
}
