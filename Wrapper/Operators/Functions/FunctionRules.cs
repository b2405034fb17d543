namespace TorchBridge.Operators.Functions;

/// <summary>The parts of a custom function.</summary>
/// <param name="Api">The public name for messages.</param>
/// <param name="Forward">Computes the outputs from the inputs.</param>
/// <param name="Setup">
/// Fills the context, given the inputs and the outputs. It runs at every level. Null: forward fills the context.
/// </param>
/// <param name="Backward">Computes the gradients of the inputs from those of the outputs.</param>
/// <param name="Jvp">Computes the tangents of the outputs from those of the inputs; null if there is no jvp.</param>
/// <param name="Vmap">The batching rule; null if there is none.</param>
/// <param name="GeneratesVmap">Whether a batching rule is generated from the other parts.</param>
/// <param name="LeavesTensors">Whether backward may keep tensors that it makes. Otherwise they are disposed.</param>
internal sealed record FunctionRules(
    string Api,
    Func<FunctionContext, Tensor[], Tensor[]> Forward,
    Action<FunctionContext, Tensor[], Tensor[]>? Setup,
    Func<FunctionContext, Tensor?[], Tensor?[]> Backward,
    Func<FunctionContext, Tensor?[], Tensor?[]>? Jvp = null,
    Func<VmapInfo, int?[], Tensor[], (Tensor[] Outputs, int?[] OutDims)>? Vmap = null,
    bool GeneratesVmap = false,
    bool LeavesTensors = false);
