namespace TorchBridge.Oracle.Truth;

/// <summary>
/// A number of about 31 decimal digits: the unevaluated sum of two doubles, the second at most half a unit in the last place of the first.
/// Sums and products are those of Dekker and Knuth; an infinity or a NaN has no second part.
/// </summary>
internal readonly record struct DoubleDouble(double High, double Low) : IComparable<DoubleDouble>
{
    private static readonly DoubleDouble s_ln2 = new(0.69314718055994529, 2.3190468138462996e-17);

    public static readonly DoubleDouble Pi = new(3.1415926535897931, 1.2246467991473532e-16);

    public bool IsFinite => double.IsFinite(High);

    public bool IsNaN => double.IsNaN(High);

    public static implicit operator DoubleDouble(double value) => new(value, 0);

    public static explicit operator double(DoubleDouble value) => value.High;      // the sum of the two, rounded

    public static DoubleDouble operator +(DoubleDouble a, DoubleDouble b)
    {
        (double sum, double error) = TwoSum(a.High, b.High);
        (double low, double rest) = TwoSum(a.Low, b.Low);
        DoubleDouble first = Normal(sum, error + low);
        return Normal(first.High, first.Low + rest);
    }

    public static DoubleDouble operator -(DoubleDouble a) => new(-a.High, -a.Low);

    public static DoubleDouble operator -(DoubleDouble a, DoubleDouble b) => a + -b;

    public static DoubleDouble operator *(DoubleDouble a, DoubleDouble b)
    {
        double product = a.High * b.High;
        return Normal(product, Math.FusedMultiplyAdd(a.High, b.High, -product) + (a.High * b.Low + a.Low * b.High));
    }

    public static DoubleDouble operator /(DoubleDouble a, DoubleDouble b)
    {
        double first = a.High / b.High;
        if (!double.IsFinite(first) || !b.IsFinite || first == 0)
            return first;
        DoubleDouble rest = a - b * first;
        double second = rest.High / b.High;
        return Normal(first, second) + (rest - b * second).High / b.High;
    }

    public static bool operator <(DoubleDouble a, DoubleDouble b) => a.High < b.High || (a.High == b.High && a.Low < b.Low);

    public static bool operator >(DoubleDouble a, DoubleDouble b) => b < a;

    public static bool operator <=(DoubleDouble a, DoubleDouble b) => a.High < b.High || (a.High == b.High && a.Low <= b.Low);

    public static bool operator >=(DoubleDouble a, DoubleDouble b) => b <= a;

    public int CompareTo(DoubleDouble other) => High.CompareTo(other.High) is not 0 and var order ? order : Low.CompareTo(other.Low);

    public static DoubleDouble Abs(DoubleDouble a) => double.IsNegative(a.High) ? -a : a;

    public static DoubleDouble Floor(DoubleDouble a)
    {
        double high = Math.Floor(a.High);
        return high == a.High ? Normal(high, Math.Floor(a.Low)) : high;
    }

    public static DoubleDouble Sqrt(DoubleDouble a)
    {
        double root = Math.Sqrt(a.High);
        if (root == 0 || !double.IsFinite(root))
            return root;
        DoubleDouble better = (root + a / root) * 0.5;
        return (better + a / better) * 0.5;
    }

    public static DoubleDouble Exp(DoubleDouble a)
    {
        if (!(Math.Abs(a.High) < 700))
            return Math.Exp(a.High);
        double turns = Math.Round(a.High / s_ln2.High);
        DoubleDouble part = (a - s_ln2 * turns) * (1.0 / 256), sum = 0, term = 1;
        for (int k = 1; k <= 12; k++)
            sum += term = term * part / k;
        for (int k = 0; k < 8; k++)
            sum = sum * 2 + sum * sum;      // exp(2x) - 1 from exp(x) - 1
        double power = Math.ScaleB(1, (int)turns);
        return (sum + 1) * power;
    }

    public static DoubleDouble Expm1(DoubleDouble a)
    {
        if (!(Math.Abs(a.High) < 0.5))
            return Exp(a) - 1;
        DoubleDouble sum = 0, term = 1;
        for (int k = 1; k <= 28; k++)
            sum += term = term * a / k;
        return sum;
    }

    public static DoubleDouble Log(DoubleDouble a)
    {
        double start = Math.Log(a.High);
        if (!double.IsFinite(start))
            return start;
        DoubleDouble root = start;
        for (int k = 0; k < 2; k++)
            root = root + a * Exp(-root) - 1;
        return root;
    }

    public static DoubleDouble Log1p(DoubleDouble a)
    {
        if (!(Math.Abs(a.High) < 0.25))
            return Log(a + 1);
        DoubleDouble ratio = a / (a + 2), square = ratio * ratio, sum = 0, power = ratio;
        for (int k = 1; k <= 41; k += 2, power *= square)
            sum += power / k;
        return sum * 2;
    }

    public static (DoubleDouble Sin, DoubleDouble Cos) SinCos(DoubleDouble a)
    {
        if (!a.IsFinite)
            return (double.NaN, double.NaN);
        double quarters = Math.Round(a.High / (Pi.High / 2));
        DoubleDouble x = a - Pi * (quarters / 2), square = x * x, sin = 0, cos = 0, power = 1;
        for (int k = 0; k <= 30; power = power * x / ++k)
        {
            double sign = k % 4 < 2 ? 1 : -1;
            if (k % 2 == 0)
                cos += power * sign;
            else
                sin += power * sign;
        }
        return ((long)quarters & 3) switch { 0 => (sin, cos), 1 => (cos, -sin), 2 => (-sin, -cos), _ => (-cos, sin) };
    }

    public static DoubleDouble Sin(DoubleDouble a) => SinCos(a).Sin;

    public static DoubleDouble Cos(DoubleDouble a) => SinCos(a).Cos;

    /// <summary>
    /// The angle of the point (x, y): Newton's step from the double's angle, of which the sine of the rest is nearly the rest.
    /// </summary>
    public static DoubleDouble Atan2(DoubleDouble y, DoubleDouble x)
    {
        double start = Math.Atan2(y.High, x.High);
        if (!y.IsFinite || !x.IsFinite || (x.High == 0 && y.High == 0))
            return start;
        DoubleDouble length = Sqrt(x * x + y * y), angle = start;
        for (int k = 0; k < 2; k++)
        {
            (DoubleDouble sin, DoubleDouble cos) = SinCos(angle);
            angle += (y * cos - x * sin) / length;
        }
        return angle;
    }

    private static DoubleDouble Normal(double high, double low)
    {
        double sum = high + low;
        return double.IsFinite(sum) ? new(sum, low - (sum - high)) : new(double.IsFinite(high) ? sum : high, 0);
    }

    private static (double Sum, double Error) TwoSum(double a, double b)
    {
        double sum = a + b, part = sum - a;
        return (sum, double.IsFinite(sum) ? a - (sum - part) + (b - part) : 0);
    }
}
