using GradBench.Serving;
using TorchBridge;
using static TorchSharp.torch;

namespace GradBench.Evals;

/// <summary>The log-likelihood of a mixture of k Gaussians at n points, with a Wishart prior on the covariances.</summary>
internal static class GaussianMixture
{
    private static readonly string[] s_parameters = ["alpha", "mu", "q", "l"];

    public static readonly Module Module = new("gmm", """
        {"d": 2, "k": 2, "n": 3, "m": 1, "gamma": 1, "x": [[1, 2], [3, 4], [5, 7]], "alpha": [0.5, 0.25], "mu": [[1, 2], [3, 4]],
        "q": [[0.1, 0.2], [0.3, 0.4]], "l": [[1], [2]]}
        """,
        new("objective", input =>
        {
            var mixture = new Mixture(input);
            Tensor[] parameters = mixture.Parameters(input);
            return () => mixture.LogLikelihood(parameters);
        }),
        new("jacobian", input =>
        {
            var mixture = new Mixture(input);
            Tensor[] parameters = Array.ConvertAll(mixture.Parameters(input), each => each.requires_grad_());
            return () => new Answer([.. Autograd.Grad([mixture.LogLikelihood(parameters)], parameters)
                .Select((gradient, i) => (s_parameters[i], (object)gradient!))]);
        }));

    private sealed class Mixture
    {
        private readonly int _d, _k, _n, _m;
        private readonly double _gamma;
        private readonly Tensor _x;

        public Mixture(Input input)
        {
            (_d, _k, _n, _m) = (input.Count("d"), input.Count("k"), input.Count("n"), input.Count("m", least: 0));
            Input.Limit("n x k x d", _n, _k, _d);
            Input.Limit("k x d x d", _k, _d, _d);
            _gamma = input.Number("gamma");
            _x = input.Tensor("x", _n, _d);
        }

        public Tensor[] Parameters(Input input) =>
            [input.Tensor("alpha", _k), input.Tensor("mu", _k, _d), input.Tensor("q", _k, _d), input.Tensor("l", _k, _d * (_d - 1) / 2)];

        public Tensor LogLikelihood(Tensor[] parameters)
        {
            (Tensor alpha, Tensor mu, Tensor q, Tensor l) = (parameters[0], parameters[1], parameters[2], parameters[3]);
            Tensor scales = q.exp(), sums = q.sum(1);
            Tensor factors = Factors(scales, l);                                                // Q, [k, d, d]
            Tensor centers = factors.matmul(mu.unsqueeze(2)).view(-1);                          // Q mu, [k d]
            Tensor whitened = (-centers).addmm(_x, factors.view(_k * _d, _d).t());              // Q (x - mu), [n, k d]
            Tensor beta = (alpha + sums).add(whitened.square().view(_n, _k, _d).sum(2), alpha: -0.5);
            return beta.logsumexp(1).sum() - alpha.logsumexp(0) * _n - _n * _d / 2.0 * Math.Log(2 * Math.PI) + Prior(scales, sums, l);
        }

        /// <summary>
        /// The lower triangular factors of the inverse covariances: the scales on the diagonal, and below it l, column by column.
        /// </summary>
        private Tensor Factors(Tensor scales, Tensor l)
        {
            var places = new long[_d * _d];
            Array.Fill(places, _d + l.shape[1]);      // a zero
            long next = _d;
            for (int column = 0; column < _d; column++)
            {
                places[column * _d + column] = column;
                for (int row = column + 1; row < _d; row++)
                    places[row * _d + column] = next++;
            }
            return cat([scales, l, zeros(_k, 1, dtype: float64)], 1).index_select(1, tensor(places)).view(_k, _d, _d);
        }

        private Tensor Prior(Tensor scales, Tensor sums, Tensor l)
        {
            double freedom = _d + _m + 1;
            Tensor steps = (freedom + 1 - arange(1, _d + 1, dtype: float64)) / 2;
            Tensor logGamma = steps.lgamma().sum() + _d * (_d - 1) / 4.0 * Math.Log(Math.PI);
            return (freedom * _d * Math.Log(_gamma / Math.Sqrt(2)) - logGamma) * _k
                - (scales.square().sum() + l.square().sum()) * (_gamma * _gamma / 2) + sums.sum() * _m;
        }
    }
}
