using GradBench.Serving;
using TorchBridge;
using static TorchSharp.torch;

namespace GradBench.Evals;

/// <summary>Σᵢ minⱼ |cⱼ - pᵢ|², and Newton's direction for the centroids c.</summary>
internal static class KMeans
{
    public static readonly Module Module = new("kmeans", """{"points": [[1, 2], [3, 4], [5, 7]], "centroids": [[1, 2], [3, 4]]}""",
        new("cost", input =>
        {
            (Tensor points, Tensor centroids) = Read(input);
            return () => Cost(points, centroids);
        }),
        new("dir", input =>
        {
            (Tensor points, Tensor centroids) = Read(input);
            centroids.requires_grad_();
            return () => Direction(points, centroids);
        }));

    private static Tensor Cost(Tensor points, Tensor centroids)
    {
        Tensor nearest = Nearest(points, centroids.detach());      // a minimum has the derivative of the one that is least
        return (centroids.index_select(0, nearest) - points).square().sum();
    }

    /// <summary>Where |c|² - 2 c·p is least, there is |c - p|².</summary>
    private static Tensor Nearest(Tensor points, Tensor centroids) =>
        centroids.square().sum(1).addmm(points, centroids.t(), beta: 1, alpha: -2).argmin(1);

    /// <summary>
    /// The gradient over the diagonal of the Hessian. The Hessian is diagonal, so its product with ones is its diagonal.
    /// </summary>
    private static Tensor Direction(Tensor points, Tensor centroids)
    {
        Tensor gradient = Autograd.Grad(Cost(points, centroids), centroids, createGraph: true);
        Tensor diagonal = Autograd.Grad([gradient], [centroids], [ones_like(gradient)])[0]!;
        return gradient / diagonal;
    }

    private static (Tensor Points, Tensor Centroids) Read(Input input)
    {
        Tensor points = input.Tensor("points", -1, -1), centroids = input.Tensor("centroids", -1, points.shape[1]);
        Input.Limit("distances", points.shape[0], centroids.shape[0]);
        return (points, centroids);
    }
}
