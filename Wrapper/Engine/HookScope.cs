using System.Diagnostics.CodeAnalysis;

namespace TorchBridge.Engine;

/// <summary>
/// Surrounds hooks that a pass runs. At the end it disposes the tensors that the hooks were given and restores the modes. Tensors that the
/// hooks make go to the dispose scope around the pass.
/// </summary>
internal readonly ref struct HookScope : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly KeptModes _modes = new();

    public HookScope()
    {
    }

    /// <summary>Moves all tensors except these to the outer dispose scope.</summary>
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
