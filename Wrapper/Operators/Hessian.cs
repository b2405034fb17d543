using TorchBridge.Engine;
using static TorchSharp.torch;

namespace TorchBridge.Operators;

/// <summary>torch.autograd.functional.hessian: the Jacobian of the gradient. [i][j] is d² output / d input i d input j.</summary>
internal static class Hessian
{
    private const string Api = "Hessian";

    public static Tensor[][] Run(Func<Tensor[], Tensor[]> func, Tensor[] inputs, bool createGraph, bool strict, bool? vectorize, JacobianStrategy outerStrategy) =>
        // Without levels a gradient can't be taken inside forward mode; reverse over reverse is the same matrix.
        outerStrategy == JacobianStrategy.ForwardMode && Capabilities.FunctionTransforms
            ? Jacobian.Run(Api, at => GradTransform.Run(Api, inner => (Single(func, inner, strict).reshape([]), 0), at, [.. Enumerable.Range(0, at.Length)]).Grads, inputs, createGraph, strict,
                vectorize, JacobianStrategy.ForwardMode, null, at => GradientOfDuals(func, at, strict))
            : Jacobian.Run(Api, at => Gradient(func, at, strict), inputs, createGraph, strict, vectorize, JacobianStrategy.ReverseMode, null);

    /// <summary>The gradient, differentiable once more.</summary>
    private static Tensor[] Gradient(Func<Tensor[], Tensor[]> func, Tensor[] at, bool strict)
    {
        Tensor?[] found = Pullback.Run(Api, [Single(func, at, strict)], at, null, createGraph: true);
        Tensor[] gradients = [.. found.Select((gradient, i) => gradient ?? zeros_like(at[i]))];
        Strict.Gradient(strict, Api, gradients);
        return gradients;
    }

    /// <summary>The same of dual numbers, whose tangents it carries on.</summary>
    private static Tensor[] GradientOfDuals(Func<Tensor[], Tensor[]> func, Tensor[] at, bool strict)
    {
        using IDisposable recording = enable_grad();
        foreach (Tensor each in at)
            each.requires_grad = true;
        return Gradient(func, at, strict);
    }

    private static Tensor Single(Func<Tensor[], Tensor[]> func, Tensor[] at, bool strict)
    {
        Tensor[] outputs = Evaluation.Call(func, at, Api);
        Strict.Outputs(strict, Api, outputs);
        return Evaluation.Single(outputs, Api);
    }
}
