namespace TorchBridge.Support.Messages;

/// <summary>Arrays, tuples and dictionaries of tensors, as arguments and as results.</summary>
internal static partial class ArgumentMessages
{
    public static ArgumentException UnsupportedStructure(string api, string parameter, string type) => new(
        $"{api}: {parameter} takes or returns {type}, which is not a supported structure of tensors. Use Tensor, Tensor[], "
        + "IReadOnlyDictionary<string, Tensor> (or IDictionary, Dictionary), value tuples of these to any depth, or arrays and "
        + "dictionaries of arrays, dictionaries and tuples of two or three tensors. Capture other values in the function.", parameter);

    public static ArgumentNullException NullPart(string api, string parameter, string name) => new(parameter,
        $"{api}: {name} is null. Leave it out, or pass a tensor of zeros.");

    public static ArgumentException NullName(string api, string parameter, int index) => new(
        $"{api}: the name at index {index} of {parameter} is null. Give each tensor a name, or leave it out.", parameter);

    public static ArgumentException DisposedPart(string api, string parameter, string name) => new(
        $"{api}: {name} has been disposed: Dispose was called on it, or its dispose scope has ended. "
        + "Keep it alive until this call returns.", parameter);

    public static ArgumentException IntegerPart(string api, string parameter, string name, Tensor input) => new(
        $"{api}: only Tensors of floating point dtype can require gradients (or of complex dtype). {name} is {Describe.Tensor(input)}. "
        + "Convert it with to_type, or pass it in an argument that is not differentiated.", parameter);

    public static ArgumentException NoTensorsIn(string api, string parameter) =>
        new($"{api}: {parameter} is empty. Pass at least one tensor to differentiate with respect to.", parameter);

    public static ArgumentException NullPartOfResult(string api, string function, string name) => new(
        $"{api}: {function} returned null for {name}, where result is what it returned. Return an empty array or dictionary instead.",
        function);

    /// <param name="api">The public name.</param>
    /// <param name="parameter">The caller's parameter.</param>
    /// <param name="what">What came: tangents, cotangents.</param>
    /// <param name="whose">What it belongs to.</param>
    /// <param name="expected">The structure wanted, with stars for tensors.</param>
    /// <param name="found">The structure that came.</param>
    public static ArgumentException OtherStructure(string api, string parameter, string what, string whose, string expected,
        string found) => new(
        $"{api}: Expected pytree structure of {what} to be the same as pytree structure of {whose}, which is {expected}, but got {found}. "
        + "Pass the same keys in the same order, and the same number of tensors.", parameter);

    public static ArgumentException InDimsOfOtherStructure(string api, string parameter, string name, string structure) => new(
        $"{api}: in_dims is not compatible with the structure of `inputs`. {name} is {structure}. Pass one dimension for all of it, "
        + "null if all examples share it, or one dimension for each part.", parameter);

    public static ArgumentException NumberAlone(string api, string parameter) => new(
        $"{api}: a single number could mean argnums or chunkSize. Write chunkSize: 1, or argnums: [1].", parameter);
}
