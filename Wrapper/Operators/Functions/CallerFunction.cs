using System.Runtime.InteropServices;
using TorchBridge.Engine;

namespace TorchBridge.Operators.Functions;

/// <summary>Calls the caller's functions inside transforms, and checks what they return.</summary>
internal static class CallerFunction
{
    /// <summary>
    /// The function's result. Modes that the function changes are restored. If an operation does not work inside the transform, the error
    /// message says what to use instead.
    /// </summary>
    public static T Call<T>(string api, Func<Tensor[], T> func, Tensor[] arguments)
    {
        using var modes = new KeptModes();
        try
        {
            return func(arguments);
        }
        catch (ExternalException native) when (EngineError.IsLimitOfTransforms(native.Message))
        {
            throw EngineError.WithWayAround(api, native);
        }
    }

    /// <summary>The function's outputs and its auxiliary output. Their tensors must belong to this thread's levels.</summary>
    public static (Tensor[] Outputs, TAux Aux) Outputs<TAux>(string api, Func<Tensor[], (Tensor[] Outputs, TAux Aux)> func,
        Tensor[] arguments)
    {
        (Tensor[] outputs, TAux aux) = Call(api, func, arguments);
        outputs = Guard.UsableResult(outputs, api, nameof(func));
        Check(api, outputs, aux, nameof(func));
        return (outputs, aux);
    }

    /// <summary>The same for at least one output, of types that have derivatives.</summary>
    public static (Tensor[] Outputs, TAux Aux) DifferentiableOutputs<TAux>(string api,
        Func<Tensor[], (Tensor[] Outputs, TAux Aux)> func, Tensor[] arguments)
    {
        (Tensor[] outputs, TAux aux) = Call(api, func, arguments);
        outputs = Guard.DifferentiableResults(outputs, api, nameof(func));
        Check(api, outputs, aux, nameof(func));
        return (outputs, aux);
    }

    /// <summary>The same for one output, which must have no dimensions.</summary>
    public static (Tensor Value, TAux Aux) Scalar<TAux>(string api, Func<Tensor[], (Tensor Value, TAux Aux)> func, Tensor[] arguments)
    {
        (Tensor value, TAux aux) = Call(api, func, arguments);
        Guard.Scalar(value, api, nameof(func));
        Check(api, [value], aux, nameof(func));
        return (value, aux);
    }

    /// <summary>The outputs of a function that runs at a vmap level.</summary>
    /// <param name="api">The public name for messages.</param>
    /// <param name="func">The function.</param>
    /// <param name="arguments">The arguments of one example.</param>
    /// <param name="made">The scope with all tensors that the function makes. It is searched for a batch that requires grad.</param>
    public static Tensor[] Batches(string api, Func<Tensor[], Tensor[]> func, Tensor[] arguments, DisposeScope made)
    {
        Tensor[] outputs = Guard.UsableResult(Call(api, func, arguments), api, nameof(func));
        Admission.ToLevel(api, outputs, nameof(func));
        foreach (IDisposable each in made.DisposablesView)
            if (each is Tensor { IsInvalid: false } tensor && Level.IsBatch(tensor) && tensor.requires_grad)
                throw TransformMessages.RequiresGradInTransform(api);
        return outputs;
    }

    private static void Check<TAux>(string api, Tensor[] outputs, TAux aux, string func)
    {
        Auxiliary.Check<TAux>(api, func);
        Admission.ToLevel(api, outputs, func);
        foreach (Tensor output in outputs)
            if (output.dtype is ScalarType.QInt8 or ScalarType.QUInt8 or ScalarType.QInt32)
                throw ArgumentMessages.QuantizedOutput(api, func);
        foreach (Tensor tensor in Auxiliary.Tensors(aux))
        {
            if (tensor.IsInvalid)
                throw ArgumentMessages.DisposedAuxiliaryOutput(api, func);
            Admission.Usable(api, tensor, func);
        }
    }
}
