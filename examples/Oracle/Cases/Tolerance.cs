using TorchBridge.Oracle.Protocol;

namespace TorchBridge.Oracle.Cases;

/// <summary>Two numbers are equal if they differ by at most <c>Absolute + Relative |expected|</c>.</summary>
internal readonly record struct Tolerance(double Relative, double Absolute)
{
    /// <summary>
    /// The tolerance of a case unless the case widens it. Second derivatives have a tolerance that is a hundred times larger, or ten times
    /// in the narrow types.
    /// </summary>
    public static Tolerance For(DType type, bool secondOrder) => type switch
    {
        DType.BFloat16 => secondOrder ? new(1.6e-1, 1e-2) : new(1.6e-2, 1e-3),
        DType.Float32 or DType.Complex64 => secondOrder ? new(1.3e-5, 1e-4) : new(1.3e-6, 1e-5),
        _ => secondOrder ? new(1e-7, 1e-9) : new(1e-9, 1e-11),
    };

    public static bool IsSecondOrder(string function) => function is "hessian" or "hvp";

    public bool Equal(double expected, double actual) =>
        expected.Equals(actual)      // NaN with NaN, an infinity with the same one
        || expected == actual        // zeros of either sign
        || (double.IsFinite(expected) && double.IsFinite(actual) && Math.Abs(actual - expected) <= Absolute + Relative * Math.Abs(expected));
}
