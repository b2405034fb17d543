using GradBench.Serving;
using static TorchSharp.torch;

namespace GradBench.Evals;

/// <summary>The saddle of |a|² - |b|²: least in a of the largest in b. A descent in a, each value of which is a descent in b.</summary>
internal static class Saddle
{
    private static readonly string[] s_modes = ["rr", "ff", "fr", "rf"];

    public static readonly Module Module = new("saddle", """{"start": [1e-5, 1e-5]}""",
        [.. s_modes.Select(modes => new Function(modes, input =>
        {
            Tensor start = input.Tensor("start", 2);
            return () => Run(start, Nested.Outer(modes[0]), Nested.Inner(modes[0], modes[1]));
        }))]);

    private static Tensor Run(Tensor start, Differentiated outer, Differentiated inner)
    {
        Tensor first = Descent.ArgMin(at => outer(a => Value(a, Largest(a)), at), start);
        Tensor second = Descent.ArgMax(at => outer(b => Value(first, b), at), start);
        return cat([first, second]);

        Tensor Largest(Tensor a) => Descent.ArgMax(at => inner(b => Value(a, b), at), start.expand_as(a));
    }

    private static Tensor Value(Tensor a, Tensor b) => a.square().sum(-1) - b.square().sum(-1);
}
