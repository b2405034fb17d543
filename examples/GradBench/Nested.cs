using System.Collections.Concurrent;
using TorchBridge;
using static TorchSharp.torch;

namespace GradBench;

/// <summary>A function of points, and its gradient. Points are rows [..., n], of which each has a value.</summary>
internal delegate (Tensor Value, Tensor Gradient) Differentiated(Func<Tensor, Tensor> function, Tensor points);

/// <summary>Gradients in both modes, which can be nested. Their functions read values to decide how to continue.</summary>
internal static class Nested
{
    public static Differentiated Inner(char outer, char mode) => (outer, mode) switch
    {
        ('r', 'r') => ReverseInReverse,
        ('r', 'f') => ForwardInReverse,
        ('f', 'r') => ReverseInForward,
        _ => ForwardInForward,
    };

    /// <summary>
    /// A gradient around the others, at one point [n]. The function gets one row, or in forward mode one for each direction.
    /// </summary>
    public static Differentiated Outer(char mode) => mode == 'r' ? Reverse : Forward;

    private static (Tensor, Tensor) Reverse(Func<Tensor, Tensor> function, Tensor point)
    {
        Tensor at = point.detach().requires_grad_(), value = function(at.unsqueeze(0)).squeeze(0);
        return (value, Autograd.Grad(value, at));
    }

    private static (Tensor, Tensor) Forward(Func<Tensor, Tensor> function, Tensor point)
    {
        using DualLevel level = ForwardAD.EnterDualLevel();
        long n = point.shape[0];
        (Tensor values, Tensor? slopes) = level.UnpackDual(function(level.MakeDual(point.repeat(n, 1), eye(n, dtype: float64))));
        return (values[0], slopes ?? zeros_like(values));
    }

    private static (Tensor, Tensor) ReverseInReverse(Func<Tensor, Tensor> function, Tensor points)
    {
        Tensor at = points.requires_grad ? points : points.detach().requires_grad_(), value = function(at);
        return (value, Autograd.Grad(value, at, createGraph: true));
    }

    private static (Tensor, Tensor) ReverseInForward(Func<Tensor, Tensor> function, Tensor points)
    {
        Tensor at = points.view_as(points).requires_grad_(), values = function(at);
        return (values.detach(), Autograd.Grad(values.sum(), at));
    }

    private static (Tensor, Tensor) ForwardInReverse(Func<Tensor, Tensor> function, Tensor points)
    {
        using DualLevel level = ForwardAD.EnterDualLevel();
        (Tensor each, Tensor directions) = InEachDirection(points);
        (Tensor values, Tensor? slopes) = level.UnpackDual(function(level.MakeDual(each, directions)));
        return (values[0], slopes!.movedim([0], [-1]));
    }

    private static (Tensor, Tensor) ForwardInForward(Func<Tensor, Tensor> function, Tensor points)
    {
        (Tensor each, Tensor directions) = InEachDirection(points);
        (Tensor values, Tensor slopes) = Transforms.Jvp(function, each, directions);
        return (values[0], slopes.movedim([0], [-1]));
    }

    /// <summary>The points once more for each of their numbers, [n, rows, n], and the unit vectors to move them by.</summary>
    private static (Tensor Points, Tensor Directions) InEachDirection(Tensor points)
    {
        long n = points.shape[^1], rows = points.shape[0];
        Tensor directions = s_directions.GetOrAdd((n, rows), static size =>
            eye(size.N, dtype: float64).unsqueeze(1).repeat(1, size.Rows, 1).DetachFromDisposeScope());
        return (points.unsqueeze(0).repeat(n, 1, 1), directions);
    }

    private static readonly ConcurrentDictionary<(long N, long Rows), Tensor> s_directions = new();
}
