namespace TorchBridge.Support;

/// <summary>Checks of the arguments of GradCheck.</summary>
internal static partial class Guard
{
    /// <summary>Checks the length of a step.</summary>
    public static void Positive(double value, string api, string parameter)
    {
        if (!(value > 0) || double.IsInfinity(value))
            throw ArgumentMessages.NotAStep(api, parameter, value);
    }

    /// <summary>Checks a tolerance. Infinity is allowed.</summary>
    public static void Tolerance(double value, string api, string parameter)
    {
        if (!(value >= 0))
            throw ArgumentMessages.NotATolerance(api, parameter, value);
    }

    /// <summary>Checks that the elements of an input can be changed one at a time.</summary>
    public static void Perturbable(Tensor input, string api, string parameter, int index)
    {
        if (input.device_type == DeviceType.META)
            throw ArgumentMessages.CheckedInputOnMeta(api, parameter, index);
        if (input.is_sparse)
            throw ArgumentMessages.CheckedInputIsSparse(api, parameter, index);
        if (Shapes.Of(input).Zip(input.stride()).Any(dimension => dimension.First > 1 && dimension.Second == 0))
            throw ArgumentMessages.CheckedInputOverlaps(api, parameter, index, input);
    }
}
