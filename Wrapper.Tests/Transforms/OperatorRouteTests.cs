using TorchBridge.Tests.Tools;

namespace TorchBridge.Tests;

/// <summary>Which route each operator takes through compositions of transforms. A table of all is printed.</summary>
[TestClass]
public sealed class OperatorRouteTests
{
    public TestContext TestContext { get; set; } = null!;

    /// <summary>
    /// Those that don't always go by rules, LibTorch's own or those that are registered. PyTorch loops over these too, and refuses what
    /// reads values. (It has a rule for addr, which takes Scalars: a registered kernel can't.) Two backward passes stand in for rules that
    /// docs/known-faults.md lists.
    /// </summary>
    private static readonly Dictionary<string, string[]> s_other = new()
    {
        [OperatorRoutes.Loop] =
        [
            "addr", "addr_beta", "affine_grid", "bilinear", "ctc_loss", "glu", "gru_cell", "kl_div", "kl_div_log_target", "lu_reconstruct",
            "margin_ranking_loss", "masked_fill_tensor", "masked_scatter", "masked_select", "multi_margin_loss", "pdist",
            "put_accumulate", "rnn_tanh_cell", "stft", "triplet_margin_loss", "unfold_tensor",
        ],
        [OperatorRoutes.Refused] =
        [
            "ctc_loss", "gaussian_nll_loss", "gru_cell", "inplace_mul_view", "lu_solve", "mvlgamma", "norm", "norm_2", "rnn_tanh_cell",
            "rrelu_eval", "scatter_reduce_prod",
        ],
        [OperatorRoutes.Fallback] = ["det", "scatter_reduce_amax", "scatter_reduce_mean", "scatter_reduce_prod", "solve"],
        [OperatorRoutes.NoDerivative] = ["aminmax", "cdist", "ctc_loss", "hardsigmoid", "multi_margin_loss", "pdist"],
    };

    [TestMethod]
    public void EveryOperatorGoesByItsRules()
    {
        ChildProcess.Result child = ChildProcess.Run("operator-routes");
        Assert.AreEqual("end", child.Lines[^1], child.ToString());
        HashSet<string> loops = Loops(child.Error);
        var table = new List<(string Operator, string Route, string How)>();
        foreach (string line in child.Lines[..^1])
        {
            string[] parts = line.Split(": ", 4);
            bool looped = parts[2] == OperatorRoutes.Rule && loops.Contains($"{parts[0]}: {parts[1]}");
            table.Add((parts[0], parts[1], looped ? OperatorRoutes.Loop : parts[2]));
            TestContext.WriteLine(looped ? $"{parts[0]}: {parts[1]}: {OperatorRoutes.Loop}" : line);
        }
        Assert.IsGreaterThan(1200, table.Count);
        Assert.AreEqual("", string.Join('\n',
            table.Where(row => row.How != OperatorRoutes.Rule
                && !(s_other.TryGetValue(row.How, out string[]? known) && known.Contains(row.Operator)))));
    }

    /// <summary>What LibTorch said that it looped in.</summary>
    private static HashSet<string> Loops(string error)
    {
        var loops = new HashSet<string>();
        string title = "";
        foreach (string line in error.Split('\n'))
            if (line.StartsWith(OperatorRoutes.Marker, StringComparison.Ordinal))
                title = line[OperatorRoutes.Marker.Length..];
            else if (line.Contains("performance drop", StringComparison.Ordinal))
                loops.Add(title);
        return loops;
    }
}
