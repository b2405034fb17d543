using System.Globalization;

namespace TorchBridge.Support.Messages;

/// <summary>The arguments of norms and of clipping.</summary>
internal static partial class ArgumentMessages
{
    public static ArgumentOutOfRangeException NotAnOrder(string api, string parameter) =>
        new(parameter, $"{api}: {parameter} is not a number. Pass the order of a norm, for example 2.");

    public static ArgumentOutOfRangeException NotALimit(string api, string parameter, double value) => new(parameter,
        $"{api}: {parameter} is {value.ToString(CultureInfo.InvariantCulture)}. Pass a limit of 0 or more for the absolute values.");

    public static ArgumentException NoNorm(string api, string parameter, int index, Tensor tensor) => new(
        $"{api}: linalg.vector_norm: Expected a floating point or complex tensor as input. {Describe.Element(parameter, index)} is "
        + $"{Describe.Tensor(tensor)}. Convert it with to_type first.", parameter);

    public static ArgumentException NotOneNumber(string api, string parameter, Tensor tensor) => new(
        $"{api}: {parameter} is {Describe.Tensor(tensor)}. "
        + "Pass the norm of all gradients that GetTotalNorm returned, one real number of floating-point type.", parameter);
}
