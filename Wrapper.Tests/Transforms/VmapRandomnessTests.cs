using TorchBridge.Tests.Tools;
using TorchSharp;
using static TorchBridge.Transforms;
using static TorchSharp.torch;

namespace TorchBridge.Tests;

[TestClass]
public class VmapRandomnessTests : TransformTest
{
    private static readonly (string Name, Func<Tensor, Tensor> Draw)[] s_draws =
    [
        ("rand_like", x => rand_like(x)),
        ("randn_like", x => randn_like(x)),
        ("rand", _ => rand(50, dtype: float64)),
        ("dropout", x => nn.functional.dropout(x, 0.5)),
        ("bernoulli", x => x.bernoulli()),
        ("normal_", x => x.clone().normal_()),
        ("randperm", _ => randperm(50)),
        ("multinomial", x => x.multinomial(20)),
    ];

    private static Tensor Halves => full([4, 50], 0.5, float64);

    [TestMethod]
    public void SameGivesEveryExampleTheSame()
    {
        foreach ((string name, Func<Tensor, Tensor> draw) in s_draws)
        {
            if (WithLevels && name is "bernoulli" or "multinomial")
                continue;      // LibTorch refuses these where every example brings its own probabilities
            Assert.IsTrue(Same.Rows(Vmap(draw, randomness: VmapRandomness.Same)(Halves)), name);
        }
    }

    [TestMethod]
    public void DifferentGivesEveryExampleItsOwn()
    {
        foreach ((string name, Func<Tensor, Tensor> draw) in s_draws)
            Assert.IsFalse(Same.Rows(Vmap(draw, randomness: VmapRandomness.Different)(Halves)), name);
    }

    [TestMethod]
    public void ErrorIsTheDefault()
    {
        foreach ((string name, Func<Tensor, Tensor> draw) in s_draws)
        {
            var error = Assert.ThrowsExactly<AutogradException>(() => Vmap(draw)(Halves), name);
            StringAssert.Contains(error.Message, "called random operation while in randomness error mode", name);
        }
    }

    /// <summary>Python says of chunks: the same numbers in every one of them, as the generator is set back.</summary>
    [TestMethod]
    public void SameIsTheSameInEveryChunk() =>
        Assert.IsTrue(Same.Rows(Vmap((Tensor x) => rand_like(x), randomness: VmapRandomness.Same, chunkSize: 1)(Halves)));

    [TestMethod]
    public void DifferentIsDifferentInEveryChunk() =>
        Assert.IsFalse(Same.Rows(Vmap((Tensor x) => rand_like(x), randomness: VmapRandomness.Different, chunkSize: 2)(Halves)));

    [TestMethod]
    [DataRow(VmapRandomness.Same)]
    [DataRow(VmapRandomness.Different)]
    public void TheSeedDecidesAndTheGeneratorMovesOn(VmapRandomness randomness)
    {
        Func<Tensor, Tensor> draw = Vmap((Tensor x) => rand_like(x), randomness: randomness);
        manual_seed(1);
        Tensor first = draw(Halves), second = draw(Halves);
        manual_seed(1);
        Same.Values(first, draw(Halves), 0);
        Assert.IsFalse(first.eq(second).all().item<bool>());
    }

    /// <summary>Each draw of one function is a new one.</summary>
    [TestMethod]
    public void SameDoesNotMeanThatAFunctionDrawsOneThingTwice()
    {
        Tensor difference = Vmap((Tensor x) => rand_like(x) - rand_like(x), randomness: VmapRandomness.Same)(Halves);
        Assert.IsTrue(Same.Rows(difference));
        Assert.AreNotEqual(0, difference.abs().max().ToDouble());
    }

    [TestMethod]
    public void EachLevelHasItsOwnRule()
    {
        Tensor x = zeros(3, 4, 50, dtype: float64);
        Tensor inner = Vmap(Vmap((Tensor t) => rand_like(t), randomness: VmapRandomness.Same), randomness: VmapRandomness.Different)(x);
        Assert.IsFalse(Same.Rows(inner));
        Assert.IsTrue(Same.Rows(inner[0]));
        Tensor outer = Vmap(Vmap((Tensor t) => rand_like(t), randomness: VmapRandomness.Different), randomness: VmapRandomness.Same)(x);
        Assert.IsTrue(Same.Rows(outer));
        Assert.IsFalse(Same.Rows(outer[0]));
    }

    [TestMethod]
    public void AnErrorLeavesTheGeneratorUsable()
    {
        manual_seed(3);
        Tensor expected = rand(5);
        manual_seed(3);
        Assert.Throws<Exception>(() => Vmap((Tensor x) => rand_like(x))(Halves));
        Same.Values(expected, rand(5), 0);
    }

    [TestMethod]
    public void UnderGradItIsReproducible()
    {
        Func<Tensor, Tensor> gradients =
            Vmap(Grad((Tensor x) => nn.functional.dropout(x * x, 0.5).sum()), randomness: VmapRandomness.Different);
        manual_seed(4);
        Tensor gradient = gradients(Halves);
        Assert.IsFalse(Same.Rows(gradient));
        foreach (double value in Numeric.Values(gradient))
            Assert.IsTrue(value is 0 or 2, $"{value}");      // dropped, or doubled: d 2x^2 / dx at a half
    }
}

/// <summary>The same by a loop.</summary>
[TestClass]
public sealed class VmapRandomnessFallbackTests : VmapRandomnessTests
{
    protected override bool WithLevels => false;
}
