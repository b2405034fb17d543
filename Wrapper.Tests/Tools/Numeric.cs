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

    /// <summary>The Jacobian [output][input] of a real function by central differences, float64: of shape [output..., input...].</summary>
    public static Tensor[][] Jacobian(Func<Tensor[], Tensor[]> function, Tensor[] at, double step = 1e-5)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        Tensor[] outputs = function([.. at.Select(tensor => tensor.detach().clone())]);
        Tensor[][] columns = [.. at.Select((_, j) => Columns(j))];
        return [.. outputs.Select((output, i) =>
            at.Select((input, j) => Block(output, i, input, columns[j]).MoveToOuterDisposeScope()).ToArray())];

        // [element of the input * outputs + output]
        Tensor[] Columns(int j) => [.. Enumerable.Range(0, (int)at[j].numel())
            .SelectMany(k => Moved(j, k, step).Zip(Moved(j, k, -step), (a, b) => (a - b) / (2 * step)))];

        Tensor Block(Tensor output, int i, Tensor input, Tensor[] columns)
        {
            Tensor[] own = [.. columns.Where((_, k) => k % outputs.Length == i)];
            long[] shape = [.. output.shape, .. input.shape];
            return own.Length == 0 ? zeros(shape, float64) : stack(own, -1).reshape(shape);
        }

        Tensor[] Moved(int j, int k, double by)
        {
            Tensor[] moved = [.. at.Select(tensor => tensor.detach().contiguous().clone())];
            moved[j].view(-1)[k].add_(by);
            return function(moved);
        }
    }

    public static void AssertClose(string name, Tensor expected, Tensor actual, double relative, double absolute)
    {
        CollectionAssert.AreEqual(expected.shape, actual.shape,
            $"{name}: [{string.Join(", ", expected.shape)}] expected, [{string.Join(", ", actual.shape)}] found");
        Assert.AreEqual(expected.dtype, actual.dtype, $"{name}: dtype");
        using var scope = NewDisposeScope();
        Assert.IsTrue(expected.detach().allclose(actual.detach(), relative, absolute),
            $"{name}: expected {expected.jlstr()}, found {actual.jlstr()}");
    }

    public static void AssertClose(string name, Tensor[] expected, Tensor[] actual, double relative, double absolute)
    {
        Assert.HasCount(expected.Length, actual, name);
        for (int i = 0; i < expected.Length; i++)
            AssertClose($"{name}[{i}]", expected[i], actual[i], relative, absolute);
    }

    public static void AssertClose(string name, Tensor[][] expected, Tensor[][] actual, double relative, double absolute)
    {
        Assert.HasCount(expected.Length, actual, name);
        for (int i = 0; i < expected.Length; i++)
            AssertClose($"{name}[{i}]", expected[i], actual[i], relative, absolute);
    }

    /// <summary>The sum over j of J[i][j] v[j], for each output i.</summary>
    public static Tensor[] Times(Tensor[][] jacobian, Tensor[] v, Tensor[] outputs) => [.. jacobian.Select((row, i) =>
        row.Zip(v, (block, each) => mm(block.reshape(outputs[i].numel(), each.numel()), each.reshape(each.numel(), 1)))
            .Aggregate((a, b) => a + b).reshape(outputs[i].shape))];

    /// <summary>The sum over i of v[i] J[i][j], for each input j.</summary>
    public static Tensor[] TransposeTimes(Tensor[][] jacobian, Tensor[] v, Tensor[] inputs) => [.. inputs.Select((input, j) =>
        jacobian.Zip(v, (row, each) => mm(each.reshape(1, each.numel()), row[j].reshape(each.numel(), input.numel())))
            .Aggregate((a, b) => a + b).reshape(input.shape))];

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
            Assert.IsTrue(Math.Abs(expected[i] - actual[i]) <= absolute + relative * Math.Abs(expected[i]),
                $"[{i}]: expected {expected[i]:R}, got {actual[i]:R}");
    }
}
