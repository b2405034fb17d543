namespace TorchBridge;

/// <summary>How a Jacobian is computed; the result is the same.</summary>
public enum JacobianStrategy
{
    /// <summary>Row by row, from the outputs back to the inputs; the choice for more inputs than outputs.</summary>
    ReverseMode,

    /// <summary>Column by column, from the inputs to the outputs; the choice for more outputs than inputs.</summary>
    ForwardMode,
}
