using System.Globalization;

namespace TorchBridge.Support.Messages;

/// <summary>The arguments of GradCheck, and functions that can't be checked.</summary>
internal static partial class ArgumentMessages
{
    private const string SameForAllInputs = "Return outputs whose number, shapes and types do not depend on the values of the inputs.";

    public static ArgumentOutOfRangeException NotAStep(string api, string parameter, double value) => new(parameter,
        $"{api}: {parameter} is {value.ToString(CultureInfo.InvariantCulture)}. Pass a finite step above 0.");

    public static ArgumentOutOfRangeException NotATolerance(string api, string parameter, double value) => new(parameter,
        $"{api}: {parameter} is {value.ToString(CultureInfo.InvariantCulture)}. Pass a tolerance of 0 or more.");

    public static ArgumentException NoModeToCheck(string api, string forward, string parameter) => new(
        $"{api}: Expected at least one of {Python(forward)} or {Python(parameter)} to be True. Set {forward} or {parameter} to true.",
        parameter);

    public static ArgumentException OptionNeedsMode(string api, string parameter, string mode) => new(
        $"{api}: Setting {Python(parameter)}=True requires {Python(mode)} to be True. Set {mode} to true, or {parameter} to "
        + "false.", parameter);

    public static ArgumentException CheckedInputOnMeta(string api, string parameter, int index) => new(
        $"{api}: input {index} is on the meta device, where tensors have no values. Create it on another device.", parameter);

    public static ArgumentException CheckedInputIsSparse(string api, string parameter, int index) => new(
        $"{api}: input {index} is sparse, and only dense inputs can be checked. Call to_dense() on it, and call to_sparse() inside the "
        + "function.", parameter);

    public static ArgumentException CheckedInputOverlaps(string api, string parameter, int index, Tensor input) => new(
        $"{api}: The {index}th input has a dimension with stride 0. "
        + "gradcheck only supports inputs that are non-overlapping to be able to compute the numerical gradients correctly. "
        + $"The input is {Describe.Tensor(input)}. Call contiguous() on it first.", parameter);

    public static ArgumentException NoCheckedInput(string api, string parameter, int inputs) => new(
        $"{api}: gradcheck expects at least one input tensor to require gradient, but none of the them have requires_grad=True. "
        + $"Set requires_grad to true on at least one of the {inputs} inputs.", parameter);

    public static ArgumentException WrongNumberOfCheckedGradients(string api, string parameter, int outputs, int gradients) => new(
        $"{api}: {outputs} outputs require grad, but {parameter} has {gradients} gradients. Pass one gradient for each of these "
        + "outputs.", parameter);

    public static ArgumentException SparseCheckedOutput(string api, string function, int output) => new(
        $"{api}: Sparse output is not supported at gradcheck yet. Please call to_dense() on output {output} of {function}.", function);

    public static ArgumentException CapturesCheckedInput(string api, string function, int input) => new(
        $"{api}: {function} captures input {input} instead of using its argument. The check calls {function} with copies of the inputs. "
        + $"Compute with the arguments of {function} only.", function);

    public static ArgumentException OutputCountChanges(string api, string function, int first, int later) => new(
        $"{api}: Expected `{function}` to return as many outputs when inputs are perturbed, but got: {first} and {later}. "
        + $"{SameForAllInputs}", function);

    public static ArgumentException DifferentiableOutputCountChanges(string api, string function, int first, int later) => new(
        $"{api}: Expected `{function}` to return as many outputs that require grad when inputs are perturbed, but got: {first} and "
        + $"{later}. {SameForAllInputs}", function);

    public static ArgumentException OutputShapeChanges(string api, string function, int output, Tensor first, Tensor later) => new(
        $"{api}: Expected `{function}` to return outputs with the same shape when inputs are perturbed, but got: output {output} with "
        + $"shapes {Describe.Shape(first)} and {Describe.Shape(later)}. {SameForAllInputs}", function);

    public static ArgumentException OutputTypeChanges(string api, string function, int output, Tensor first, Tensor later) => new(
        $"{api}: Expected `{function}` to return outputs with the same dtype when inputs are perturbed, but got: output {output} with "
        + $"dtypes {Describe.Type(first.dtype)} and {Describe.Type(later.dtype)}. {SameForAllInputs}", function);

    /// <summary>Python's spelling of a name: check_forward_ad.</summary>
    private static string Python(string name) =>
        string.Concat(name.Select(letter => char.IsAsciiLetterUpper(letter) ? $"_{char.ToLowerInvariant(letter)}" : $"{letter}"));
}
