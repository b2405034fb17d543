using System.Globalization;

namespace TorchBridge.Support;

/// <summary>Checks of the arguments of GradCheck.</summary>
internal static partial class Guard
{
    /// <summary>Checks the length of a step.</summary>
    public static void Positive(double value, string api, string parameter)
    {
        if (!(value > 0) || double.IsInfinity(value))
            throw new ArgumentOutOfRangeException(parameter,
                $"{api}: {parameter} is a length, above 0 and finite; it is {value.ToString(CultureInfo.InvariantCulture)}.");
    }

    /// <summary>Checks a tolerance. Infinity is allowed.</summary>
    public static void Tolerance(double value, string api, string parameter)
    {
        if (!(value >= 0))
            throw new ArgumentOutOfRangeException(parameter,
                $"{api}: {parameter} is a tolerance, 0 or more; it is {value.ToString(CultureInfo.InvariantCulture)}.");
    }

    /// <summary>Checks that the elements of an input can be changed one at a time.</summary>
    public static void Perturbable(Tensor input, string api, string parameter, int index)
    {
        if (input.device_type == DeviceType.META)
            throw new ArgumentException(
                $"{api}: input {index} is on the meta device and has no values to differentiate at; move it to another device.", parameter);
        if (input.is_sparse)
            throw new ArgumentException(
                $"{api}: input {index} is sparse; it checks dense inputs. "
                + "Call to_dense() on it, and to_sparse() inside the function.", parameter);
        if (Shapes.Of(input).Zip(input.stride()).Any(dimension => dimension.First > 1 && dimension.Second == 0))
            throw new ArgumentException(
                $"{api}: The {index}th input has a dimension with stride 0. "
                + "gradcheck only supports inputs that are non-overlapping to be able to compute the numerical gradients correctly. "
                + $"It is {Describe.Tensor(input)}; call contiguous() on it first.", parameter);
    }

    /// <summary>The error for a function of the caller that breaks a rule.</summary>
    public static ArgumentException Misbehaved(string api, string function, string what) => new($"{api}: {what}", function);

    /// <summary>The error for a function whose outputs differ in number, shape or type from point to point.</summary>
    public static ArgumentException Changing(string api, string function, string what) => Misbehaved(api, function,
        $"Expected `{function}` to return {what}, where inputs are perturbed. Its outputs may depend on the values of its inputs; "
        + "their number, shapes and types may not.");
}
