using TorchBridge.Native;

namespace TorchBridge.Engine;

/// <summary>Code that runs at the end of a pass.</summary>
internal sealed class PassEnd : NativeCallback
{
    private readonly Action _succeeded, _ended;

    private PassEnd(Action succeeded, Action ended) => (_succeeded, _ended) = (succeeded, ended);

    /// <summary>The number of the backward pass that this thread is in. Each pass of the process has its own number.</summary>
    public static int CurrentPass => HookCalls.PassId;

    /// <summary>Only inside of a pass.</summary>
    /// <param name="succeeded">Runs when the pass has ended without an error. The pass throws its exception.</param>
    /// <param name="ended">
    /// Runs once when the pass has ended, also after an error. It runs after the other action and must not throw.
    /// </param>
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
        catch (Exception thrown)      // catches every exception, because C++ code can't pass one on
        {
            return CallerException.Message(thrown);
        }
    }

    protected override void Dropped() => _ended();
}
