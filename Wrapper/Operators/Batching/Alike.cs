using TorchBridge.Engine;

namespace TorchBridge.Operators.Batching;

/// <summary>
/// Makes tensors with the shape and type of others, like PyTorch's new_zeros: inside levels they belong to the same batches. This is needed
/// because LibTorch does not write batched values into a plain tensor.
/// </summary>
internal static class Alike
{
    /// <summary>The tensor, repeated over the batches that <paramref name="like"/> belongs to. Both have the same shape.</summary>
    public static Tensor Repeated(Tensor tensor, Tensor like) =>
        LevelStack.Depth == 0 ? tensor : tensor.add(zeros_like(like).to(tensor.dtype), Scalars.One);

    /// <summary>Zeros with the type and device of another tensor.</summary>
    public static Tensor Zeros(Tensor like, params long[] shape) => LevelStack.Depth == 0
        ? zeros(shape, like.dtype, like.device)
        : zeros_like(like).sum().to(like.dtype).expand(shape).clone();
}
