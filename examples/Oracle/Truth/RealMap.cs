using TorchBridge.Oracle.Functions;
using TorchBridge.Oracle.Programs;
using TorchBridge.Oracle.Protocol;
using static TorchSharp.torch;

namespace TorchBridge.Oracle.Truth;

/// <summary>
/// A request as a map between real vectors: the numbers of all inputs to differentiate in, end to end, to those of all outputs; a complex
/// number counts as two. It gives values and nothing else.
/// </summary>
internal abstract class RealMap
{
    protected RealMap(Request request)
    {
        Request = request;
        Point = [.. request.With.SelectMany(name => request.Tensors[name].Data)];
    }

    /// <summary>In float64 or complex128.</summary>
    public Request Request { get; }

    public double[] Point { get; }

    /// <summary>What an evaluation and its rounding are good for, as part of 1.</summary>
    public abstract double Precision { get; }

    public abstract DoubleDouble[] At(DoubleDouble[] point);

    public DoubleDouble[] AtPoint() => At([.. Point.Select(number => (DoubleDouble)number)]);

    /// <summary>The same map at another point.</summary>
    public abstract RealMap Moved(double[] point);

    protected Request RequestAt(double[] point)
    {
        var tensors = new Dictionary<string, TensorValue>(Request.Tensors);
        int start = 0;
        foreach (string name in Request.With)
        {
            TensorValue tensor = tensors[name];
            tensors[name] = tensor.With(point[start..(start + tensor.Data.Length)]);
            start += tensor.Data.Length;
        }
        return new Request
        {
            Program = Request.Program,
            Tensors = tensors,
            With = Request.With,
            Cotangents = Request.Cotangents,
            Tangents = Request.Tangents
        };
    }
}

/// <summary>The values that LibTorch computes in float64.</summary>
internal sealed class LibTorchMap(Request request) : RealMap(request)
{
    public override double Precision => 1e-15;

    public override RealMap Moved(double[] point) => new LibTorchMap(RequestAt(point));

    public override DoubleDouble[] At(DoubleDouble[] point)
    {
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        int start = 0;
        var inputs = new Tensor[Request.Program.Inputs.Length];
        foreach (string name in Request.With)
        {
            TensorValue tensor = Request.Tensors[name];
            int end = start + tensor.Data.Length;
            inputs[Array.IndexOf(Request.Program.Inputs, name)] = tensor.With(Array.ConvertAll(point[start..end], number =>
                (double)number)).ToTorch();
            start = end;
        }
        for (int i = 0; i < inputs.Length; i++)
            inputs[i] ??= Request.Tensors[Request.Program.Inputs[i]].ToTorch();
        return [.. Request.Program.OutputsOf(Request.Program.Run(inputs)).SelectMany(tensor => tensor.ToValue("a result").Data)
            .Select(number => (DoubleDouble)number)];
    }
}
