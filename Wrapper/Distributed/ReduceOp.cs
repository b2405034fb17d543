namespace TorchBridge;

/// <summary>How the tensors of several processes become one: torch.distributed.ReduceOp.</summary>
/// <seealso href="https://pytorch.org/docs/stable/distributed.html#torch.distributed.ReduceOp">torch.distributed.ReduceOp</seealso>
public enum ReduceOp
{
    /// <summary>Their sum.</summary>
    Sum = 0,

    /// <summary>Their mean: the sum divided by the number of processes. Not of integers.</summary>
    Avg = 1,

    /// <summary>Their product, element by element. Not of complex numbers.</summary>
    Product = 2,

    /// <summary>The least of each element. Not of complex numbers.</summary>
    Min = 3,

    /// <summary>The greatest of each element. Not of complex numbers.</summary>
    Max = 4,
}
