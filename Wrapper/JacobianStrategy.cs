namespace TorchBridge;

/// <summary>The ways to compute a Jacobian. The result is the same.</summary>
/// <seealso href="https://pytorch.org/docs/stable/generated/torch.autograd.functional.jacobian.html">
/// torch.autograd.functional.jacobian
/// </seealso>
public enum JacobianStrategy
{
    /// <summary>Row by row, from the outputs back to the inputs. It is faster if there are more inputs than outputs.</summary>
    ReverseMode,

    /// <summary>Column by column, from the inputs to the outputs. It is faster if there are more outputs than inputs.</summary>
    ForwardMode,
}
