using TorchBridge.Engine;

namespace TorchBridge.Operators.Batching;

/// <summary>
/// Tensors that stand for others. Inside levels they belong to the same batches as what they stand for, as PyTorch's new_zeros does:
/// LibTorch writes no batched values into a plain tensor.
/// </summary>
internal static class Alike
{
    /// <summary>The tensor, as many times as there are examples in the batches of another one of its shape.</summary>
    public static Tensor Repeated(Tensor tensor, Tensor like) => LevelStack.Depth == 0 ? tensor : tensor.add(zeros_like(like).to(tensor.dtype), Scalars.One);

    /// <summary>Zeros of some shape, of the type of another tensor.</summary>
    public static Tensor Zeros(Tensor like, params long[] shape) => LevelStack.Depth == 0
        ? zeros(shape, like.dtype, like.device)
        : zeros_like(like).sum().to(like.dtype).expand(shape).clone();
}
