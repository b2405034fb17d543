using TorchBridge.Engine;

namespace TorchBridge.Operators.Distributed;

/// <summary>
/// A tensor of the caller in a form that Gloo can read and write: contiguous, real, without a graph, and of a supported type. If this needs
/// a copy, <see cref="Receive"/> copies the result back.
/// </summary>
internal sealed class Wire : IDisposable
{
    private readonly Temporaries _temporaries = new();
    private readonly Tensor _own;      // the caller's tensor without its graph; it stays alive if the caller disposes his object

    public Wire(Tensor tensor)
    {
        using IDisposable _ = no_grad();
        _own = Keep(tensor.detach());
        Tensor plain = _own.is_conj() ? Keep(_own.resolve_conj()) : _own;      // some views are conjugate or negative only by a flag
        plain = plain.is_neg() ? Keep(plain.resolve_neg()) : plain;
        Tensor real = is_complex(plain) ? Keep(plain.view_as_real()) : plain;
        Tensor known = real.dtype == ScalarType.Int16 ? Keep(real.to_type(ScalarType.Int32)) : real;
        Tensor dense = known.is_contiguous() ? known : Keep(known.contiguous());
        IsCopy = !ReferenceEquals(dense, real) || !ReferenceEquals(plain, _own);
        Sent = Keep(dense.view(-1));
    }

    /// <summary>The elements to send, as a vector.</summary>
    public Tensor Sent { get; }

    private bool IsCopy { get; }

    /// <summary>Writes the received values to the caller's tensor, so that LibTorch counts the write.</summary>
    public void Receive()
    {
        using IDisposable _ = no_grad();
        using var scope = NewDisposeScope();
        if (IsCopy)
            _own.copy_(is_complex(_own) ? Sent.view([.. Shapes.Of(_own), 2]).view_as_complex() : Sent.view(Shapes.Of(_own)));
        else if (!Memory.IsInference(_own))
            Sent.narrow(0, 0, 0).zero_();      // writes no element, but a derivative that needs the old values now reports an error
    }

    public void Dispose() => _temporaries.Dispose();

    private Tensor Keep(Tensor tensor) => _temporaries.Add(tensor.DetachFromDisposeScope());
}
