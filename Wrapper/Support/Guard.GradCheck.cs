namespace TorchBridge.Support;

/// <summary>Checks of the arguments of GradCheck.</summary>
internal static partial class Guard
{
    /// <summary>Checks the size of a step.</summary>
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

    /// <summary>Checks that at least one mode is on, and that each option has the mode it needs.</summary>
    public static void ModesOfCheck(GradCheckOptions options, string api, bool secondOrder)
    {
        (string forward, string backward) = secondOrder ? ("checkFwdOverRev", "checkRevOverRev") : ("checkForwardAd", "checkBackwardAd");
        if (!options.CheckForwardAd && !options.CheckBackwardAd)
            throw ArgumentMessages.NoModeToCheck(api, forward, backward);
        if (options.CheckBatchedGrad && !options.CheckBackwardAd)
            throw ArgumentMessages.OptionNeedsMode(api, "checkBatchedGrad", backward);
        if (options.CheckBatchedForwardGrad && !options.CheckForwardAd)
            throw ArgumentMessages.OptionNeedsMode(api, "checkBatchedForwardGrad", forward);
        if (secondOrder && options.CheckUndefinedGrad && !options.CheckBackwardAd)
            throw ArgumentMessages.OptionNeedsMode(api, "checkUndefinedGrad", backward);
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
