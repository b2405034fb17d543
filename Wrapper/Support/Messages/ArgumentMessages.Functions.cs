namespace TorchBridge.Support.Messages;

/// <summary>What a function of the caller returned or did. The parameter is the function.</summary>
internal static partial class ArgumentMessages
{
    public static ArgumentException NullResult(string api, string function) =>
        new($"{api}: {function} returned null; it returns the outputs, an empty array if there are none.", function);

    public static ArgumentException NullOutput(string api, string function, int index) =>
        new($"{api}: {function} returned null at index {index}; it returns tensors, and does not dispose them.", function);

    public static ArgumentException DisposedOutput(string api, string function, int index) =>
        new($"{api}: {function} returned a disposed tensor at index {index}; it returns tensors, and does not dispose them.", function);

    public static ArgumentException DisposedAuxiliaryOutput(string api, string function) => new(
        $"{api}: {function} returned a disposed tensor beside its output; it returns tensors, and does not dispose them.", function);

    public static ArgumentException NoOutputs(string api, string function) => new(
        $"{api}: Expected f to be a function that has non-empty output (got output = []). Return at least one tensor.", function);

    public static ArgumentException QuantizedOutput(string api, string function) =>
        new($"{api}: {function} returned a quantized tensor, which has no derivatives. Call dequantize() on it.", function);

    public static ArgumentException NotALoss(string api, string function, Tensor result) => new(
        $"{api}: {function} returned {Describe.Tensor(result)}; it returns the loss, a tensor of one element.", function);

    /// <param name="api">The public name.</param>
    /// <param name="function">The caller's parameter.</param>
    /// <param name="first">What the function returned for the first chunk, in words.</param>
    /// <param name="later">What it returned for a later chunk.</param>
    public static ArgumentException OutputsDependOnChunk(string api, string function, string first, string later) => new(
        $"{api}: {function} returned {first} for the first chunk and {later} for a later one. The values of its outputs may depend on its "
        + "inputs; their number, shapes and types may not.", function);

    public static ArgumentException CheckpointWritesToArgument(string api, string function, int index) => new(
        $"{api}: {function} has written to its argument {index} in place, so that it would start from other values when it is "
        + "computed again. Let it write to a clone() of the argument.", function);

    public static ArgumentException CheckpointReturnsInferenceTensor(string api, string function, int index) => new(
        $"{api}: Inference tensors cannot be saved for backward. {function} returned one that requires grad, at index {index}. "
        + "Return a clone() of it, or compute it outside inference_mode.", function);

    public static ArgumentException CheckpointUsesComputedTensor(string api, string function) => new(
        $"{api}: {function} uses a computed tensor that is not among its arguments, and no gradient could be returned for it. "
        + "Make it one of the inputs. (Leaves, such as a module's parameters, need not be.)", function);

    public static ArgumentException TwoVmapRules(string api, string parameter) => new(
        $"{api}: it has both generate_vmap_rule=True and an overriden vmap staticmethod. Leave out one of vmap and generateVmapRule.",
        parameter);

    public static ArgumentException RuleReturnedNull(string api, string function) => new(
        $"{api}: Expected the vmap staticmethod to have two returns, an output and out_dims with pytree structure compatible with the "
        + "output, but one of them is null. Return null inside out_dims for an output without a batch.", function);

    public static ArgumentException WrongNumberOfRuleDims(string api, string function, int outputs, int dims) => new(
        $"{api}: The autograd.Function's vmap staticmethod returned an incompatible (output, out_dims) tuple: {outputs} outputs and "
        + $"{dims} dimensions. Return one dimension, or null, for each output.", function);

    public static ArgumentException OutDimOfRule(string api, string function, int index, int dim, Tensor output, long batch) => new(
        $"{api}: vmap returned {Describe.Tensor(output)} for output {index} and says that dimension {dim} is the batch, "
        + $"which has {batch} examples. Return the dimension where the batch is.", function);
}
