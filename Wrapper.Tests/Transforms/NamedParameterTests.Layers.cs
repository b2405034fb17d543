using TorchBridge.Tests.Tools;
using TorchSharp.Modules;
using static TorchBridge.Transforms;
using static TorchSharp.torch;
using Named = System.Collections.Generic.IReadOnlyDictionary<string, TorchSharp.torch.Tensor>;

namespace TorchBridge.Tests;

/// <summary>Layers whose weights native code keeps.</summary>
public sealed partial class NamedParameterTests
{
    /// <summary>What the refusal of LSTM says to write.</summary>
    private sealed class Recurrent : nn.Module<Tensor, Tensor>
    {
        public LSTMCell Cell { get; } = nn.LSTMCell(3, 2, dtype: float64);

        public Recurrent() : base(nameof(Recurrent)) => register_module("cell", Cell);

        public override Tensor forward(Tensor input)
        {
            Tensor h = zeros_like(input[0]).narrow(-1, 0, 2), c = h;
            var outputs = new List<Tensor>();
            for (int t = 0; t < input.shape[0]; t++)
            {
                (h, c) = Cell.call(input[t], (h, c));
                outputs.Add(h);
            }
            return stack(outputs);
        }
    }

    [TestMethod]
    public void LayersThatKeepTheirWeightsAreRefusedAndTheRemedyWorks()
    {
        using LSTM lstm = nn.LSTM(3, 2, dtype: float64);
        Tensor x = Random(4, 5, 3);
        Tensor expected = lstm.call(x).Item1.detach();
        Dictionary<string, Tensor> own = lstm.named_parameters().ToDetachedDictionary();
        var refused = Assert.ThrowsExactly<ArgumentException>(() => FunctionalCall(lstm, own, m => m.call(x).Item1));
        StringAssert.Contains(refused.Message, "Loop over LSTMCell");
        Assert.AreEqual("module", refused.ParamName);

        using var recurrent = new Recurrent();
        Dictionary<string, Tensor> given =
            own.ToDictionary(p => "cell." + p.Key.Replace("_l0", "", StringComparison.Ordinal), p => p.Value);
        Same.Values(expected, FunctionalCall(recurrent, given, x, strict: true));
        Func<Named, Tensor, Tensor> loss = (p, sequence) => FunctionalCall(recurrent, p, sequence.unsqueeze(1)).square().sum();
        Named perSample = Vmap(Grad(loss), (null, 1))(given, x);
        Named third = Grad(loss)(given, x[.., 2]);
        Same.Values(third["cell.weight_hh"], perSample["cell.weight_hh"][2], 1e-10);
        Tensor[] numeric = [.. Numeric.Jacobian(a => [loss(With(given, "cell.weight_ih", a[0]), x[.., 2])], [given["cell.weight_ih"]])[0]];
        Same.Values(numeric[0], third["cell.weight_ih"], 1e-6);
    }
}
