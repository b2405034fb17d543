using TorchBridge.Engine;

namespace TorchBridge.Operators.Distributed;

/// <summary>
/// A tensor of the caller in the form in which Gloo reads and writes it: contiguous, without a graph, real, and of a type that it knows.
/// Where that takes a copy, <see cref="Receive"/> copies back.
/// </summary>
internal sealed class Wire : IDisposable
{
    private readonly Temporaries _temporaries = new();
    private readonly Tensor _own;      // the caller's, without its graph: it lives on if the caller disposes his

    public Wire(Tensor tensor)
    {
        using IDisposable _ = no_grad();
        _own = Keep(tensor.detach());
        Tensor plain = _own.is_conj() ? Keep(_own.resolve_conj()) : _own;      // some views only note that they are conjugate or negative
        plain = plain.is_neg() ? Keep(plain.resolve_neg()) : plain;
        Tensor real = is_complex(plain) ? Keep(plain.view_as_real()) : plain;
        Tensor known = real.dtype == ScalarType.Int16 ? Keep(real.to_type(ScalarType.Int32)) : real;
        Tensor dense = known.is_contiguous() ? known : Keep(known.contiguous());
        IsCopy = !ReferenceEquals(dense, real) || !ReferenceEquals(plain, _own);
        Sent = Keep(dense.view(-1));
    }

    /// <summary>What is sent, as a vector.</summary>
    public Tensor Sent { get; }

    private bool IsCopy { get; }

    /// <summary>Gives the caller's tensor the values that have come, and lets LibTorch count the write.</summary>
    public void Receive()
    {
        using IDisposable _ = no_grad();
        using var scope = NewDisposeScope();
        if (IsCopy)
            _own.copy_(is_complex(_own) ? Sent.view([.. Shapes.Of(_own), 2]).view_as_complex() : Sent.view(Shapes.Of(_own)));
        else if (!Memory.IsInference(_own))
            Sent.narrow(0, 0, 0).zero_();      // no element, but a derivative that needs the old values will say so
    }

    public void Dispose() => _temporaries.Dispose();

    private Tensor Keep(Tensor tensor) => _temporaries.Add(tensor.DetachFromDisposeScope());
}
