namespace TorchBridge;

/// <summary>A level in which tensors carry tangents; see <see cref="ForwardAD.EnterDualLevel"/>.</summary>
public sealed class DualLevel : IDisposable
{
    private readonly Operators.Forward.UserDualLevel _numbers = new();

    internal DualLevel()
    {
    }

    /// <summary>A tensor with a tangent: <c>x + ε v</c>.</summary>
    /// <param name="primal">The value x, of floating-point or complex type.</param>
    /// <param name="tangent">The direction v, of the shape and type of <paramref name="primal"/>.</param>
    /// <returns>A view of <paramref name="primal"/> with the tangent. It stays differentiable in reverse mode in both.</returns>
    /// <exception cref="ArgumentNullException">A tensor is null.</exception>
    /// <exception cref="ArgumentException">
    /// A tensor has been disposed or is of integer or boolean type; the shapes differ, or one is complex and the other is not.
    /// </exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.Other"/>: the level has been closed, or <paramref name="primal"/> has a tangent already. Other kinds:
    /// inference mode, or an inference tensor.
    /// </exception>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.autograd.forward_ad.make_dual.html">
    /// torch.autograd.forward_ad.make_dual
    /// </seealso>
    public Tensor MakeDual(Tensor primal, Tensor tangent)
    {
        Check.Usable(primal);
        Check.Usable(tangent);
        return _numbers.Make(primal, tangent);
    }

    /// <summary>Both parts of a tensor.</summary>
    /// <param name="dual">Any tensor.</param>
    /// <returns>
    /// Views of the value and of the tangent; the tangent is null where the tensor does not depend on any dual one, and after the level has
    /// been closed. Both can be used after the level has been closed.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="dual"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="dual"/> has been disposed.</exception>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.autograd.forward_ad.unpack_dual.html">
    /// torch.autograd.forward_ad.unpack_dual
    /// </seealso>
    public (Tensor Primal, Tensor? Tangent) UnpackDual(Tensor dual)
    {
        Check.Usable(dual);
        return _numbers.Unpack(dual);
    }

    /// <summary>
    /// Closes the level: the tangents of its dual tensors are gone, the tensors stay. While another thread has a level open, tensors
    /// computed from the dual ones keep theirs until that level is closed too.
    /// </summary>
    public void Dispose() => _numbers.Dispose();
}
