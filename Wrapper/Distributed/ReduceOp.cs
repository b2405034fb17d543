namespace TorchBridge;

/// <summary>Says how the tensors of several processes are combined: torch.distributed.ReduceOp.</summary>
/// <seealso href="https://pytorch.org/docs/stable/distributed.html#torch.distributed.ReduceOp">torch.distributed.ReduceOp</seealso>
public enum ReduceOp
{
    /// <summary>The sum.</summary>
    Sum = 0,

    /// <summary>The mean: the sum divided by the number of processes. Integers have no mean.</summary>
    Avg = 1,

    /// <summary>The product of corresponding elements. Not for complex numbers.</summary>
    Product = 2,

    /// <summary>The smallest of corresponding elements. Not for complex numbers.</summary>
    Min = 3,

    /// <summary>The largest of corresponding elements. Not for complex numbers.</summary>
    Max = 4,
}
