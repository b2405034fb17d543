using static TorchBridge.Tests.Programs.ProgramStep;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace TorchBridge.Tests.Programs;

internal static partial class ProgramOperations
{
    private static Dictionary<string, Func<Call, Tensor>> Reductions => new()
    {
        ["amax"] = c => c.X.amax([c.D], c.Keep),
        ["amin"] = c => c.X.amin([c.D], c.Keep),
        ["cummax"] = c => c.X.cummax(c.D).values,
        ["cumprod"] = c => c.X.cumprod(c.D),
        ["cumsum"] = c => c.X.cumsum(c.D),
        ["cumtrapz"] = c => c.X.cumulative_trapezoid(1, c.D),
        ["diff"] = c => c.X.diff(1, c.D),
        ["glu"] = c => glu(c.X, c.D),
        ["log_softmax"] = c => c.X.log_softmax(c.D),
        ["log_softmax_last"] = c => c.X.log_softmax(-1),
        ["logcumsumexp"] = c => c.X.logcumsumexp(c.D),
        ["logsumexp"] = c => c.X.logsumexp(c.D, c.Keep),
        ["max_all"] = c => c.X.max(),
        ["maxd"] = c => c.X.max(c.D, c.Keep).values,
        ["mean"] = c => c.X.mean([c.D], c.Keep),
        ["mean_all"] = c => c.X.mean(),
        ["min_all"] = c => c.X.min(),
        ["mind"] = c => c.X.min(c.D, c.Keep).values,
        ["norm1d"] = c => linalg.vector_norm(c.X, 1.0, [c.D], c.Keep),
        ["norm2"] = c => linalg.vector_norm(c.X, 2.0),      // TorchSharp's norm() has no forward derivative
        ["norm3d"] = c => linalg.vector_norm(c.X, 3.0, [c.D], c.Keep),
        ["normalize"] = c => normalize(c.X, 2.0, c.D),
        ["normd"] = c => linalg.vector_norm(c.X, 2.0, [c.D], c.Keep),
        ["prod"] = c => c.X.prod(c.D, c.Keep),
        ["prod_all"] = c => c.X.prod(),
        ["renorm_like"] = c => c.X.div(c.X.norm((int)c.D, true).Plus(1)),
        ["softmax"] = c => c.X.softmax(c.D),
        ["softmin"] = c => c.X.neg().softmax(c.D),
        ["sortv"] = c => c.X.sort(c.D, c.Keep).Values,
        ["std"] = c => c.X.std([c.D], c.Flag("u"), c.Keep),
        ["std_all"] = c => c.X.std(),
        ["sum"] = c => c.X.sum(c.D, c.Keep),
        ["sum_all"] = c => c.X.sum(),
        ["topk"] = c => c.X.topk((int)c.Long("n"), (int)c.D).values,
        ["trapz"] = c => c.X.trapezoid(1, c.D),
        ["var"] = c => c.X.var([c.D], c.Flag("u"), c.Keep),
        ["var_all"] = c => c.X.var(),
    };
}
