using TorchBridge.Engine;

namespace TorchBridge.Operators.Functions;

/// <summary>The tangents of a custom function's inputs at one level, and the tangents of its outputs, which jvp computes.</summary>
internal sealed class Tangents
{
    private readonly Tensor?[] _inputs;
    private Tensor?[] _outputs = [];

    private Tangents(Tensor[] primals, Tensor?[] inputs) =>
        (Primals, _inputs, Any) = (primals, inputs, Array.Exists(inputs, tangent => tangent is not null));

    /// <summary>The inputs without their tangents.</summary>
    public Tensor[] Primals { get; }

    /// <summary>Whether an input has a tangent.</summary>
    public bool Any { get; }

    /// <summary>The tangent that jvp gave to an output; null if there is none.</summary>
    public Tensor? OfOutput(int output) => output < _outputs.Length ? _outputs[output] : null;

    /// <summary>For a function without jvp. If an input has a tangent, LibTorch reports an error.</summary>
    public static Tangents None(Tensor[] inputs) => new(inputs, []);

    public static Tangents Of(string api, Tensor[] inputs)
    {
        if (!DualLevelClaim.AnyOpen)
            return None(inputs);
        var primals = new Tensor[inputs.Length];
        var tangents = new Tensor?[inputs.Length];
        for (int i = 0; i < inputs.Length; i++)
        {
            primals[i] = inputs[i];
            if (!inputs[i].is_floating_point() && !inputs[i].is_complex())
                continue;
            (Tensor primal, tangents[i]) = DualTensor.Unpack(api, inputs[i]);
            if (tangents[i] is not null)
                primals[i] = primal;
        }
        return new(primals, tangents);
    }

    /// <summary>Calls jvp. The results are the outputs with their tangents.</summary>
    /// <param name="rules">The function.</param>
    /// <param name="kept">What the call keeps.</param>
    /// <param name="needed">The inputs that require grad.</param>
    /// <param name="inputs">The inputs with their tangents.</param>
    /// <param name="outputs">The outputs, recorded.</param>
    public Tensor[] WithOutputs(FunctionRules rules, Kept kept, bool[] needed, Tensor[] inputs, Tensor[] outputs)
    {
        Tensor[] saved = Array.ConvertAll(kept.SavedForForward ?? kept.Saved, place => place.In(Primals, outputs));
        var context = new FunctionContext(needed, kept.Settings) { Unpack = () => saved };
        Tensor?[] given = [.. _inputs.Select((tangent, i) => tangent is null && context.MaterializeGrads && IsDifferentiable(Primals[i])
            ? zeros_like(Primals[i]) : tangent)];
        _outputs = Checked(rules.Api, Called(rules, context, given), kept, outputs);
        return [.. outputs.Select((output, j) =>
        {
            if (Array.Find(kept.Dirty, i => GraphWalk.Same(Primals[i], output)) is var input
                && Array.Exists(kept.Dirty, i => i == input && GraphWalk.Same(Primals[i], output)))
                return InPlace(rules.Api, inputs[input], _inputs[input], given[input], _outputs[j], j);
            return _outputs[j] is { } tangent ? DualTensor.Make(rules.Api, output, tangent) : output;
        })];
    }

    private static Tensor?[] Called(FunctionRules rules, FunctionContext context, Tensor?[] given)
    {
        using var modes = new KeptModes();
        return rules.Jvp!(context, given);
    }

    /// <summary>For an input that forward has written to. It has its tangent already, because jvp has written to the tangent.</summary>
    private static Tensor InPlace(string api, Tensor input, Tensor? tangent, Tensor? given, Tensor? returned, int output)
    {
        if (tangent is null || given is null || returned is null || !GraphWalk.Same(given, returned))
            throw GraphMessages.TangentNotInPlace(api, output);
        return Handles.Another(input);
    }

    private static Tensor?[] Checked(string api, Tensor?[]? tangents, Kept kept, Tensor[] outputs)
    {
        if (tangents is null)
            throw GraphMessages.JvpReturnedNull(api);
        if (tangents.Length != outputs.Length)
            throw GraphMessages.WrongNumberOfTangents(api, outputs.Length, tangents.Length);
        for (int i = 0; i < tangents.Length; i++)
        {
            if (tangents[i] is not { } tangent)
                continue;
            if (tangent.IsInvalid)
                throw GraphMessages.JvpReturnedDisposed(api, i);
            Admission.Usable(api, tangent, "jvp", i);
            if (Array.IndexOf(kept.NonDifferentiable, i) >= 0 || !IsDifferentiable(outputs[i]))
                throw GraphMessages.TangentOfConstant(api, i);
            if (!Shapes.Same(tangent, outputs[i]) || tangent.dtype != outputs[i].dtype)
                throw GraphMessages.TangentDoesNotFit(api, i, outputs[i], tangent);
        }
        return tangents;
    }

    private static bool IsDifferentiable(Tensor tensor) => tensor.is_floating_point() || tensor.is_complex();
}
