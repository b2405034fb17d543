using System.Globalization;

namespace TorchBridge.Support.Messages;

/// <summary>The arguments of GradCheck, and functions that can't be checked.</summary>
internal static partial class ArgumentMessages
{
    private const string MayNotChange = "where inputs are perturbed. Its outputs may depend on the values of its inputs; their number, "
        + "shapes and types may not.";

    public static ArgumentOutOfRangeException NotAStep(string api, string parameter, double value) => new(parameter,
        $"{api}: {parameter} is a length, above 0 and finite; it is {value.ToString(CultureInfo.InvariantCulture)}.");

    public static ArgumentOutOfRangeException NotATolerance(string api, string parameter, double value) => new(parameter,
        $"{api}: {parameter} is a tolerance, 0 or more; it is {value.ToString(CultureInfo.InvariantCulture)}.");

    public static ArgumentException NoModeToCheck(string api, string forward, string parameter) => new(
        $"{api}: Expected at least one of {Python(forward)} or {Python(parameter)} to be True. Leave one of {forward} and {parameter} on.",
        parameter);

    public static ArgumentException OptionNeedsMode(string api, string parameter, string mode) => new(
        $"{api}: Setting {Python(parameter)}=True requires {Python(mode)} to be True. Turn {mode} on, or {parameter} off.", parameter);

    public static ArgumentException CheckedInputOnMeta(string api, string parameter, int index) => new(
        $"{api}: input {index} is on the meta device and has no values to differentiate at; move it to another device.", parameter);

    public static ArgumentException CheckedInputIsSparse(string api, string parameter, int index) => new(
        $"{api}: input {index} is sparse; it checks dense inputs. Call to_dense() on it, and to_sparse() inside the function.", parameter);

    public static ArgumentException CheckedInputOverlaps(string api, string parameter, int index, Tensor input) => new(
        $"{api}: The {index}th input has a dimension with stride 0. "
        + "gradcheck only supports inputs that are non-overlapping to be able to compute the numerical gradients correctly. "
        + $"It is {Describe.Tensor(input)}; call contiguous() on it first.", parameter);

    public static ArgumentException NoCheckedInput(string api, string parameter, int inputs) => new(
        $"{api}: gradcheck expects at least one input tensor to require gradient, but none of the them have requires_grad=True. "
        + $"Got {inputs} of them; set requires_grad to true on those whose derivative is to be checked.", parameter);

    public static ArgumentException WrongNumberOfCheckedGradients(string api, string parameter, int outputs, int gradients) => new(
        $"{api}: {outputs} outputs require grad and there are {gradients} gradients; {parameter} takes one for each.", parameter);

    public static ArgumentException SparseCheckedOutput(string api, string function, int output) => new(
        $"{api}: Sparse output is not supported at gradcheck yet. Please call to_dense() on output {output} of {function}.", function);

    public static ArgumentException CapturesCheckedInput(string api, string function, int input) => new(
        $"{api}: {function} uses input {input} itself instead of the tensor that it is given for it. Inputs are not changed, so "
        + $"{function} is called with copies of them: let it compute with its arguments.", function);

    public static ArgumentException OutputCountChanges(string api, string function, int first, int later) => new(
        $"{api}: Expected `{function}` to return as many outputs, but got: {first} and {later}, {MayNotChange}", function);

    public static ArgumentException DifferentiableOutputCountChanges(string api, string function, int first, int later) => new(
        $"{api}: Expected `{function}` to return as many outputs that require grad, but got: {first} and {later}, {MayNotChange}",
        function);

    public static ArgumentException OutputShapeChanges(string api, string function, int output, Tensor first, Tensor later) => new(
        $"{api}: Expected `{function}` to return outputs with the same shape, but got: output {output} with shapes {Describe.Shape(first)} "
        + $"and {Describe.Shape(later)}, {MayNotChange}", function);

    public static ArgumentException OutputTypeChanges(string api, string function, int output, Tensor first, Tensor later) => new(
        $"{api}: Expected `{function}` to return outputs with the same dtype, but got: output {output} with dtypes "
        + $"{Describe.Type(first.dtype)} and {Describe.Type(later.dtype)}, {MayNotChange}", function);

    /// <summary>Python's spelling of a name: check_forward_ad.</summary>
    private static string Python(string name) =>
        string.Concat(name.Select(letter => char.IsAsciiLetterUpper(letter) ? $"_{char.ToLowerInvariant(letter)}" : $"{letter}"));
}
