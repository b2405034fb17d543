using System.Runtime.InteropServices;
using TorchSharp;
using static TorchBridge.Transforms;
using static TorchSharp.torch;

namespace TorchBridge.Tests.Golden;

/// <summary>Categories vmap, vmap_errors.</summary>
internal static partial class FuncCases
{
    [Case("default")]
    private static void Default(Record r) => r["r"] = Vmap((Tensor a, Tensor b) => (a * b).sum())(A, B);

    [Case("in_dims_1")]
    private static void InDims1(Record r) => r["r"] = Vmap((Tensor a) => a.cumsum(0), inDim: 1)(A);

    [Case("in_dims_negative")]
    private static void InDimsNegative(Record r) => r["r"] = Vmap((Tensor a) => a.cumsum(0), inDim: -1)(A);

    [Case("in_dims_mixed")]
    private static void InDimsMixed(Record r) => r["r"] = Vmap((Tensor a, Tensor b) => a.outer(b), (1, 0))(A, Counting(3, 4));

    [Case("in_dims_nested_structure")]
    private static void InDimsNestedStructure(Record r) =>
        r["r"] = Vmap(((Tensor, Tensor) ab, Tensor k) => ab.Item1 * ab.Item2 + k, (InDims.Of(0, 1), null))((A, B.t()), tensor(10.0));

    [Case("in_dims_dict")]
    private static void InDimsDict(Record r) => r["r"] = Vmap((Dictionary<string, Tensor> d) => d["a"] + d["b"],
        new Dictionary<string, int?> { ["a"] = 0, ["b"] = null })(new() { ["a"] = A, ["b"] = tensor([1.0, 2, 3]) });

    [Case("out_dims_negative")]
    private static void OutDimsNegative(Record r) => r["r"] = Vmap((Tensor a) => a.outer(a), outDim: -1)(A);

    [Case("nested")]
    private static void Nested(Record r) =>
        r["r"] = Vmap(Vmap((Tensor x, Tensor y) => x * y, (null, 0)), (0, null))(tensor([1.0, 2]), tensor([10.0, 20, 30]));

    [Case("chunk_size")]
    private static void ChunkSize(Record r)
    {
        static Tensor F(Tensor row) => row.tanh().sum();
        Tensor x = Counting(5, 2);
        r["r"] = Vmap(F, chunkSize: 2)(x);
        r["same"] = Vmap(F)(x).eq(Vmap(F, chunkSize: 2)(x)).all().item<bool>();
    }

    [Case("over_grad_mode")]
    private static void OverGradMode(Record r)
    {
        Tensor a = A.requires_grad_();
        Tensor result = Vmap((Tensor x, Tensor y) => (x * x * y).sum())(a, B);
        result.sum().Backward();
        (r["r"], r["A_grad"]) = (result, a.grad);
    }

    [Case("shape_inside")]
    private static void ShapeInside(Record r)
    {
        var seen = new List<long[]>();
        Vmap((Tensor a) =>
        {
            seen.Add(a.shape);
            return a;
        })(zeros(7, 2, 3, dtype: float64));
        r["seen"] = seen;
    }

    [Case("batch_zero")]
    private static void BatchZero(Record r) => r["r"] = Vmap((Tensor a) => a * 2)(zeros(0, 3, dtype: float64));

    [Case("where_instead_of_if")]
    private static void WhereInsteadOfIf(Record r) => r["r"] = Vmap((Tensor a) => where(a.gt(0), a * 2, a * 3))(tensor([1.0, -1]));

    // Python reports this for in_dims=None. In C# a dimension is a number, so only a list of nulls means that no input is mapped.
    [Case("no_batched", Throws = typeof(ArgumentException), Message = "Expected at least one Tensor to vmap over")]
    private static void NoBatched(Record r) => Vmap((Tensor[] x) => [x[0] * 2], [null])([A]);

    [Case("size_mismatch", Throws = typeof(ArgumentException),
        Message = "Expected all tensors to have the same size in the mapped dimension, got sizes [2, 3] for the mapped dimension")]
    private static void SizeMismatch(Record r) => Vmap((Tensor a, Tensor b) => a + b)(A, zeros(3, 3, dtype: float64));

    // The messages of these name Python's lambda first.
    [Case("in_dim_out_of_range", Throws = typeof(ArgumentOutOfRangeException),
        Message = "that input is a Tensor of dimensionality 2 so expected in_dim to satisfy -2 <= in_dim < 2")]
    private static void InDimOutOfRange(Record r) => Vmap((Tensor a) => a, inDim: 2)(A);

    [Case("scalar_input", Throws = typeof(ArgumentOutOfRangeException),
        Message = "that input is a Tensor of dimensionality 0 so expected in_dim to satisfy -0 <= in_dim < 0")]
    private static void ScalarInput(Record r) => Vmap((Tensor a) => a)(tensor(1.0));

    [Case("in_dims_structure", Throws = typeof(ArgumentException), Message = "in_dims is not compatible with the structure of `inputs`")]
    private static void InDimsStructure(Record r) => Vmap((Tensor[] x) => [x[0] + x[1]], [0])([A, B]);

    [Case("out_dims_range", Throws = typeof(ArgumentOutOfRangeException))]
    private static void OutDimsRange(Record r) => Vmap((Tensor a) => a.sum(), outDim: 3)(A);

    // In the cases below the function itself throws TorchSharp's own exception, which is passed on unchanged.
    [Case("item", Throws = typeof(ExternalException))]
    private static void Item(Record r) => Vmap((Tensor a) => tensor(a.sum().ToDouble()))(A);

    [Case("data_dependent_if", Throws = typeof(ExternalException),
        Message = "vmap: It looks like you're attempting to use a Tensor in some data-dependent control flow")]
    private static void DataDependentIf(Record r) => Vmap((Tensor a) => a.sum().gt(3).is_nonzero() ? a * 2 : a)(A);

    [Case("inplace_on_unbatched", Throws = typeof(ExternalException))]
    private static void InplaceOnUnbatched(Record r)
    {
        Tensor buffer = zeros(3, dtype: float64);
        Vmap((Tensor a) => buffer.add_(a))(A);
    }

    [Case("inplace_mul_on_unbatched", Throws = typeof(ExternalException))]
    private static void InplaceMulOnUnbatched(Record r) => Vmap((Tensor a) => ones(3, dtype: float64).mul_(a))(A);

    [Case("inplace_on_batched_ok")]
    private static void InplaceOnBatchedOk(Record r)
    {
        Tensor a = A;
        r["r"] = Vmap((Tensor x) => x.mul_(2))(a);
        r["A"] = a;
    }

    [Case("nonzero_dynamic_shape", Throws = typeof(ExternalException))]
    private static void NonzeroDynamicShape(Record r) => Vmap((Tensor a) => a.nonzero())(A);

    [Case("masked_select", Throws = typeof(ExternalException))]
    private static void MaskedSelect(Record r) => Vmap((Tensor a) => a[a.gt(1)])(A);

    [Case("randomness_bad", Throws = typeof(ArgumentOutOfRangeException),
        Message = "Only allowed values for randomness are 'error', 'different', or 'same'")]
    private static void RandomnessBad(Record r) => Vmap((Tensor a) => a, randomness: (VmapRandomness)7)(A);

    [Case("chunk_size_bad", Throws = typeof(ArgumentOutOfRangeException), Message = "chunk_size should be None or greater than 0. (got 0)")]
    private static void ChunkSizeBad(Record r) => Vmap((Tensor a) => a, chunkSize: 0)(A);
}
