using TorchBridge.Oracle.Protocol;
using static TorchSharp.torch;

namespace TorchBridge.Oracle.Programs;

/// <summary>Refuses a call whose result may be larger than any tensor here is allowed to be, before anything is allocated for it.</summary>
internal static class SizeLimit
{
    /// <summary>For the result of one call by estimate, and for all results of a program together.</summary>
    public const long MaxResults = 64_000_000;

    public static void Check(Operator form, IReadOnlyList<Tensor> tensors, double sizes)
    {
        double bound = form.Growth switch
        {
            Growth.Sum => tensors.Sum(tensor => (double)tensor.numel()) * sizes,
            Growth.Product => Product(tensors),
            Growth.Square => Product(tensors) * Product(tensors),
            Growth.Matrix => Matrix(tensors),
            Growth.Sized => Broadcast(tensors) * sizes,
            Growth.SizedProduct => Product(tensors) * sizes,
            _ => tensors.Count > 1 ? Broadcast(tensors) : 0,
        };
        if (bound > MaxResults)
            throw TooLarge($"the result of {form.Name} could have {bound:0.###e+0} elements", MaxResults);
    }

    /// <summary>For what a function makes of a program: Jacobians and Hessians.</summary>
    public static void CheckProduct(string what, IEnumerable<long> first, IEnumerable<long> second)
    {
        double bound = first.Aggregate(1.0, (a, b) => a * b) * second.Aggregate(1.0, (a, b) => a * b);
        if (bound > TensorJson.MaxElements)
            throw TooLarge($"{what} would have {bound:0.###e+0} elements", TensorJson.MaxElements);
    }

    public static OracleException TooLarge(string what, long limit) => new(ErrorCode.TooLarge, $"{what}; at most {limit} are allowed");

    private static double Product(IReadOnlyList<Tensor> tensors) => tensors.Aggregate(1.0, (product, tensor) => product * Math.Max(1, tensor.numel()));

    private static double Broadcast(IReadOnlyList<Tensor> tensors)
    {
        double product = 1;
        long[][] shapes = [.. tensors.Select(tensor => tensor.shape)];
        int dimensions = shapes.Length == 0 ? 0 : shapes.Max(shape => shape.Length);
        for (int d = 1; d <= dimensions; d++)
            product *= Math.Max(1, shapes.Max(shape => d <= shape.Length ? shape[^d] : 1));
        return product;
    }

    private static double Matrix(IReadOnlyList<Tensor> tensors)
    {
        double bound = 0;
        for (int i = 1; i < tensors.Count; i++)
        {
            double inner = tensors[i - 1].dim() == 0 ? 1 : Math.Max(1, tensors[i - 1].shape[^1]);
            bound = Math.Max(bound, tensors[i - 1].numel() / inner * Math.Max(1, tensors[i].numel() / inner));
        }
        return bound;
    }
}
