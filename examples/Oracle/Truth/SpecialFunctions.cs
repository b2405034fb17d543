using static TorchBridge.Oracle.Truth.DoubleDouble;

namespace TorchBridge.Oracle.Truth;

/// <summary>Functions that have no closed form in the elementary ones: by their series, to some 28 digits.</summary>
internal static class SpecialFunctions
{
    private const double Shift = 24;      // from here on, the terms of Stirling's series fall to 1e-32 before they grow

    /// <summary>B(2), B(4), … as fractions.</summary>
    private static readonly (double Over, double Under)[] s_bernoulli =
    [
        (1, 6), (-1, 30), (1, 42), (-1, 30), (5, 66), (-691, 2730), (7, 6), (-3617, 510), (43867, 798), (-174611, 330), (854513, 138),
        (-236364091, 2730), (8553103, 6), (-23749461029, 870), (8615841276005, 14322),
    ];

    private static bool IsFelt(DoubleDouble term, DoubleDouble sum) => !(Math.Abs(term.High) < 1e-34 * Math.Abs(sum.High));

    private static DoubleDouble Bernoulli(int k) => (DoubleDouble)s_bernoulli[k - 1].Over / s_bernoulli[k - 1].Under;

    public static DoubleDouble LogGamma(DoubleDouble x)
    {
        DoubleDouble product = 1;
        for (; x < Shift; x += 1)
            product *= x;
        DoubleDouble sum = (x - 0.5) * Log(x) - x + Log(Pi * 2) * 0.5, power = x;
        for (int k = 1; k <= s_bernoulli.Length; k++, power *= x * x)
            sum += Bernoulli(k) / (2 * k * (2 * k - 1)) / power;
        return sum - Log(Abs(product));
    }

    public static DoubleDouble Digamma(DoubleDouble x)
    {
        DoubleDouble sum = 0;
        for (; x < Shift; x += 1)
            sum -= 1 / x;
        sum += Log(x) - 0.5 / x;
        DoubleDouble power = x * x;
        for (int k = 1; k <= s_bernoulli.Length; k++, power *= x * x)
            sum -= Bernoulli(k) / (2 * k) / power;
        return sum;
    }

    public static DoubleDouble Trigamma(DoubleDouble x)
    {
        DoubleDouble sum = 0;
        for (; x < Shift; x += 1)
            sum += 1 / (x * x);
        sum += 1 / x + 0.5 / (x * x);
        DoubleDouble power = x * x * x;
        for (int k = 1; k <= s_bernoulli.Length; k++, power *= x * x)
            sum += Bernoulli(k) / power;
        return sum;
    }

    public static DoubleDouble Erf(DoubleDouble x)
    {
        if (!(Math.Abs(x.High) < 3))
            return x.IsNaN ? x : x.High > 0 ? 1 - Erfc(x) : Erfc(-x) - 1;
        DoubleDouble square = x * x, sum = x, term = x;
        for (int k = 1; k <= 120 && IsFelt(term, sum); k++)
            sum += (term = -term * square / k) / (2 * k + 1);
        return sum * 2 / Sqrt(Pi);
    }

    public static DoubleDouble Erfc(DoubleDouble x) => x.High < 3 ? 1 - Erf(x) : x.IsFinite ? Exp(-(x * x)) * ScaledTail(x) : 0;

    /// <summary>exp(x²) erfc(x).</summary>
    public static DoubleDouble Erfcx(DoubleDouble x) => x.High < 3 ? Exp(x * x) * Erfc(x) : ScaledTail(x);

    /// <summary>exp(x²) erfc(x) by its continued fraction, from the far end.</summary>
    private static DoubleDouble ScaledTail(DoubleDouble x)
    {
        DoubleDouble tail = x;
        for (int k = 200; k >= 1; k--)
            tail = x + k * 0.5 / tail;
        return 1 / (tail * Sqrt(Pi));
    }

    /// <summary>By Newton's method from a rough start.</summary>
    public static DoubleDouble InverseErf(DoubleDouble y)
    {
        if (!(Math.Abs(y.High) < 1))
            return Math.Abs(y.High) == 1 ? y.High * double.PositiveInfinity : double.NaN;
        double log = Math.Log(1 - y.High * y.High), a = 2 / (Math.PI * 0.147) + log / 2;
        DoubleDouble x = Math.Sign(y.High) * Math.Sqrt(Math.Sqrt(a * a - log / 0.147) - a);
        for (int k = 0; k < 4; k++)
            x -= (Erf(x) - y) * Sqrt(Pi) * 0.5 * Exp(x * x);
        return x;
    }

    /// <summary>The modified Bessel function of the first kind and of order 0 or 1.</summary>
    public static DoubleDouble Bessel(int order, DoubleDouble x)
    {
        DoubleDouble square = x * x * 0.25, sum = 1, term = 1;
        for (int k = 1; k <= 60 && IsFelt(term, sum); k++)
            sum += term = term * square / ((double)k * (k + order));
        return order == 0 ? sum : sum * x * 0.5;
    }
}
