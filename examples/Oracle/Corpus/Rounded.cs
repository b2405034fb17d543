using TorchBridge.Oracle.Functions;
using TorchBridge.Oracle.Protocol;

namespace TorchBridge.Oracle.Corpus;

/// <summary>Requests in single precision are answered in double precision, and the answer is rounded.</summary>
internal static class Rounded
{
    /// <summary>float32 if any number of the request is single, else float64.</summary>
    public static DType Precision(this Request request) => request.Tensors.Values.Any(tensor => tensor.Type.IsNarrow()) ? DType.Float32
        : DType.Float64;

    /// <summary>The same request with every number in double precision.</summary>
    public static Request InDoubles(this Request request) => request.In(DTypes.Double);

    /// <summary>The answer in the types of another, which has the same parts.</summary>
    public static Fields Like(Fields types, Fields answer)
    {
        var rounded = new Fields();
        foreach ((string name, object? value) in answer)
            rounded.Add(name, (types[name], value) switch
            {
                (TensorValue type, TensorValue tensor) => tensor.As(type.Type),
                (Fields inner, Fields fields) => Like(inner, fields),
                _ => value,
            });
        return rounded;
    }
}
