using GradBench.Serving;
using TorchBridge;
using TorchSharp;
using static TorchSharp.torch;

namespace GradBench.Evals;

/// <summary>The loss of a diagonal LSTM of several layers that predicts the next character, bit by bit.</summary>
internal static class Lstm
{
    public static readonly Module Module = new("lstm", """
        {"main_params": [[1, 2, 3, 4], [1, 2, 3, 4]], "extra_params": [[1], [2], [3]], "state": [[0], [0]], "sequence": [[0], [1], [1]]}
        """,
        new("objective", input =>
        {
            var network = new Network(input);
            return () => network.Loss();
        }),
        new("jacobian", input =>
        {
            var network = new Network(input);
            Tensor[] parameters = [network.Main.requires_grad_(), network.Extra.requires_grad_()];
            return () => cat(Array.ConvertAll(Autograd.Grad([network.Loss()], parameters), gradient => gradient!.view(-1)));
        }));

    private sealed class Network
    {
        private static readonly Scalar s_one = 1, s_two = 2;      // made once: they are native objects
        private readonly long _layers, _bits, _steps;
        private readonly Tensor _state, _sequence;

        public Network(Input input)
        {
            Extra = input.Tensor("extra_params", 3, -1);
            _bits = Extra.shape[1];
            Main = input.Tensor("main_params", -1, 4 * _bits);
            _layers = Main.shape[0] / 2;
            _state = input.Tensor("state", Main.shape[0], _bits);
            _sequence = input.Tensor("sequence", -1, _bits);
            _steps = _sequence.shape[0] - 1;
            if (_layers < 1 || Main.shape[0] % 2 == 1 || _steps < 1 || _bits < 1)
                throw new InputException("main_params needs two rows a layer, and sequence two characters");
        }

        public Tensor Main { get; }

        public Tensor Extra { get; }

        public Tensor Loss()
        {
            Tensor predicted = Hidden() * Extra[1] + Extra[2];
            Tensor logarithm = predicted.exp().sum(1, keepdim: true).add(2).log();
            return -((predicted - logarithm) * _sequence.narrow(0, 1, _steps)).sum() / (_bits * _steps);
        }

        /// <summary>
        /// The output of the last layer for each character. A layer needs the output of the layer before it for the same character, and its
        /// own state. So layer i computes character t - i while the first layer computes t, and one operation computes all layers.
        /// </summary>
        private Tensor Hidden()
        {
            // Rows: forget and in, out and change. The first of each pair sees the input, the second the layer's own hidden state.
            // tanh(x) is 2 sigmoid(2 x) - 1: with the change's row doubled, one sigmoid serves all four.
            Tensor doubled = tensor([1.0, 1, 1, 2], [4, 1]);
            Tensor gates = (Main.view(_layers, 2, 4, _bits) * doubled).view(_layers, 2, 2, 2, _bits).permute(1, 2, 3, 0, 4);
            Tensor weights = gates[0].reshape(2, 2 * _layers, _bits), biases = gates[1].reshape(2, 2 * _layers, _bits);
            Tensor[] characters = (_sequence * Extra[0]).split(1);
            Tensor hidden = _state.view(_layers, 2, _bits).select(1, 0), cell = _state.view(_layers, 2, _bits).select(1, 1);
            List<Tensor> all = [];
            for (long t = 0; t < _steps + _layers - 1; t++)
            {
                Tensor seen = cat([characters[Math.Min(t, _steps)], hidden.narrow(0, 0, _layers - 1), hidden]);
                Tensor[] gate = biases.addcmul(weights, seen, s_one).sigmoid_().view(4, _layers, _bits).unbind();
                Tensor newCell = (cell * gate[0]).addcmul(gate[1], gate[3], s_two) - gate[1], newHidden = newCell.tanh() * gate[2];
                if (t < _layers - 1)      // the layers below have no character yet
                    (newHidden, newCell) = (cat([newHidden.narrow(0, 0, t + 1), hidden.narrow(0, t + 1, _layers - t - 1)]),
                        cat([newCell.narrow(0, 0, t + 1), cell.narrow(0, t + 1, _layers - t - 1)]));
                else
                    all.Add(newHidden);
                (hidden, cell) = (newHidden, newCell);
            }
            return stack(all).select(1, _layers - 1);
        }
    }
}
