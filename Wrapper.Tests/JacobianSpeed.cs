using System.Diagnostics;
using System.Globalization;
using static TorchSharp.torch;

namespace TorchBridge.Tests;

/// <summary>
/// A program: how much quicker a Jacobian is when its rows are computed at once than one after the other. Below 3 times
/// it ends with an error.
/// </summary>
internal static class JacobianSpeed
{
    public static void Print()
    {
        set_num_threads(1);
        using var scope = NewDisposeScope();
        Tensor weights = (arange(128 * 128, dtype: float64) * 0.7).cos().reshape(128, 128) / 16;
        Tensor x = (arange(128, dtype: float64) * 0.3).sin();
        double atOnce = Milliseconds(true), oneByOne = Milliseconds(false), ratio = oneByOne / atOnce;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"Jacobian 128 x 128: {atOnce:F2} ms at once, {oneByOne:F2} ms row by row, {ratio:F1} times"));
        if (!(ratio > 3))
            throw new InvalidOperationException("the rows are not computed at once");

        double Milliseconds(bool vectorize)
        {
            double best = double.PositiveInfinity;
            for (int i = 0; i < 6; i++)
            {
                var watch = Stopwatch.StartNew();
                Autograd.Jacobian(at => weights.mv(weights.mv(at).tanh()).tanh(), x, vectorize: vectorize).Dispose();
                best = Math.Min(best, watch.Elapsed.TotalMilliseconds);
            }
            return best;
        }
    }
}
