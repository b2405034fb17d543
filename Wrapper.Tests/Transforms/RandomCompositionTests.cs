using TorchBridge.Tests.Tools;
using static TorchSharp.torch;

namespace TorchBridge.Tests;

/// <summary>
/// Random functions under random transforms, up to four deep, against
/// loops and plain autograd: value, and gradient in a captured parameter.
/// </summary>
[TestClass]
public class RandomCompositionTests : TransformTest
{
    /// <summary>How many seeds in a run of all tests, and in one of the long ones.</summary>
    protected virtual (int Short, int Long) Seeds => (100, 1000);

    [TestMethod]
    public void SomeSeeds() => Compare(0, Seeds.Short);

    [TestMethod]
    [TestCategory("Soak")]
    public void ManySeeds() => Compare(Seeds.Short, Seeds.Long);

    private void Compare(int first, int count)
    {
        var wrong = new List<string>();
        for (int seed = first; seed < first + count; seed++)
        {
            using var scope = NewDisposeScope();
            Tensor parameter = tensor(0.8, requires_grad: true);
            var composition = new RandomComposition(seed, parameter);
            try
            {
                Compare(composition, parameter, seed);
            }
            catch (Exception e)
            {
                wrong.Add($"seed {seed}: {composition}: {e.GetType().Name}: {e.Message.Split("Exception raised")[0]}");
            }
            Assert.AreEqual(0, Engine.LevelStack.Depth, $"seed {seed}");
        }
        Assert.IsEmpty(wrong, $"{wrong.Count} of {count}, with levels {WithLevels}:\n{string.Join('\n', wrong.Take(20))}");
    }

    private static void Compare(RandomComposition composition, Tensor parameter, int seed)
    {
        manual_seed(seed);
        Tensor x = rand(composition.InputShape, float64) - 0.5;
        Tensor expected = composition.ByAutograd(x), actual = composition.ByTransforms(x);
        Same.Values(expected, actual, 1e-9, "value");
        Same.Values(Gradient(expected, parameter), Gradient(actual, parameter), 1e-8, "gradient in the parameter");
    }

    private static Tensor Gradient(Tensor output, Tensor parameter) =>
        output.requires_grad ? Autograd.Grad([output.sum()], [parameter], allowUnused: true, materializeGrads: true)[0]!
            : zeros_like(parameter);
}

/// <summary>The same without levels.</summary>
[TestClass]
public sealed class RandomCompositionFallbackTests : RandomCompositionTests
{
    protected override bool WithLevels => false;

    protected override (int Short, int Long) Seeds => (25, 150);
}
