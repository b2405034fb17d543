namespace TorchBridge.Support.Messages;

/// <summary>What a function of the caller returned or did. The parameter is the function.</summary>
internal static partial class ArgumentMessages
{
    public static ArgumentException NullResult(string api, string function) =>
        new($"{api}: {function} returned null. Return the outputs, or an empty array if there are none.", function);

    public static ArgumentException NullOutput(string api, string function, int index) =>
        new($"{api}: {function} returned null at index {index}. Return a tensor there.", function);

    public static ArgumentException DisposedOutput(string api, string function, int index) =>
        new($"{api}: {function} returned a disposed tensor at index {index}. Return the tensor without disposing it.", function);

    public static ArgumentException DisposedAuxiliaryOutput(string api, string function) => new(
        $"{api}: {function} returned a disposed tensor as its auxiliary output. Return the tensor without disposing it.", function);

    public static ArgumentException NoOutputs(string api, string function) => new(
        $"{api}: Expected f to be a function that has non-empty output (got output = []). Return at least one tensor.", function);

    public static ArgumentException QuantizedOutput(string api, string function) =>
        new($"{api}: {function} returned a quantized tensor, which has no derivative. Call dequantize() on it.", function);

    public static ArgumentException NotALoss(string api, string function, Tensor result) => new(
        $"{api}: {function} returned {Describe.Tensor(result)}. Return the loss, a tensor with one element.", function);

    /// <param name="api">The public name.</param>
    /// <param name="function">The caller's parameter.</param>
    /// <param name="first">What the function returned for the first chunk, in words.</param>
    /// <param name="later">What it returned for a later chunk.</param>
    public static ArgumentException OutputsDependOnChunk(string api, string function, string first, string later) => new(
        $"{api}: {function} returned {first} for the first chunk and {later} for a later one. "
        + "Return the same number of outputs, with the same shapes and types, for every chunk.", function);

    public static ArgumentException CheckpointWritesToArgument(string api, string function, int index) => new(
        $"{api}: {function} has written to its argument {index} in place, so it would start from other values when it is "
        + "computed again. Write to a clone() of the argument instead.", function);

    public static ArgumentException CheckpointReturnsInferenceTensor(string api, string function, int index) => new(
        $"{api}: Inference tensors cannot be saved for backward. {function} returned one that requires grad, at index {index}. "
        + "Return a clone() of it, or compute it outside inference_mode.", function);

    public static ArgumentException CheckpointUsesComputedTensor(string api, string function) => new(
        $"{api}: {function} uses a computed tensor that is not one of its arguments, and that tensor would get no gradient. "
        + "Pass it as one of the inputs. (Leaves, such as the parameters of a module, may be captured.)", function);

    public static ArgumentException TwoVmapRules(string api, string parameter) => new(
        $"{api}: the custom function cannot be defined, because it has both generate_vmap_rule=True and an overriden vmap staticmethod. "
        + "Pass vmap or generateVmapRule: true, not both.", parameter);

    public static ArgumentException RuleReturnedNull(string api, string function) => new(
        $"{api}: Expected the vmap staticmethod to have two returns, an output and out_dims with pytree structure compatible with the "
        + "output, but one of them is null. In out_dims, return null for an output without a batch dimension.", function);

    public static ArgumentException WrongNumberOfRuleDims(string api, string function, int outputs, int dims) => new(
        $"{api}: The autograd.Function's vmap staticmethod returned an incompatible (output, out_dims) tuple: {outputs} outputs and "
        + $"{dims} dimensions. Return one dimension, or null, for each output.", function);

    public static ArgumentException OutDimOfRule(string api, string function, int index, int dim, Tensor output, long batch) => new(
        $"{api}: vmap returned {Describe.Tensor(output)} for output {index} with {dim} as its batch dimension. The batch has {batch} "
        + "examples, and that dimension does not. Return the number of the batch dimension.", function);
}
