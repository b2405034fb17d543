namespace TorchBridge;

/// <summary>A level in which tensors carry tangents; see <see cref="ForwardAD.EnterDualLevel"/>. Dispose it to close the level.</summary>
/// <seealso href="https://pytorch.org/docs/stable/generated/torch.autograd.forward_ad.dual_level.html">
/// torch.autograd.forward_ad.dual_level
/// </seealso>
public sealed class DualLevel : IDisposable
{
    private readonly Operators.Forward.UserDualLevel _numbers = new();

    internal DualLevel()
    {
    }

    /// <summary>Makes a dual number <c>x + ε v</c>: a tensor that carries a tangent.</summary>
    /// <param name="primal">The value x, of any shape and of floating-point or complex type.</param>
    /// <param name="tangent">The direction v, of the shape and type of <paramref name="primal"/>.</param>
    /// <returns>
    /// A view of <paramref name="primal"/> that carries the tangent. It is differentiable in reverse mode with respect to both. The caller
    /// disposes it.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="primal"/> is null.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="tangent"/> is null.</exception>
    /// <exception cref="ArgumentException">A tensor has been disposed.</exception>
    /// <exception cref="ArgumentException">A tensor is of integer or boolean type.</exception>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    /// <exception cref="ArgumentException">One tensor is complex and the other is real.</exception>
    /// <exception cref="ArgumentException">The tensors are on different devices.</exception>
    /// <exception cref="ArgumentException">A tensor has no strides (sparse CSR, CSC, BSR or BSC, nested, mkldnn).</exception>
    /// <exception cref="AutogradException"><see cref="AutogradError.Other"/>: the level has been closed.</exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.Other"/>: <paramref name="primal"/> carries a tangent already.
    /// </exception>
    /// <exception cref="AutogradException"><see cref="AutogradError.DoesNotRequireGrad"/>: the call was made in inference mode.</exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.NotImplemented"/>: <paramref name="primal"/> is an inference tensor.
    /// </exception>
    /// <example>
    /// <code>
    /// using var scope = NewDisposeScope();
    /// using DualLevel level = ForwardAD.EnterDualLevel();
    /// Tensor dual = level.MakeDual(tensor(3.0), tensor(1.0));
    /// (Tensor value, Tensor? tangent) = level.UnpackDual(dual.square());
    /// Console.WriteLine($"{value.ToDouble()}, {tangent!.ToDouble()}");      // 9, 6
    /// </code>
    /// </example>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.autograd.forward_ad.make_dual.html">
    /// torch.autograd.forward_ad.make_dual
    /// </seealso>
    public Tensor MakeDual(Tensor primal, Tensor tangent)
    {
        Check.Usable(primal);
        Check.Usable(tangent);
        return _numbers.Make(primal, tangent);
    }

    /// <summary>Returns the value and the tangent of a tensor.</summary>
    /// <param name="dual">Any tensor.</param>
    /// <returns>
    /// Views of the value and of the tangent. The tangent is null if the tensor does not depend on a dual number of this level, and after
    /// the level has been closed. Both views can be used after the level has been closed, and the caller disposes them.
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
    /// Closes the level. Its dual numbers lose their tangents; the tensors stay. If another thread has a level open, tensors that were
    /// computed from the dual numbers keep their tangents until that level is closed too.
    /// </summary>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.autograd.forward_ad.exit_dual_level.html">
    /// torch.autograd.forward_ad.exit_dual_level
    /// </seealso>
    public void Dispose() => _numbers.Dispose();
}
