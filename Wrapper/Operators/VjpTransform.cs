using TorchBridge.Engine;
using TorchBridge.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchBridge.Operators;

/// <summary>torch.func.vjp: a function's outputs, and the map from their cotangents to those of the inputs, which may be called any number of times.</summary>
internal sealed class VjpTransform
{
    private readonly string _api;
    private readonly Tensor[] _outputs, _variables;      // of a grad level that has been left

    private VjpTransform(string api, Tensor[] outputs, Tensor[] variables) => (_api, _outputs, _variables) = (api, outputs, variables);

    public readonly record struct Vjp<TAux>(Tensor[] Outputs, VjpTransform Pullback, TAux Aux);

    /// <summary>The graph's ends, which live in the dispose scope around the call.</summary>
    private IEnumerable<Tensor> Ends => _outputs.Concat(_variables);

    /// <param name="api">The public name for messages.</param>
    /// <param name="func">From the inputs to the outputs and whatever else it returns.</param>
    /// <param name="inputs">The arguments.</param>
    /// <param name="argnums">Which of them derivatives are taken in.</param>
    public static Vjp<TAux> Run<TAux>(string api, Func<Tensor[], (Tensor[] Outputs, TAux Aux)> func, Tensor[] inputs, int[] argnums)
    {
        Admission.ToLevel(api, inputs, nameof(inputs));
        using DisposeScope scope = NewDisposeScope();
        Tensor[] arguments, outputs;
        TAux aux;
        using (GradLevel level = GradLevel.Enter(api))
        {
            arguments = level.Arguments(inputs, argnums);
            using (new KeptModes())
                (outputs, aux) = func(Array.ConvertAll(arguments, Handles.Another));
            outputs = Guard.DifferentiableResults(outputs, api, nameof(func));
            Returned.Check(api, func, outputs, aux);
        }
        var pullback = new VjpTransform(api, Array.ConvertAll(outputs, Handles.Another), Array.ConvertAll(argnums, i => arguments[i]));
        Vjp<TAux> result = new(Array.ConvertAll(outputs, pullback.Result), pullback, Auxiliary.Result(aux, pullback.Result));
        scope.MoveToOuter([.. result.Outputs, .. Auxiliary.Tensors(result.Aux), .. pullback.Ends]);
        return result;
    }

    /// <summary>The cotangents of the inputs, as the caller asks for them.</summary>
    public Tensor[] Apply(Tensor[] cotangents)
    {
        if (_outputs[0].IsInvalid)
            throw new ObjectDisposedException("VjpFn", $"{_api}: the dispose scope in which this function was made has ended, and its graph with it. Call it inside that scope.");
        Admission.Shaped(_api, cotangents, nameof(cotangents));
        Guard.Cotangents(_outputs, cotangents, _api, nameof(cotangents));
        using DisposeScope scope = NewDisposeScope();
        Tensor[] results = Array.ConvertAll(Apply(_outputs, cotangents), Result);
        scope.MoveToOuter(results);
        return results;
    }

    /// <summary>The rows of an output's Jacobian in each input, [output..., input...].</summary>
    public Tensor[] Rows(int output, int? chunkSize)
    {
        Tensor of = _outputs[output];
        if (of.numel() == 0 || !of.requires_grad)
            return Operators.Rows.None(of, _variables);
        var rows = new Rows(of, _variables);
        long size = Chunks.Size(of.numel(), _variables.Append(of), null, chunkSize, Chunks.RowBytes);
        for (long start = 0; start < of.numel(); start += size)
        {
            using DisposeScope chunk = NewDisposeScope();
            long count = Math.Min(size, of.numel() - start);
            Tensor basis = Chunks.Basis(of, start, count);
            rows.Add(size == 1 ? Array.ConvertAll(Row(of, basis.squeeze(0)), row => row.unsqueeze(0)) : Batch(of, basis, count), count);
        }
        return rows.Finished();
    }

    private Tensor Result(Tensor tensor) => GradLevel.Result(tensor, _variables);

    private Tensor[] Row(Tensor output, Tensor cotangent) => Array.ConvertAll(Apply([output], [cotangent]), Result);

    private Tensor[] Batch(Tensor output, Tensor basis, long count)
    {
        using Level level = Level.Vmap(count, VmapRandomness.Different);
        return Array.ConvertAll(Row(output, level.Batched(basis, 0)), row => level.Unbatched(row, count, 0));
    }

    private Tensor[] Apply(Tensor[] outputs, Tensor[] cotangents)
    {
        Tensor?[] found = Pullback.Run(_api, outputs, _variables, cotangents, createGraph: is_grad_enabled(), retainGraph: true);
        return [.. found.Select((gradient, i) => gradient ?? zeros_like(_variables[i]))];
    }
}
