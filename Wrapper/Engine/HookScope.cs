using System.Diagnostics.CodeAnalysis;

namespace TorchBridge.Engine;

/// <summary>
/// Around hooks that a pass runs. The tensors that they are given are disposed at the end, and the modes are as before. Others that they
/// make go to the dispose scope around the pass.
/// </summary>
internal readonly ref struct HookScope : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly KeptModes _modes = new();

    public HookScope()
    {
    }

    /// <summary>Leaves all tensors but these to the scope around.</summary>
    public void LeaveAllBut(List<Tensor> own)
    {
        IDisposable[] others = [.. _scope.DisposablesView.Except(own, ReferenceEqualityComparer.Instance).Cast<IDisposable>()];
        if (others.Length > 0)
            _scope.MoveToOuter(others);
    }

    [SuppressMessage("Usage", "CA1816", Justification = "It is not this that must not be finalized.")]
    public void Dispose()
    {
        _modes.Dispose();
        _scope.Dispose();
    }
}
