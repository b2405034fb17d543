using TorchBridge.Native;

namespace TorchBridge.Engine;

/// <summary>
/// Hooks on a leaf that run after a backward pass has added to its gradient. LibTorch keeps one hook for each leaf, so one native hook
/// calls all of them.
/// </summary>
internal sealed class AccumulatedHook : NativeCallback
{
    private static readonly Lock s_lock = new();
    private static readonly Dictionary<nint, AccumulatedHook> s_all = [];

    private readonly nint _leaf;
    private readonly HookList<Action<Tensor>> _hooks = new();

    private AccumulatedHook(nint leaf) => _leaf = leaf;

    /// <summary>Adds a hook until the result is disposed.</summary>
    public static IDisposable Add(Tensor leaf, Action<Tensor> hook)
    {
        lock (s_lock)
        {
            nint place = TensorClass.Object(leaf.Handle);
            if (!s_all.TryGetValue(place, out AccumulatedHook? hooks))
            {
                hooks = new AccumulatedHook(place);
                HookCalls.SetAccumulated(leaf.Handle, hooks);
                GC.KeepAlive(leaf);
                s_all.Add(place, hooks);      // last, so that the next hook tries again after a failure
            }
            return hooks._hooks.Add(hook);
        }
    }

    public override string? Call(nint argument, out nint result)
    {
        result = 0;
        try
        {
            using var scope = new HookScope();
            Tensor leaf = Tensor.UnsafeCreateTensor(argument);
            foreach (Action<Tensor> hook in _hooks.Hooks)
                hook(leaf);
            scope.LeaveAllBut([leaf]);
            return null;
        }
        catch (Exception thrown)      // catches every exception, because C++ code can't pass one on
        {
            return CallerException.Message(thrown);
        }
    }

    protected override void Dropped()
    {
        lock (s_lock)
            if (s_all.GetValueOrDefault(_leaf) == this)
                s_all.Remove(_leaf);
    }
}
