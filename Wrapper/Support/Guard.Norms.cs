namespace TorchBridge.Support;

/// <summary>Checks of the arguments of norms and of clipping.</summary>
internal static partial class Guard
{
    /// <summary>Checks the order of a norm. Infinities are allowed.</summary>
    public static void Norm(double order, string api, string parameter)
    {
        if (double.IsNaN(order))
            throw ArgumentMessages.NotAnOrder(api, parameter);
    }

    /// <summary>Checks a limit. Infinity is allowed.</summary>
    public static void NotNegative(double value, string api, string parameter)
    {
        if (!(value >= 0))
            throw ArgumentMessages.NotALimit(api, parameter, value);
    }

    /// <summary>Checks that a tensor has a type that norms are defined for.</summary>
    public static void HasNorm(Tensor tensor, string api, string parameter, int index)
    {
        if (!tensor.is_floating_point() && !tensor.is_complex())
            throw ArgumentMessages.NoNorm(api, parameter, index, tensor);
    }

    /// <summary>Checks that a tensor is a real number.</summary>
    public static void OneNumber(Tensor tensor, string api, string parameter)
    {
        if (tensor.numel() != 1 || !tensor.is_floating_point())
            throw ArgumentMessages.NotOneNumber(api, parameter, tensor);
    }
}
