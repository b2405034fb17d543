namespace TorchBridge.Support.Messages;

/// <summary>
/// The errors of an argument, or of what a function of the caller returned. Each starts with the public member's name (<c>api</c>) and
/// names the parameter. This part has those of tensors and of lists.
/// </summary>
internal static partial class ArgumentMessages
{
    public static ArgumentNullException NullFunction(string api, string parameter) =>
        new(parameter, $"{api}: {parameter} is null; it takes a function.");

    public static ArgumentNullException NullTensor(string api, string parameter, int index) =>
        new(parameter, $"{api}: {Describe.Element(parameter, index)} is null; it takes a tensor.");

    public static ArgumentException DisposedTensor(string api, string parameter, int index) => new(
        $"{api}: {Describe.Element(parameter, index)} has been disposed, by a call of Dispose or by a dispose scope that has ended. "
        + "Keep it alive until after this call.", parameter);

    public static ArgumentNullException NullList(string api, string parameter) =>
        new(parameter, $"{api}: {parameter} is null; it takes a list of tensors.");

    public static ArgumentException NoArguments(string api, string parameter) =>
        new($"{api}: {parameter} is empty; the function takes at least one tensor.", parameter);

    public static ArgumentException NoInputs(string api, string parameter) =>
        new($"{api}: {parameter} is empty; name at least one tensor to take derivatives in.", parameter);

    public static ArgumentException NoInputsOfGrad(string api, string parameter) =>
        new($"{api}: grad requires non-empty inputs. Name at least one tensor to take the gradient in.", parameter);

    public static ArgumentNullException NullText(string api, string parameter) =>
        new(parameter, $"{api}: {parameter} is null; it takes a text.");

    public static ArgumentException NoTensorsToHook(string api, string parameter) =>
        new($"{api}: {parameter} is empty; it takes at least one tensor.", parameter);

    public static ArgumentException NoFunctions(string api, string parameter) =>
        new($"{api}: {parameter} is empty; it takes at least one function.", parameter);

    /// <param name="api">The public name.</param>
    /// <param name="parameter">The caller's parameter.</param>
    /// <param name="segments">Its value.</param>
    /// <param name="functions">How many functions there are.</param>
    public static ArgumentOutOfRangeException NoSuchSegments(string api, string parameter, int segments, int functions) => new(parameter,
        $"{api}: {segments} segments for {functions} functions; it takes at least one segment, and one function for each.");

    public static ArgumentException NoInputsOfBackward(string api, string parameter) => new(
        $"{api}: `inputs` argument to `backward()` cannot be empty. Leave it null for all leaves, or name at least one tensor.", parameter);

    public static ArgumentException NoOutputsOfBackward(string api, string parameter) =>
        new($"{api}: {parameter} is empty; it takes at least one tensor to start from.", parameter);

    public static ArgumentException IntegerInput(string api, string parameter, int index, Tensor input) => new(
        $"{api}: only Tensors of floating point dtype can require gradients (or of complex dtype); {Describe.Element(parameter, index)} is "
        + $"{Describe.Tensor(input)}. Convert it with to_type first, or let the function capture it.", parameter);

    /// <param name="api">The public name.</param>
    /// <param name="name">The tensor in words.</param>
    /// <param name="layout">For example Sparse CSR.</param>
    /// <param name="wayOut">A sentence.</param>
    /// <param name="parameter">The caller's parameter, if it is known.</param>
    public static ArgumentException NoStrides(string api, string name, string layout, string wayOut, string? parameter) => new(
        $"{api}: {layout} tensors do not have strides, which derivatives and batches here are made with; {name} is one. {wayOut}",
        parameter);

    public static ArgumentException InferenceInput(string api, string parameter, int index, Tensor input) => new(
        $"{api}: Inference tensors cannot be saved for backward. {parameter} {index} is {Describe.Tensor(input)}. "
        + "Give a clone() of it, or make it outside inference_mode.", parameter);
}
