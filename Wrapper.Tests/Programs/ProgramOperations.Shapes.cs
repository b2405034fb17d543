using TorchSharp;
using static TorchBridge.Tests.Programs.ProgramStep;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace TorchBridge.Tests.Programs;

internal static partial class ProgramOperations
{
    private static Dictionary<string, Func<Call, Tensor>> Shapes => new()
    {
        ["as_strided"] = c => c.X.contiguous().as_strided(c.Longs("s"), c.Longs("t"), c.Long("n")),
        ["cat"] = c => cat(c.Operands, c.D),
        ["chunk0"] = c => c.X.chunk(2, c.D)[0],
        ["diag_embed"] = c => c.X.diag_embed(c.Long("n")),
        ["diagonal"] = c => c.X.diagonal(c.Long("n"), c.D, c.Long("e")),
        ["expand"] = c => c.X.expand(c.Longs("s")),
        ["flatten"] = c => c.X.flatten(),
        ["flip"] = c => c.X.flip([c.D]),
        ["movedim"] = c => c.X.movedim([c.D], [c.Long("e")]),
        ["narrow"] = c => c.X.narrow(c.D, c.Long("n"), c.Long("m")),
        ["pad"] = c => pad(c.X, c.Longs("s"), PaddingModes.Constant, 0.3),
        ["pad_reflect"] = c => pad(c.X, c.Longs("s"), PaddingModes.Reflect),
        ["pad_repl"] = c => pad(c.X, c.Longs("s"), PaddingModes.Replicate),
        ["permute"] = c => c.X.permute(c.Longs("p")),
        ["rep_int"] = c => c.X.repeat_interleave(c.Long("n"), c.D),
        ["repeat"] = c => c.X.repeat(c.Longs("s")),
        ["reshape"] = c => c.X.reshape(c.Longs("s")),
        ["roll"] = c => c.X.roll(c.Long("n"), c.D),
        ["select"] = c => c.X.select(c.D, c.Long("n")),
        ["slice2"] = c => c.X.slice(c.D, c.Long("n"), c.Long("m"), c.Long("s")),
        ["splitlast"] = c => c.X.split(c.Long("n"), (int)c.D)[^1],
        ["squeeze"] = c => c.X.squeeze(c.D),
        ["stack"] = c => stack(c.Operands, c.D),
        ["tile"] = c => c.X.tile(c.Longs("s")),
        ["transpose"] = c => c.X.transpose(c.D, c.Long("e")),
        ["tril"] = c => c.X.tril(c.Long("n")),
        ["triu"] = c => c.X.triu(c.Long("n")),
        ["unbind0"] = c => c.X.unbind(c.D)[c.Long("n")],
        ["unfold"] = c => c.X.unfold(c.D, c.Long("n"), c.Long("m")),
        ["unsqueeze"] = c => c.X.unsqueeze(c.D),
    };

    private static Dictionary<string, Func<Call, Tensor>> Indexing => new()
    {
        ["diagonal_scatter"] = c => c.X.diagonal_scatter(c.Y),
        ["embed"] = c => c.X.index_select(0, c.Index()),
        ["gather"] = c => c.X.gather(c.D, c.ShapedIndex),
        ["index1"] = c => c.X.index([c.Index()]),
        ["index2"] = c => c.X.index([c.Index(), c.Index("iy")]),
        ["index_add"] = c => c.X.index_add(c.D, c.Index(), c.Y, Number(0.5)),
        ["index_copy"] = c => c.X.index_copy(c.D, c.Index(), c.Y),
        ["index_fill"] = c => c.X.index_fill(c.D, c.Index(), Number(0.25)),
        ["index_select"] = c => c.X.index_select(c.D, c.Index()),
        ["scatter"] = c => c.X.scatter(c.D, c.ShapedIndex, c.Y),
        ["scatter_add"] = c => c.X.scatter_add(c.D, c.ShapedIndex, c.Y),
        ["select_scatter"] = c => c.X.select_scatter(c.Y, c.D, c.Long("n")),
        ["slice_scatter"] = c => c.X.slice_scatter(c.Y, c.D, c.Long("n"), c.Long("m"), 1),
        ["take"] = c => c.X.take(c.Index()),
        ["take_along"] = c => c.X.take_along_dim(c.X.argsort(c.D), c.D),
    };
}
