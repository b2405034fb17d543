using static TorchBridge.Transforms;
using static TorchSharp.torch;

namespace TorchBridge.Tests.Programs;

internal static partial class ProgramMethods
{
    /// <summary>Vmap, and what it is composed with.</summary>
    public static IEnumerable<ProgramMethod> Batches()
    {
        yield return new("vmap", p => Vmap(p.Outputs)(p.Batch), d => d.Rows(row => [row.Output]));
        yield return new("vmap_out1", p => Vmap(p.Outputs, outDims: [1])(p.Batch), d => [d.Rows(row => [row.Output])[0].t()]);
        yield return new("vmap_chunk2", p => Vmap(p.Outputs, chunkSize: 2)(p.Batch), d => d.Rows(row => [row.Output]));
        yield return new("vmap_inlast", p => Vmap(p.Outputs, FirstDimensions(p))(FirstInLastDimension(p.Batch)), d =>
            d.Rows(row => [row.Output]));
        yield return new("vmap_none", p => Vmap(p.Outputs, Only(p, 0))(p.With(0, p.Batch[0])), d => d.RowsOf(0, row => [row.Output]));
        yield return new("vmap_nonelast", p => Vmap(p.Outputs, Only(p, ^1))(p.With(^1, p.Batch[^1])),
            d => d.RowsOf(^1, row => [row.Output]));
        yield return new("vmap_vmap", p => Vmap(Vmap(p.Outputs))(WithHalves(p.Batch)),
            d => [stack([d.Rows(row => [row.Output])[0], d.Rows(row => [row.Output], 0.5)[0]])]);

        yield return new("vmap_grad", p => Vmap(Gradient(p))(p.Batch), d => d.Rows(row => row.Gradient));
        yield return new("vmap_grad_none", p => Vmap(Gradient(p), Only(p, 0))(p.With(0, p.Batch[0])),
            d => d.RowsOf(0, row => row.Gradient));
        yield return new("grad_vmap", p => Grad(x => Vmap(p.Losses)(x)[0].sum(), p.All)(p.Batch), d => d.Rows(row => row.Gradient));
        yield return new("backward_vmap", p => AfterBackward(p.Batch, x => Vmap(p.Losses)(x)[0].sum()), d => d.Rows(row => row.Gradient));
        yield return new("vmap_jacrev", p => Vmap(x => JacRev(p.Outputs, p)(x)[0])(p.Batch), d => d.Rows(row => row.Jacobian));
        yield return new("vmap_jacfwd", p => Vmap(x => JacFwd(p.Outputs, p)(x)[0])(p.Batch), d => d.Rows(row => row.Jacobian));
        yield return new("vmap_hess", p => Vmap(x => Flat(Transforms.Hessian(p.Loss, p.All)(x)))(p.Batch),
            d => d.Rows(row => row.Hessian));
        yield return new("vmap_jvp", p => Vmap(x => List(Jvp(p.Outputs, x, p.Tangents)))(p.Batch),
            d => d.Rows(row => [row.Output, row.Jvp]));
        yield return new("jvp_vmap", p => List(Jvp(Vmap(p.Outputs), p.Batch, Halves(p.Batch))),
            d => d.Rows(row => [row.Output, row.Along(Halves(row.Inputs))]));
    }

    /// <summary>In_dims of a map over one input.</summary>
    private static int?[] Only(RandomProgram p, Index input)
    {
        int?[] dims = new int?[p.Inputs.Length];
        dims[input] = 0;
        return dims;
    }

    /// <summary>In_dims where the batch of the first input lies in its last dimension.</summary>
    private static int?[] FirstDimensions(RandomProgram p) => [-1, .. p.Batch[1..].Select(_ => (int?)0)];

    private static Tensor[] FirstInLastDimension(Tensor[] batch) => [batch[0].movedim([0], [-1]), .. batch[1..]];

    /// <summary>Each batch, and half of it.</summary>
    private static Tensor[] WithHalves(Tensor[] batch) => [.. batch.Select(x => stack([x, x.mul(ProgramStep.Number(0.5))]))];

    /// <summary>A half for each element.</summary>
    private static Tensor[] Halves(Tensor[] like) => [.. like.Select(x => full_like(x, ProgramStep.Number(0.5)))];
}
