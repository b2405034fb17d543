using TorchBridge.Engine;
using TorchBridge.Operators.Jacobians;

namespace TorchBridge.Operators.Forward;

/// <summary>
/// The dual level of torch.autograd.forward_ad. A thread may have one open at a time. All threads share LibTorch's level.
/// </summary>
internal sealed class UserDualLevel : IDisposable
{
    [ThreadStatic]
    private static UserDualLevel? t_current;

    private static int s_open;

    private readonly DualLevelClaim _level;
    private readonly List<WeakReference<Tensor>> _made = [];
    private volatile bool _ended;

    public UserDualLevel()
    {
        const string api = "EnterDualLevel";
        Capabilities.RequireLibrary();
        KeptModes.RefuseInference(api);
        if (t_current is { _ended: false } || PlainDualLevel.Inside)
            throw TransformMessages.NestedForwardMode(api);
        if (!Capabilities.ForwardMode)
            throw TransformMessages.NoForwardMode(api);
        _level = new DualLevelClaim();
        Interlocked.Increment(ref s_open);
        t_current = this;
    }

    /// <summary>Whether any thread has a level open.</summary>
    public static bool AnyOpen => Volatile.Read(ref s_open) > 0;

    public Tensor Make(Tensor primal, Tensor tangent)
    {
        const string api = "MakeDual";
        if (_ended)
            throw TransformMessages.DualLevelHasEnded(api);
        KeptModes.RefuseInference(api);
        Admission.ToLevel(api, [primal], nameof(primal));
        Admission.ToLevel(api, [tangent], nameof(tangent));
        Guard.Tangent(primal, tangent, api, nameof(primal), nameof(tangent));
        Tensor dual = DualTensor.Make(api, primal, tangent);
        lock (_made)
            _made.Add(new WeakReference<Tensor>(dual));
        return dual;
    }

    public (Tensor, Tensor?) Unpack(Tensor dual)
    {
        Admission.Usable("UnpackDual", dual, nameof(dual));
        return _ended ? (Evaluation.Each([dual], tensor => tensor.alias())[0], null) : DualTensor.Unpack("UnpackDual", dual);
    }

    public void Dispose()
    {
        if (_ended)
            return;
        _ended = true;
        _level.Dispose(Forget);
        Interlocked.Decrement(ref s_open);
    }

    /// <summary>Removes the tangents of this level's dual tensors, because other threads keep LibTorch's level open.</summary>
    private void Forget()
    {
        lock (_made)
            foreach (WeakReference<Tensor> made in _made)
                if (made.TryGetTarget(out Tensor? dual) && !dual.IsInvalid)
                    DualTensor.Forget(dual);
    }
}
