using TorchBridge.Native;

namespace TorchBridge.Engine;

/// <summary>
/// Hooks on the gradient of a tensor. LibTorch never removes a hook from its list, so one native hook calls all hooks of a tensor. After an
/// in-place write the tensor has another gradient and gets another native hook. The older hooks stay with the older gradient.
/// </summary>
internal sealed class TensorHook : NativeCallback
{
    private static readonly Lock s_lock = new();
    private static readonly Dictionary<(nint Tensor, nint Node), TensorHook> s_all = [];

    private readonly (nint Tensor, nint Node) _place;
    private readonly HookList<Func<Tensor, Tensor?>> _hooks = new();

    private TensorHook((nint Tensor, nint Node) place) => _place = place;

    /// <summary>
    /// Adds a hook until the result is disposed. The hook returns a gradient of the same shape, type and device, or null.
    /// </summary>
    public static IDisposable Add(string api, Tensor tensor, Func<Tensor, Tensor?> hook)
    {
        (nint Tensor, nint Node) place = GraphWalk.Place(api, tensor);
        lock (s_lock)
        {
            if (!s_all.TryGetValue(place, out TensorHook? hooks))
            {
                hooks = new TensorHook(place);
                HookCalls.Register(tensor.Handle, hooks);
                GC.KeepAlive(tensor);
                s_all.Add(place, hooks);      // last, so that the next hook tries again after a failure
            }
            return hooks._hooks.Add(hook);
        }
    }

    public override string? Call(nint argument, out nint result)
    {
        result = 0;
        if (argument == 0)      // the gradient is undefined
            return null;
        if (_hooks.IsEmpty)
        {
            LibTorchSharp.THSTensor_dispose(argument);
            return null;
        }
        try
        {
            using var scope = new HookScope();
            Tensor gradient = Tensor.UnsafeCreateTensor(argument), value = gradient;
            List<Tensor> own = [gradient];
            foreach (Func<Tensor, Tensor?> hook in _hooks.Hooks)
                if (hook(value) is { } replacement && !ReferenceEquals(replacement, value))
                    own.Add(value = replacement);
            if (!ReferenceEquals(value, gradient))
                result = LibTorch.Copy(value.Handle);
            scope.LeaveAllBut(own);
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
            if (s_all.GetValueOrDefault(_place) == this)
                s_all.Remove(_place);
    }
}
