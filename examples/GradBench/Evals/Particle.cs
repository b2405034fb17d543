using GradBench.Serving;
using TorchSharp;
using static TorchSharp.torch;

namespace GradBench.Evals;

/// <summary>
/// Where to put a charge so that a particle, driven by it and another, crosses the x axis nearest to the origin. The particle's
/// acceleration is a gradient itself.
/// </summary>
internal static class Particle
{
    private static readonly Scalar s_dt = 0.1, s_minusDt = -0.1;      // made once: they are native objects
    private const int MostSteps = 10_000;
    private static readonly string[] s_modes = ["rr", "ff", "fr", "rf"];

    public static readonly Module Module = new("particle", """{"w": 0.2071918}""",
        [.. s_modes.Select(modes => new Function(modes, input =>
        {
            Tensor w = tensor([input.Number("w")]);
            return () => Run(w, Nested.Outer(modes[0]), Nested.Inner(modes[0], modes[1]));
        }))]);

    private static Tensor Run(Tensor w, Differentiated outer, Differentiated inner) =>
        Descent.ArgMin(at => outer(rows => Miss(rows, inner), at), w)[0];

    /// <summary>The square of where the particle crosses the axis.</summary>
    public static Tensor Miss(Tensor w, Differentiated inner)
    {
        Tensor charges = tensor([10.0, 10, 10, 0], [2, 2]) - w.unsqueeze(2) * tensor([0.0, 1, 0, 0], [2, 2]);
        Tensor x = tensor([0.0, 8], [1, 2]), v = tensor([0.75, 0], [1, 2]);
        for (int step = 0; step < MostSteps; step++)
        {
            Tensor force = inner(at => Potential(at, charges), x).Gradient;
            Tensor next = x.add(v, alpha: s_dt);
            if (next.detach().ReadCpuDouble(1) <= 0)
            {
                Tensor after = -next.select(1, 1) / v.select(1, 1);
                return (next.select(1, 0) + after * v.select(1, 0)).square();
            }
            (x, v) = (next, v.add(force, alpha: s_minusDt));
        }
        throw new InputException($"the particle has not crossed the axis in {MostSteps} steps");
    }

    private static Tensor Potential(Tensor at, Tensor charges) => (at.unsqueeze(-2) - charges).square().sum(-1).rsqrt().sum(-1);
}
