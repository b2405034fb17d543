using TorchBridge.Tests.Tools;
using TorchSharp;
using static TorchBridge.Transforms;
using static TorchSharp.torch;

namespace TorchBridge.Tests;

/// <summary>What a rule hides, random numbers, and exceptions.</summary>
public sealed partial class DefinedFunctionRuleTests
{
    [TestMethod]
    public void WhatARuleHidesFromTheContextIsAnErrorThatNamesTheOverload()
    {
        Func<VmapInfo, int?[], Tensor[], (Tensor[], int?[])> rule = (_, dims, x) => ([x[0] * x[0]], dims);
        Func<Tensor[], Tensor[]> between = CustomFunction.Define(
            (context, x) =>
            {
                context.SaveForBackward(x[0].mul(s_two));
                return [x[0] * x[0]];
            },
            (context, g) => [g[0]! * context.SavedTensors[0]], vmap: rule);
        Func<Tensor[], Tensor[]> data = CustomFunction.Define(
            (context, x) =>
            {
                context.Data["x"] = 2.0;
                return [x[0] * x[0]];
            }, (_, g) => g, vmap: rule);
        Tensor x = rand([3, 2], float64);
        foreach (Func<Tensor[], Tensor[]> f in new[] { between, data })
        {
            Numeric.AssertClose("Vmap", x * x, Vmap(f)([x])[0], 0, 0);      // no gradient, so nothing is missing
            Throws(AutogradError.NotImplemented, "overload of Define that takes setupContext",
                () => Vmap(Grad((Tensor y) => f([y])[0].sum()))(x));
        }
        Func<Tensor[], Tensor[]> other = CustomFunction.Define((_, y) => [y[0] * 1, y[0] * 1], (_, g) => [g[0]], vmap: rule);
        Throws(AutogradError.Other, "the vmap rule returned 1 outputs, but forward returns 2",
            () => Vmap(Grad((Tensor y) => other([y])[0].sum()))(x));
    }

    [TestMethod]
    public void RandomNumbersFollowTheBatch()
    {
        Func<Tensor[], Tensor[]> noise = CustomFunction.Define(
            (_, x) => [x[0] + rand_like(x[0])], (_, g) => [g[0]! + rand_like(g[0]!)], generateVmapRule: true);
        Tensor x = zeros(4, 2, dtype: float64);
        Func<Tensor, Tensor> f = y => noise([y])[0];
        Throws(AutogradError.Other, "randomness error mode", () => Vmap(f)(x));
        using Tensor same = Vmap(f, randomness: VmapRandomness.Same)(x), different = Vmap(f, randomness: VmapRandomness.Different)(x);
        Assert.IsTrue(same.eq(same[..1]).all().item<bool>());
        Assert.IsFalse(different.eq(different[..1]).all().item<bool>());
        Func<Tensor[], Tensor[]> backwardDraws = CustomFunction.Define(
            (_, y) => [y[0] * 1], (_, g) => [g[0]! + rand_like(g[0]!)], generateVmapRule: true);
        Throws(AutogradError.Other, "randomness error mode", () => Vmap(Grad((Tensor y) => backwardDraws([y])[0].sum()))(x));
        Tensor gradients = Vmap(Grad((Tensor y) => backwardDraws([y])[0].sum()), randomness: VmapRandomness.Same)(x);
        Assert.IsTrue(gradients.eq(gradients[..1]).all().item<bool>());
    }

    [TestMethod]
    public void WhatAnyPartThrowsComesOutOfEveryTransform()
    {
        foreach (string part in new[] { "forward", "setup", "backward", "jvp", "vmap" })
        {
            void In(string here)
            {
                if (here == part)
                    throw new TimeoutException(here);
            }
            Func<Tensor[], Tensor[]> Make(bool generate) => CustomFunction.Define(
                x =>
                {
                    In("forward");
                    return [x[0].sin()];
                },
                (context, x, _) =>
                {
                    In("setup");
                    context.SaveForBackward(x);
                },
                (context, g) =>
                {
                    In("backward");
                    return [g[0]! * context.SavedTensors[0].cos()];
                },
                (context, t) =>
                {
                    In("jvp");
                    return [t[0]! * context.SavedTensors[0].cos()];
                },
                generate ? null : (_, dims, x) =>
                {
                    In("vmap");
                    return ([x[0].sin()], dims);
                }, generate);
            foreach (bool generate in new[] { true, false })
            {
                if (generate && part == "vmap" || !generate && part == "forward")
                    continue;
                Func<Tensor[], Tensor[]> f = Make(generate);
                Tensor x = ones(2, 2, dtype: float64);
                TimeoutException thrown = Assert.ThrowsExactly<TimeoutException>(() =>
                    Vmap((Tensor y) => Hessian((Tensor z) => f([z])[0].sum())(y))(x));
                Assert.AreEqual(part, thrown.Message);
                AssertAtRest(long.MaxValue);
                Assert.AreEqual(Math.Cos(1), Grad((Tensor y) => y.sin().sum())(x)[0, 0].ToDouble(), 1e-12);
            }
        }
    }
}
