using TorchBridge.Oracle.Functions;
using TorchBridge.Oracle.Programs;
using TorchBridge.Oracle.Protocol;
using static TorchSharp.torch;

namespace TorchBridge.Oracle.Corpus;

/// <summary>The second derivatives of a request with one real number as output: reverse over reverse, dual numbers over reverse, differences of the gradient.</summary>
internal sealed class Curvature(Request request)
{
    private const double ModesRelative = 1e-8, ModesAbsolute = 1e-10, DifferenceRelative = 1e-5, DifferenceAbsolute = 1e-6;
    private readonly Request _request = Verifier.InDoubles(request);

    public double[][] Hessian { get; private set; } = [];

    public Verdict Verify()
    {
        double[] point = [.. _request.With.SelectMany(name => _request.Tensors[name].Data)];
        Hessian = [.. Enumerable.Range(0, point.Length).Select(i => Row(point, i))];
        for (int i = 0; i < point.Length; i++)
        {
            double[] unit = new double[point.Length];
            unit[i] = 1;
            double[] forward = ForwardOverReverse(point, unit);
            if (Differs(i, forward, ModesAbsolute, ModesRelative) is { } modes)
                return Verdict.Rejected($"reverse and forward mode differ in {modes}");
            if (Steps(point[i]).Select(step => Differs(i, CentralDifference(point, i, step), DifferenceAbsolute, DifferenceRelative)).All(wrong => wrong is not null))
                return Verdict.Rejected($"differences of the gradient in number {i} differ from reverse mode");
        }
        return Hessian.SelectMany(row => row).All(double.IsFinite) ? new Verdict(null, Verdict.Methods) : Verdict.Rejected("a second derivative is not finite");
    }

    private static double[] Steps(double at) => [1e-3 * Math.Max(Math.Abs(at), 0.3), 2e-4 * Math.Max(Math.Abs(at), 0.3), 3e-3 * Math.Max(Math.Abs(at), 1)];

    /// <summary>Both are symmetric, so that a column can be compared with a row.</summary>
    private string? Differs(int i, double[] column, double absolute, double relative)
    {
        for (int k = 0; k < column.Length; k++)
            if (!(Math.Abs(column[k] - Hessian[k][i]) <= absolute + relative * Math.Max(1, Math.Abs(Hessian[k][i]))))
                return $"entry [{k}, {i}]: {Hessian[k][i]:R} and {column[k]:R}";
        return null;
    }

    private double[] Row(double[] point, int i)
    {
        using var scope = NewDisposeScope();
        Tensor[] at = Leaves(point);
        Tensor[] gradient = Gradient(at);
        double[] unit = new double[point.Length];
        unit[i] = 1;
        return Numbers(Reverse(gradient, at, Tensors(unit)));
    }

    private double[] ForwardOverReverse(double[] point, double[] direction)
    {
        using var scope = NewDisposeScope();
        Tensor[] leaves = Leaves(point);
        return Numbers(ForwardProducts.Dual(Gradient, leaves, Tensors(direction)).Products);
    }

    private double[] CentralDifference(double[] point, int i, double step)
    {
        var sum = new double[point.Length];
        foreach ((double by, double weight) in new[] { (-2.0, 1.0), (-1, -8), (1, 8), (2, -1) })
        {
            using var scope = NewDisposeScope();
            double[] at = [.. point];
            at[i] += by * step;
            double[] gradient = Numbers(Gradient(Leaves(at)));
            for (int k = 0; k < sum.Length; k++)
                sum[k] += weight / (12 * step) * gradient[k];
        }
        return sum;
    }

    private Tensor[] Gradient(Tensor[] at)
    {
        Tensor[] inputs = [.. _request.Program.Inputs.Select(name => Array.IndexOf(_request.With, name) is var i and >= 0 ? at[i] : _request.Tensors[name].ToTorch())];
        Tensor[] outputs = _request.Program.OutputsOf(_request.Program.Run(inputs));
        return Reverse(outputs, at, [ones_like(outputs[0])]);
    }

    private static Tensor[] Reverse(Tensor[] outputs, Tensor[] at, Tensor[] cotangents)
    {
        int[] live = [.. Enumerable.Range(0, outputs.Length).Where(i => outputs[i].requires_grad)];
        return live.Length == 0
            ? Array.ConvertAll(at, tensor => zeros_like(tensor))
            : [.. Autograd.Grad([.. live.Select(i => outputs[i])], at, [.. live.Select(i => cotangents[i])], createGraph: true, allowUnused: true, materializeGrads: true).Select(gradient => gradient!)];
    }

    private Tensor[] Leaves(double[] numbers) => Array.ConvertAll(Tensors(numbers), tensor => tensor.requires_grad_(true));

    private Tensor[] Tensors(double[] numbers)
    {
        int start = 0;
        return Array.ConvertAll(_request.With, name =>
        {
            TensorValue tensor = _request.Tensors[name];
            Tensor made = tensor.With(numbers[start..(start + tensor.Data.Length)]).ToTorch();
            start += tensor.Data.Length;
            return made;
        });
    }

    private static double[] Numbers(Tensor[] tensors) => [.. tensors.SelectMany(tensor => tensor.ToValue("a derivative").Data)];
}
