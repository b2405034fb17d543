using System.Globalization;

namespace TorchBridge.Support.Messages;

/// <summary>The arguments of norms and of clipping.</summary>
internal static partial class ArgumentMessages
{
    public static ArgumentOutOfRangeException NotAnOrder(string api, string parameter) =>
        new(parameter, $"{api}: {parameter} is the order of a norm, for example 2; it is not a number.");

    public static ArgumentOutOfRangeException NotALimit(string api, string parameter, double value) => new(parameter,
        $"{api}: {parameter} is a limit of absolute values, 0 or more; it is {value.ToString(CultureInfo.InvariantCulture)}.");

    public static ArgumentException NoNorm(string api, string parameter, int index, Tensor tensor) => new(
        $"{api}: linalg.vector_norm: Expected a floating point or complex tensor as input. {Describe.Element(parameter, index)} is "
        + $"{Describe.Tensor(tensor)}; convert it with to_type first.", parameter);

    public static ArgumentException NotOneNumber(string api, string parameter, Tensor tensor) => new(
        $"{api}: {parameter} is the norm of all gradients, one real number of floating-point type; it is {Describe.Tensor(tensor)}. "
        + "Give what GetTotalNorm returned.", parameter);
}
