using TorchBridge.Oracle.Functions;
using TorchBridge.Oracle.Programs;
using TorchBridge.Oracle.Protocol;
using static TorchSharp.torch;

namespace TorchBridge.Oracle.Corpus;

/// <summary>
/// A request as a map between real vectors: the numbers of all inputs to differentiate in, end to end, to those of all outputs (complex ones
/// count as two). Its Jacobian by three methods that share no code: reverse mode, dual numbers, differences of values.
/// </summary>
internal sealed class Smooth
{
    private readonly Request _request;
    private readonly TensorValue[] _point;

    public Smooth(Request request)
    {
        _request = request;
        _point = Array.ConvertAll(request.With, name => request.Tensors[name]);
        Inputs = _point.Sum(tensor => tensor.Data.Length);
        Point = [.. _point.SelectMany(tensor => tensor.Data)];
        Values = Evaluate(Point);
    }

    public int Inputs { get; }

    public double[] Point { get; }

    public double[] Values { get; }

    public double[] Evaluate(double[] at)
    {
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        return Numbers(Run(Tensors(at)));
    }

    /// <summary>[output][input], by a reverse pass for each output number.</summary>
    public double[][] ReverseJacobian()
    {
        using var scope = NewDisposeScope();
        Tensor[] at = Array.ConvertAll(Tensors(Point), tensor => tensor.requires_grad_(true));
        Tensor[] outputs = Run(at);
        var rows = new List<double[]>();
        for (int o = 0; o < outputs.Length; o++)
        {
            TensorValue shape = outputs[o].ToValue("output");
            for (int k = 0; k < shape.Data.Length; k++)
            {
                using var pass = NewDisposeScope();
                double[] unit = new double[shape.Data.Length];
                unit[k] = 1;
                rows.Add(outputs[o].requires_grad
                    ? Numbers([.. Autograd.Grad([outputs[o]], at, [shape.With(unit).ToTorch()], retainGraph: true, allowUnused: true, materializeGrads: true).Select(gradient => gradient!)])
                    : new double[Inputs]);
            }
        }
        return [.. rows];
    }

    /// <summary>[output][input], by dual numbers, an input number at a time; null where an operator has no rule for them.</summary>
    public double[][]? ForwardJacobian()
    {
        if (ForwardProducts.EndsTheProcess(_request.Program))
            return null;
        try
        {
            return Columns(i =>
            {
                using var scope = NewDisposeScope();
                using var mode = no_grad();
                double[] unit = new double[Inputs];
                unit[i] = 1;
                return Numbers(ForwardProducts.Dual(Run, Tensors(Point), Tensors(unit)).Products);
            });
        }
        catch (Exception e) when (ForwardProducts.HasNoRule(e))
        {
            return null;
        }
    }

    /// <summary>Column <paramref name="i"/> by central differences of fourth order with steps of that size. What does not change differs by exactly 0.</summary>
    public double[] CentralDifference(int i, double step)
    {
        double[] a = Shifted(i, -2 * step), b = Shifted(i, -step), c = Shifted(i, step), d = Shifted(i, 2 * step);
        return [.. a.Select((_, k) => (8 * (c[k] - b[k]) - (d[k] - a[k])) / (12 * step))];
    }

    /// <summary>Column <paramref name="i"/> from one side: the side of the sign of <paramref name="step"/>.</summary>
    public double[] OneSidedDifference(int i, double step) => Combine(
        (Values, -11 / (6 * step)), (Shifted(i, step), 18 / (6 * step)), (Shifted(i, 2 * step), -9 / (6 * step)), (Shifted(i, 3 * step), 2 / (6 * step)));

    private double[] Shifted(int i, double by)
    {
        double[] at = [.. Point];
        at[i] += by;
        return Evaluate(at);
    }

    private static double[] Combine(params (double[] Values, double Weight)[] terms)
    {
        var sum = new double[terms[0].Values.Length];
        foreach ((double[] values, double weight) in terms)
            for (int k = 0; k < sum.Length; k++)
                sum[k] += weight * values[k];
        return sum;
    }

    private double[][] Columns(Func<int, double[]> column)
    {
        double[][] rows = [.. Values.Select(_ => new double[Inputs])];
        for (int i = 0; i < Inputs; i++)
        {
            double[] found = column(i);
            for (int k = 0; k < rows.Length; k++)
                rows[k][i] = found[k];
        }
        return rows;
    }

    private Tensor[] Run(Tensor[] at)
    {
        Tensor[] inputs = [.. _request.Program.Inputs.Select(name =>
            Array.IndexOf(_request.With, name) is var i and >= 0 ? at[i] : _request.Tensors[name].ToTorch())];
        return _request.Program.OutputsOf(_request.Program.Run(inputs));
    }

    private Tensor[] Tensors(double[] numbers)
    {
        int start = 0;
        return Array.ConvertAll(_point, tensor =>
        {
            Tensor made = tensor.With(numbers[start..(start + tensor.Data.Length)]).ToTorch();
            start += tensor.Data.Length;
            return made;
        });
    }

    private static double[] Numbers(Tensor[] tensors) => [.. tensors.SelectMany(tensor => tensor.ToValue("a result").Data)];
}
