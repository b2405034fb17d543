using TorchSharp;
using static TorchSharp.torch;

namespace TorchBridge.Tests.Tools;

/// <summary>Functions of CustomFunction.Define, each with the same function made of LibTorch's operations.</summary>
internal static class DefinedFunctions
{
    /// <summary>A function and its equal.</summary>
    /// <param name="Own">By CustomFunction.Define.</param>
    /// <param name="Plain">By LibTorch's operations.</param>
    public sealed record Pair(Func<Tensor[], Tensor[]> Own, Func<Tensor[], Tensor[]> Plain);

    /// <summary>Functions of two inputs of one shape, by name. The rules for one example are elementwise.</summary>
    public static IReadOnlyDictionary<string, Pair> OfTwo { get; } = new Dictionary<string, Pair>
    {
        ["saved inputs, generated rule"] = new(Product(generate: true), ProductOfOperations),
        ["saved inputs, given rule"] = new(Product(generate: false), ProductOfOperations),
        ["setupContext, generated rule"] = new(ProductWithSetup(generate: true), ProductOfOperations),
        ["setupContext, given rule"] = new(ProductWithSetup(generate: false), ProductOfOperations),
        ["saved output, generated rule"] = new(Exponential(generate: true), x => [(x[0] * x[1]).exp()]),
        ["saved output, given rule"] = new(Exponential(generate: false), x => [(x[0] * x[1]).exp()]),
        ["two outputs"] = new(TwoOutputs, x => [x[0] * x[1], x[0] * x[0] + x[1].sin()]),
        ["nested"] = new(Nested, ProductOfOperations),
    };

    /// <summary>a³ b.</summary>
    private static Tensor[] ProductOfOperations(Tensor[] x) => [x[0] * x[0] * x[0] * x[1]];

    private static Func<Tensor[], Tensor[]> Product(bool generate) => CustomFunction.Define(
        (context, x) =>
        {
            context.SaveForBackward(x[0], x[1]);
            context.SaveForForward(x[1], x[0]);
            return ProductOfOperations(x);
        },
        ProductBackward, ProductJvp, generate ? null : ElementwiseRule(ProductOfOperations), generate);

    private static Func<Tensor[], Tensor[]> ProductWithSetup(bool generate) => CustomFunction.Define(
        ProductOfOperations,
        (context, x, _) =>
        {
            context.SaveForBackward(x[0], x[1]);
            context.SaveForForward(x[1], x[0]);
            context.Data["power"] = 3.0;
        },
        (context, g) => context.Data["power"] is 3.0 ? ProductBackward(context, g) : throw new InvalidOperationException("no data"),
        ProductJvp, generate ? null : ElementwiseRule(ProductOfOperations), generate);

    private static Tensor?[] ProductBackward(FunctionContext context, Tensor?[] g)
    {
        (Tensor a, Tensor b) = (context.SavedTensors[0], context.SavedTensors[1]);
        using Scalar three = 3.0;
        return [g[0]! * a * a * b.mul(three), g[0]! * a * a * a];
    }

    private static Tensor?[] ProductJvp(FunctionContext context, Tensor?[] t)
    {
        (Tensor b, Tensor a) = (context.SavedTensors[0], context.SavedTensors[1]);
        using Scalar three = 3.0;
        return [t[0]! * a * a * b.mul(three) + t[1]! * a * a * a];
    }

    private static Func<Tensor[], Tensor[]> Exponential(bool generate) => CustomFunction.Define(
        (context, x) =>
        {
            Tensor y = (x[0] * x[1]).exp();
            context.SaveForBackward(y, x[0], x[1]);
            return [y];
        },
        (context, g) =>
        {
            IReadOnlyList<Tensor> saved = context.SavedTensors;
            return [g[0]! * saved[0] * saved[2], g[0]! * saved[0] * saved[1]];
        },
        (context, t) =>
        {
            IReadOnlyList<Tensor> saved = context.SavedTensors;
            return [saved[0] * (t[0]! * saved[2] + t[1]! * saved[1])];
        },
        generate ? null : ElementwiseRule(x => [(x[0] * x[1]).exp()]), generate);

    private static Func<Tensor[], Tensor[]> TwoOutputs => CustomFunction.Define(
        (context, x) =>
        {
            context.SaveForBackward(x);
            return [x[0] * x[1], x[0] * x[0] + x[1].sin()];
        },
        (context, g) =>
        {
            (Tensor a, Tensor b) = (context.SavedTensors[0], context.SavedTensors[1]);
            return [g[0]! * b + g[1]! * (a + a), g[0]! * a + g[1]! * b.cos()];
        },
        (context, t) =>
        {
            (Tensor a, Tensor b) = (context.SavedTensors[0], context.SavedTensors[1]);
            return [t[0]! * b + t[1]! * a, t[0]! * (a + a) + t[1]! * b.cos()];
        },
        generateVmapRule: true);

    /// <summary>Its backward and jvp call custom functions in turn.</summary>
    private static Func<Tensor[], Tensor[]> Nested
    {
        get
        {
            Func<Tensor[], Tensor[]> inner = Product(generate: true);
            return CustomFunction.Define(
                (context, x) =>
                {
                    context.SaveForBackward(x);
                    return inner(x);
                },
                (context, g) =>
                {
                    (Tensor a, Tensor b) = (context.SavedTensors[0], context.SavedTensors[1]);
                    using Scalar three = 3.0;
                    return [g[0]! * a * a * b.mul(three), inner([a, g[0]!])[0]];
                },
                (context, t) =>
                {
                    (Tensor a, Tensor b) = (context.SavedTensors[0], context.SavedTensors[1]);
                    using Scalar three = 3.0;
                    return [t[0]! * a * a * b.mul(three) + inner([a, t[1]!])[0]];
                },
                generateVmapRule: true);
        }
    }

    /// <summary>Moves every batch to the front, where elementwise operations broadcast.</summary>
    private static Func<VmapInfo, int?[], Tensor[], (Tensor[], int?[])> ElementwiseRule(Func<Tensor[], Tensor[]> func) =>
        (info, dims, x) =>
        {
            Assert.IsGreaterThan(0, info.BatchSize);
            Tensor[] moved = [.. x.Select((tensor, i) => dims[i] is { } dim ? tensor.movedim([dim], [0]) : tensor.unsqueeze(0))];
            return (func(moved), [0]);
        };
}
