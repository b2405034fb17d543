using TorchSharp;
using static TorchSharp.torch;

namespace TorchBridge.Tests.Tools;

/// <summary>Derivatives found without the engine, and comparisons.</summary>
internal static class Numeric
{
    /// <summary>The gradient of a scalar function by central differences, float64.</summary>
    public static double[] Gradient(Func<Tensor, Tensor> function, Tensor at, double step = 1e-5)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var gradient = new double[at.numel()];
        for (int i = 0; i < gradient.Length; i++)
            gradient[i] = (Moved(i, step) - Moved(i, -step)) / (2 * step);
        return gradient;

        double Moved(int index, double by)
        {
            Tensor moved = at.detach().contiguous().clone();
            moved.view(-1)[index].add_(by);
            return function(moved).ToDouble();
        }
    }

    public static double[] Values(Tensor? tensor)
    {
        Assert.IsNotNull(tensor);
        using var scope = NewDisposeScope();
        return tensor.detach().to_type(float64).contiguous().data<double>().ToArray();
    }

    public static void AssertClose(double[] expected, double[] actual, double relative = 1e-6, double absolute = 1e-7)
    {
        Assert.HasCount(expected.Length, actual);
        for (int i = 0; i < expected.Length; i++)
            Assert.IsTrue(Math.Abs(expected[i] - actual[i]) <= absolute + relative * Math.Abs(expected[i]), $"[{i}]: expected {expected[i]:R}, got {actual[i]:R}");
    }
}
