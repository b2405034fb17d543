namespace TorchBridge;

/// <summary>Forward mode with dual numbers: torch.autograd.forward_ad.</summary>
/// <seealso href="https://pytorch.org/docs/stable/autograd.html#module-torch.autograd.forward_ad">torch.autograd.forward_ad</seealso>
public static class ForwardAD
{
    /// <summary>
    /// Opens a level in which tensors can carry tangents. Each operation on a tensor with a tangent also computes the tangent of its
    /// output: for <c>y = f(x)</c> and the tangent v of x, that is <c>J v</c>.
    /// </summary>
    /// <returns>The level. Dispose it to close it; the tangents then disappear.</returns>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.NotImplemented"/>: this thread has a level open already. As in PyTorch, levels do not nest.
    /// <c>Transforms.Jvp</c> does.
    /// </exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.NotImplemented"/>: this LibTorch has no forward mode, as <see cref="NativeRuntime.Diagnose"/> reports.
    /// </exception>
    /// <exception cref="AutogradException"><see cref="AutogradError.DoesNotRequireGrad"/>: the call was made in inference mode.</exception>
    /// <remarks>Each thread may have one level open.</remarks>
    /// <example>
    /// <code>
    /// using var scope = NewDisposeScope();
    /// using DualLevel level = ForwardAD.EnterDualLevel();
    /// Tensor dual = level.MakeDual(tensor(new[] { 1.0, 2.0 }), tensor(new[] { 1.0, 0.5 }));
    /// (Tensor value, Tensor? along) = level.UnpackDual(dual.square());
    /// Console.WriteLine(string.Join(", ", value.data&lt;double>()));       // 1, 4
    /// Console.WriteLine(string.Join(", ", along!.data&lt;double>()));      // 2, 2
    /// </code>
    /// </example>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.autograd.forward_ad.dual_level.html">
    /// torch.autograd.forward_ad.dual_level
    /// </seealso>
    public static DualLevel EnterDualLevel() => new();
}
