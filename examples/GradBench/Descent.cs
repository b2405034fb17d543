using static TorchSharp.torch;

namespace GradBench;

/// <summary>Gradient descent with the steps that the benchmark defines. Its result is the point where it stops.</summary>
internal static class Descent
{
    private const double Smallest = 1e-5;
    private const int Patience = 10;

    /// <param name="evaluate">The value, and the gradient.</param>
    /// <param name="start">One point, or rows that are all this point and differ in their derivatives.</param>
    public static Tensor ArgMin(Func<Tensor, (Tensor Value, Tensor Gradient)> evaluate, Tensor start)
    {
        Tensor x = start;
        (Tensor value, Tensor gradient) = evaluate(x);
        (double fx, Numbers at, Numbers slope) = (First(value), new(x), new(gradient));
        double eta = 1e-5;
        for (int successes = 0; slope.Norm > Smallest;)
        {
            if (successes == Patience)
            {
                (eta, successes) = (eta * 2, 0);
                continue;
            }
            Tensor next = x.add(gradient, alpha: -eta);
            var there = new Numbers(next);
            if (at.DistanceTo(there) <= Smallest)
                return x;
            (Tensor nextValue, Tensor nextGradient) = evaluate(next);
            double fNext = First(nextValue);
            if (fNext < fx)
                (x, gradient, fx, at, slope, successes) = (next, nextGradient, fNext, there, new Numbers(nextGradient), successes + 1);
            else
                (eta, successes) = (eta / 2, 0);
        }
        return x;
    }

    /// <summary>The point where a function is largest.</summary>
    public static Tensor ArgMax(Func<Tensor, (Tensor Value, Tensor Gradient)> evaluate, Tensor start) => ArgMin(x =>
    {
        (Tensor value, Tensor gradient) = evaluate(x);
        return (-value, -gradient);
    }, start);

    public static double First(Tensor tensor) => new Numbers(tensor).X;

    /// <summary>One or two numbers of a point's first row.</summary>
    private readonly struct Numbers
    {
        private readonly double _y;

        public Numbers(Tensor tensor)
        {
            Tensor flat = tensor.detach();
            X = flat.ReadCpuDouble(0);
            _y = tensor.dim() > 0 && tensor.shape[^1] > 1 ? flat.ReadCpuDouble(1) : 0;
        }

        public double X { get; }

        public double Norm => Math.Sqrt(X * X + _y * _y);

        public double DistanceTo(Numbers other) => Math.Sqrt((X - other.X) * (X - other.X) + (_y - other._y) * (_y - other._y));
    }
}
