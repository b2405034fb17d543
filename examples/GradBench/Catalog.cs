using GradBench.Evals;
using GradBench.Serving;

namespace GradBench;

/// <summary>The evals of this tool.</summary>
internal static class Catalog
{
    public static IReadOnlyList<Module> Modules { get; } =
    [
        Hello.Module, GaussianMixture.Module, BundleAdjustment.Module, Determinant.Module, HandTracking.Module, KMeans.Module,
        LeastSquares.Module, LogSumExp.Module, Lstm.Module, Ode.Module, Particle.Module, Saddle.Module,
    ];

    public static Module Module(string? name) => Modules.FirstOrDefault(each => each.Name == name)
        ?? throw new InputException($"there is no module {name}: there are {string.Join(", ", Modules.Select(each => each.Name))}");
}
