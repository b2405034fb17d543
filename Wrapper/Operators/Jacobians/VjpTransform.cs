using TorchBridge.Engine;
using TorchBridge.Operators.Functions;
using TorchBridge.Operators.Reverse;

namespace TorchBridge.Operators.Jacobians;

/// <summary>
/// torch.func.vjp: a function's outputs, and a function that computes the inputs' cotangents from those of the outputs. It can be called
/// several times.
/// </summary>
internal sealed class VjpTransform
{
    private readonly string _api;
    private readonly Tensor[] _outputs, _variables;      // they belong to a grad level that has been left
    private readonly int _depth = LevelStack.Depth;
    private readonly KnownFaults _faults;
    private readonly Pullback _pullback;

    private VjpTransform(string api, Tensor[] outputs, Tensor[] variables, KnownFaults faults)
    {
        (_api, _outputs, _variables, _faults) = (api, outputs, variables, faults);
        _pullback = new Pullback(api, outputs, variables) { Outside = Result, Faults = faults };
    }

    public readonly record struct Vjp<TAux>(Tensor[] Outputs, VjpTransform Pullback, TAux Aux);

    /// <summary>The outputs and variables of the graph. They live in the dispose scope around the call.</summary>
    private IEnumerable<Tensor> Ends => _outputs.Concat(_variables);

    /// <param name="api">The public name for messages.</param>
    /// <param name="func">Computes the outputs and an auxiliary output from the inputs.</param>
    /// <param name="inputs">The arguments.</param>
    /// <param name="argnums">The indices of the arguments to differentiate with respect to.</param>
    public static Vjp<TAux> Run<TAux>(string api, Func<Tensor[], (Tensor[] Outputs, TAux Aux)> func, Tensor[] inputs, int[] argnums)
    {
        Admission.ToLevel(api, inputs, nameof(inputs));
        using DisposeScope scope = NewDisposeScope();
        Tensor[] arguments, outputs;
        TAux aux;
        KnownFaults faults;
        using (ReverseLevel level = ReverseLevel.Enter(api))
        {
            arguments = level.Arguments(inputs, argnums);
            (outputs, aux) = CallerFunction.DifferentiableOutputs(api, func, Array.ConvertAll(arguments, Handles.Another));
            faults = InnerGradient.Gradient(api, outputs);
        }
        var pullback = new VjpTransform(api, Array.ConvertAll(outputs, Handles.Another),
            Array.ConvertAll(argnums, i => arguments[i]), faults);
        Vjp<TAux> result = new(Array.ConvertAll(outputs, pullback.Result), pullback, Auxiliary.Result(aux, pullback.Result));
        InnerGradient.RefuseSecond(api, faults, result.Outputs);
        scope.MoveToOuter([.. result.Outputs, .. Auxiliary.Tensors(result.Aux), .. pullback.Ends]);
        return result;
    }

    /// <summary>The cotangents of the inputs.</summary>
    public Tensor[] Apply(Tensor[] cotangents)
    {
        if (_outputs[0].IsInvalid)
            throw TransformMessages.ScopeHasEnded(_api, "VjpFn");
        Admission.ToLevel(_api, Guard.UsableList(cotangents, _api, nameof(cotangents)), nameof(cotangents));
        Guard.Cotangents(_outputs, cotangents, _api, nameof(cotangents));
        using DisposeScope scope = NewDisposeScope();
        Tensor[] results = Products(cotangents);
        scope.MoveToOuter(results);
        return results;
    }

    /// <summary>The Jacobian of one output with respect to each input, [output..., input...].</summary>
    public Tensor[] Rows(int output, int? chunkSize) =>
        _pullback.Rows(output, new(Vectorize: null, chunkSize), createGraph: is_grad_enabled());

    /// <summary>The products. If LibTorch is wrong for a batch of cotangents, they are computed one example at a time.</summary>
    private Tensor[] Products(Tensor[] cotangents)
    {
        if (!_faults.Have(Faults.BatchOfGradients) || !LevelStack.BatchesSince(_depth))
            return AtOnce(cotangents);
        if (!LevelStack.OnlyBatchesSince(_depth))
            throw _faults.Refusal(_api, Faults.BatchOfGradients, TransformMessages.VjpInside);
        if (Level.BatchSince(_depth, cotangents) is not { } level)
            return AtOnce(cotangents);
        (Tensor All, long Dimension)[] batches = Array.ConvertAll(cotangents,
            cotangent => (level.Unbatched(cotangent, out long dimension), dimension));
        long count = batches.Where(batch => batch.Dimension >= 0).Select(batch => batch.All.size((int)batch.Dimension)).First();
        var examples = new Tensor[count][];
        for (long k = 0; k < count; k++)
            examples[k] = Products(Array.ConvertAll(batches,
                batch => batch.Dimension < 0 ? batch.All : batch.All.select(batch.Dimension, k)));
        return [.. _variables.Select((_, i) => level.Batched(stack(examples.Select(example => example[i])), 0))];
    }

    private Tensor[] AtOnce(Tensor[] cotangents) => _pullback.ApplyOrZeros(cotangents, createGraph: is_grad_enabled(), retainGraph: true);

    private Tensor Result(Tensor tensor) => ReverseLevel.Result(tensor, _variables);
}
