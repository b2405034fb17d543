namespace TorchBridge.Support.Messages;

/// <summary>
/// The errors of an argument, or of what a function of the caller returned. Each starts with the public member's name (<c>api</c>) and
/// names the parameter. This part has those of tensors and of lists.
/// </summary>
internal static partial class ArgumentMessages
{
    public static ArgumentNullException NullFunction(string api, string parameter) =>
        new(parameter, $"{api}: {parameter} is null. Pass a function.");

    public static ArgumentNullException NullTensor(string api, string parameter, int index) =>
        new(parameter, $"{api}: {Describe.Element(parameter, index)} is null. Pass a tensor.");

    public static ArgumentException DisposedTensor(string api, string parameter, int index) => new(
        $"{api}: {Describe.Element(parameter, index)} has been disposed: Dispose was called on it, or its dispose scope has ended. "
        + "Keep it alive until this call returns.", parameter);

    public static ArgumentNullException NullList(string api, string parameter) =>
        new(parameter, $"{api}: {parameter} is null. Pass a list of tensors.");

    public static ArgumentException NoArguments(string api, string parameter) =>
        new($"{api}: {parameter} is empty. Pass at least one tensor.", parameter);

    public static ArgumentException NoInputs(string api, string parameter) =>
        new($"{api}: {parameter} is empty. Pass at least one tensor to differentiate with respect to.", parameter);

    public static ArgumentException NoInputsOfGrad(string api, string parameter) =>
        new($"{api}: grad requires non-empty inputs. Pass at least one tensor to differentiate with respect to.", parameter);

    public static ArgumentNullException NullText(string api, string parameter) =>
        new(parameter, $"{api}: {parameter} is null. Pass a string.");

    public static ArgumentException NoTensorsToHook(string api, string parameter) =>
        new($"{api}: {parameter} is empty. Pass at least one tensor.", parameter);

    public static ArgumentException NoFunctions(string api, string parameter) =>
        new($"{api}: {parameter} is empty. Pass at least one function.", parameter);

    /// <param name="api">The public name.</param>
    /// <param name="parameter">The caller's parameter.</param>
    /// <param name="segments">Its value.</param>
    /// <param name="functions">How many functions there are.</param>
    public static ArgumentOutOfRangeException NoSuchSegments(string api, string parameter, int segments, int functions) => new(parameter,
        $"{api}: {parameter} is {segments}. Pass a number from 1 to the number of functions, which is {functions}.");

    public static ArgumentException NoInputsOfBackward(string api, string parameter) => new(
        $"{api}: `inputs` argument to `backward()` cannot be empty. Leave it null to get the gradients of all leaves, or pass at least one "
        + "tensor.", parameter);

    public static ArgumentException NoOutputsOfBackward(string api, string parameter) =>
        new($"{api}: {parameter} is empty. Pass at least one tensor to differentiate.", parameter);

    public static ArgumentException IntegerInput(string api, string parameter, int index, Tensor input) => new(
        $"{api}: only Tensors of floating point dtype can require gradients (or of complex dtype). {Describe.Element(parameter, index)} is "
        + $"{Describe.Tensor(input)}. Convert it with to_type, or capture it in the function instead of passing it.", parameter);

    /// <param name="api">The public name.</param>
    /// <param name="name">The tensor in words.</param>
    /// <param name="layout">For example Sparse CSR.</param>
    /// <param name="wayOut">A sentence.</param>
    /// <param name="parameter">The caller's parameter, if it is known.</param>
    public static ArgumentException NoStrides(string api, string name, string layout, string wayOut, string? parameter) => new(
        $"{api}: {layout} tensors do not have strides, and {name} is such a tensor. {wayOut}", parameter);

    public static ArgumentException InferenceInput(string api, string parameter, int index, Tensor input) => new(
        $"{api}: Inference tensors cannot be saved for backward. {parameter} {index} is {Describe.Tensor(input)}. "
        + "Call clone() on it outside inference_mode and pass the copy.", parameter);
}
