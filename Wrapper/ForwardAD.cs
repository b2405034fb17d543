namespace TorchBridge;

/// <summary>Forward mode by dual numbers: torch.autograd.forward_ad.</summary>
public static class ForwardAD
{
    /// <summary>
    /// Opens a level in which tensors can carry tangents. Every operation on a tensor with a tangent computes its output's tangent along
    /// with it.
    /// </summary>
    /// <returns>The level, to be disposed: its tangents are then gone.</returns>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.NotImplemented"/>: a level of this thread's is open already (as in PyTorch, levels don't nest;
    /// <c>Transforms.Jvp</c> does), or this LibTorch has no forward mode (see <see cref="NativeRuntime.Diagnose"/>).
    /// </exception>
    /// <remarks>Several threads may each have a level open.</remarks>
    /// <example>
    /// <code>
    /// using DualLevel level = ForwardAD.EnterDualLevel();
    /// Tensor dual = level.MakeDual(x, v);
    /// (Tensor value, Tensor? along) = level.UnpackDual(dual.exp());      // exp(x) and exp(x) v
    /// </code>
    /// </example>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.autograd.forward_ad.dual_level.html">
    /// torch.autograd.forward_ad.dual_level
    /// </seealso>
    public static DualLevel EnterDualLevel() => new();
}
