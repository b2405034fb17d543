using TorchBridge.Engine;
using static TorchSharp.torch;

namespace TorchBridge.Operators;

/// <summary>
/// Tensors that stand for others. Inside levels they belong to the same batches as what they stand for, as PyTorch's new_zeros does: LibTorch writes no
/// batched values into a plain tensor.
/// </summary>
internal static class Alike
{
    /// <summary>Zeros of some shape, of the type of another tensor.</summary>
    public static Tensor Zeros(Tensor like, params long[] shape) => Level.Depth == 0
        ? zeros(shape, like.dtype, like.device)
        : zeros_like(like).sum().to(like.dtype).expand(shape).clone();
}
