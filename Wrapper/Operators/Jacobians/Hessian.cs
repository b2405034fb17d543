using TorchBridge.Engine;
using TorchBridge.Operators.Forward;
using TorchBridge.Operators.Reverse;

namespace TorchBridge.Operators.Jacobians;

/// <summary>torch.autograd.functional.hessian: the Jacobian of the gradient. [i][j] is d² output / d input i d input j.</summary>
internal static class Hessian
{
    private const string Api = "Hessian";

    public static Tensor[][] Run(Func<Tensor[], Tensor[]> func, Tensor[] inputs, bool createGraph,
        bool strict, bool? vectorize, JacobianStrategy outerStrategy, IProgress<double>? progress) =>
        ProgressReport.Run(progress, report =>
            Run(func, inputs, createGraph, strict, new Chunks.Options(vectorize, null, report), outerStrategy));

    private static Tensor[][] Run(Func<Tensor[], Tensor[]> func, Tensor[] inputs, bool createGraph,
        bool strict, Chunks.Options options, JacobianStrategy outerStrategy)
    {
        // Without levels a gradient can't be taken inside forward mode. Reverse over reverse gives the same matrix.
        bool forward = Capabilities.FunctionTransforms && Capabilities.ForwardMode;
        if (outerStrategy == JacobianStrategy.ForwardMode && Capabilities.FunctionTransforms)
            return OtherRoute.Where(forward, InForwardMode, Forward);
        return OtherRoute.Where(forward && !createGraph && !strict,
            () => Jacobian.Run(Api, at => Gradient(func, at, strict), inputs, createGraph, strict, options, JacobianStrategy.ReverseMode),
            () => OtherRoute.Where(true, InForwardMode, Forward));

        Tensor[][] InForwardMode() =>
            Columns(at => GradAndValue.Run(Api, Scalar, at, All(at)).Grads, at => GradientOfDuals(func, at, strict));

        Tensor[][] Forward() =>
            Columns(at => JacFwd.Run<int>(Api, inner => ([Scalar(inner).Item1], 0), at, All(at), VmapRandomness.Same, null).Jacobians[0]);

        Tensor[][] Columns(Func<Tensor[], Tensor[]> gradient, Func<Tensor[], Tensor[]>? ofDuals = null) =>
            Jacobian.Run(Api, gradient, inputs, createGraph, strict, options, JacobianStrategy.ForwardMode, ofDuals);

        (Tensor, int) Scalar(Tensor[] at) => (Single(func, at, strict).reshape([]), 0);

        static int[] All(Tensor[] at) => [.. Enumerable.Range(0, at.Length)];
    }

    /// <summary>The gradient, which can be differentiated once more.</summary>
    private static Tensor[] Gradient(Func<Tensor[], Tensor[]> func, Tensor[] at, bool strict) =>
        Gradient(func, at, strict, Faults.SecondBackward,
            "Leave out createGraph and strict, then forward mode takes its place; or call Transforms.Hessian, which nests.");

    /// <summary>The same for dual numbers: the gradient has tangents.</summary>
    private static Tensor[] GradientOfDuals(Func<Tensor[], Tensor[]> func, Tensor[] at, bool strict)
    {
        using IDisposable recording = enable_grad();
        foreach (Tensor each in at)
            each.requires_grad = true;
        // If two backward passes replace the dual numbers, their known faults are checked instead.
        return PlainDualLevel.Inside
            ? Gradient(func, at, strict, Faults.ForwardOverReverse, TransformMessages.ReverseAround)
            : Gradient(func, at, strict);
    }

    private static Tensor[] Gradient(Func<Tensor[], Tensor[]> func, Tensor[] at, bool strict, Faults fault, string wayOut)
    {
        Tensor output = Single(func, at, strict);
        KnownFaults faults = KnownFaults.Behind(Api, [output]);
        if (faults.Have(fault))
            throw faults.Refusal(Api, fault, wayOut);
        Tensor?[] found = new Pullback(Api, [output], at).Apply(null, createGraph: true);
        Tensor[] gradients = [.. found.Select((gradient, i) => gradient is null ? zeros_like(at[i]) : Handles.Dense(gradient))];
        Strict.Gradient(strict, Api, gradients);
        return gradients;
    }

    private static Tensor Single(Func<Tensor[], Tensor[]> func, Tensor[] at, bool strict)
    {
        Tensor[] outputs = Evaluation.Call(func, at, Api);
        Strict.Outputs(strict, Api, outputs);
        return Evaluation.Single(outputs, Api);
    }
}
