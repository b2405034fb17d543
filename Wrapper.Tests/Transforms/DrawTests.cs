using TorchBridge.Engine;
using TorchBridge.Native;
using TorchBridge.Tests.Tools;
using static TorchBridge.Transforms;
using static TorchSharp.torch;

namespace TorchBridge.Tests;

/// <summary>
/// The rule that refuses random numbers: a function's own draws are seen, those of other threads are not, and the function runs once.
/// </summary>
[TestClass]
public class DrawTests : TransformTest
{
    /// <summary>TorchSharp's random functions, of fifty halves.</summary>
    private static readonly Dictionary<string, Func<Tensor, Tensor>> s_draws = new()
    {
        ["rand"] = _ => rand(50, dtype: float64),
        ["randn"] = _ => randn(50, dtype: float64),
        ["randint"] = _ => randint(10, [50]),
        ["randperm"] = _ => randperm(50),
        ["rand_like"] = x => rand_like(x),
        ["randn_like"] = x => randn_like(x),
        ["randint_like"] = x => randint_like(x, 0, 10),
        ["normal of numbers"] = _ => normal(0.0, 1.0, [50]),
        ["normal of tensors"] = x => normal(x, x),
        ["bernoulli"] = x => x.bernoulli(),
        ["bernoulli_"] = x => x.clone().bernoulli_(),
        ["bernoulli_ of a tensor"] = x => x.clone().bernoulli_(x),
        ["binomial"] = x => binomial(x.round(), x),
        ["poisson"] = x => x.poisson(),
        ["multinomial"] = x => x.multinomial(20),
        ["multinomial, with replacement"] = x => x.multinomial(20, true),
        ["normal_"] = x => x.clone().normal_(),
        ["uniform_"] = x => x.clone().uniform_(0, 1),
        ["random_"] = x => x.clone().random_(0, 10),
        ["exponential_"] = x => x.clone().exponential_(),
        ["cauchy_"] = x => x.clone().cauchy_(),
        ["geometric_"] = x => x.clone().geometric_(0.5),
        ["log_normal_"] = x => x.clone().log_normal_(),
        ["dropout"] = x => nn.functional.dropout(x),
        ["dropout1d"] = x => nn.functional.dropout1d(x.reshape(5, 10)),
        ["dropout2d"] = x => nn.functional.dropout2d(x.reshape(1, 5, 10)),
        ["dropout3d"] = x => nn.functional.dropout3d(x.reshape(1, 1, 5, 10)),
        ["alpha_dropout"] = x => nn.functional.alpha_dropout(x, training: true),
        ["feature_alpha_dropout"] = x => nn.functional.feature_alpha_dropout(x.reshape(5, 10), training: true),
        ["init.uniform_"] = x => nn.init.uniform_(x.clone()),
        ["init.normal_"] = x => nn.init.normal_(x.clone()),
        ["init.xavier_uniform_"] = x => nn.init.xavier_uniform_(x.clone().reshape(5, 10)),
    };

    /// <summary>Ways to call a function that draws, all of which refuse it.</summary>
    private static readonly Dictionary<string, Action<Func<Tensor, Tensor>>> s_ways = new()
    {
        ["Vmap"] = draw => Vmap(draw)(Halves),
        ["Vmap by chunks"] = draw => Vmap(draw, chunkSize: 1)(Halves),
        ["Vmap of Vmap"] = draw => Vmap(Vmap(draw))(Halves.unsqueeze(0)),
        ["Vmap of Vmap with another rule"] = draw => Vmap(Vmap(draw, randomness: VmapRandomness.Different))(Halves.unsqueeze(0)),
        ["Vmap of Grad"] = draw => Vmap(Grad((Tensor x) => After(draw, x).sum()))(Halves),
        ["Vmap of JacFwd"] = draw => Vmap(JacFwd((Tensor x) => After(draw, x)))(Halves),
        ["JacFwd"] = draw => JacFwd((Tensor x) => After(draw, x))(Halves[0]),
        ["JacFwd by chunks"] = draw => JacFwd((Tensor x) => After(draw, x), chunkSize: 7)(Halves[0]),
    };

    private static Tensor Halves => full([2, 50], 0.5, float64);

    public static IEnumerable<object[]> Ways => s_ways.Keys.Select(way => new object[] { way });

    [TestMethod]
    [DynamicData(nameof(Ways))]
    public void EveryDrawIsRefusedAndTheGeneratorIsWhereItWas(string way)
    {
        Assert.IsTrue(RandomOperations.IsSupported);
        var wrong = new List<string>();
        foreach ((string name, Func<Tensor, Tensor> draw) in s_draws)
        {
            byte[] before = State();
            try
            {
                s_ways[way](draw);
                wrong.Add($"{name}: nothing was thrown");
            }
            catch (Exception thrown)
            {
                if (thrown is not AutogradException
                    || !thrown.Message.Contains("called random operation while in randomness error mode", StringComparison.Ordinal))
                    wrong.Add($"{name}: {thrown.GetType().Name}: {thrown.Message.Split('\n')[0]}");
            }
            if (!State().AsSpan().SequenceEqual(before))
                wrong.Add($"{name}: the generator has moved");
        }
        Assert.IsEmpty(wrong, string.Join('\n', wrong));
    }

    /// <summary>The generator belongs to the process, and draws of another thread are not errors of this thread's function.</summary>
    [TestMethod]
    public void AFunctionRunsOnceBesideThreadsThatDraw()
    {
        using var drawers = new Drawers();
        using Tensor one = ones([], float64);
        for (int i = 0; i < 2000; i++)
        {
            int calls = 0;
            using Tensor batch = zeros(3, float64);
            Vmap((Tensor x) =>
            {
                calls++;
                return x.add_(one);
            })(batch).Dispose();
            Assert.AreEqual(WithLevels ? 1 : 3, calls);
            CollectionAssert.AreEqual(new double[] { 1, 1, 1 }, Numeric.Values(batch));
        }
    }

    [TestMethod]
    public void NestedTransformsAreNotRefusedBesideThreadsThatDraw()
    {
        using var drawers = new Drawers();
        static Tensor Square(Tensor x) => x.mul(x);
        using Tensor batch = full([2, 3], 3.0, float64);
        for (int i = 0; i < 500; i++)
        {
            using var scope = NewDisposeScope();
            Same.Values(full([2, 3], 9.0, float64), Vmap(Vmap(Square))(batch), 0);
            Same.Values(full([2, 3], 6.0, float64), Vmap(Grad((Tensor x) => Square(x).sum()))(batch), 0);
            Same.Values(eye(3, dtype: float64) * 6.0, JacFwd(Square)(batch[0]), 0);
            Same.Values(eye(3, dtype: float64) * 2.0, Hessian((Tensor x) => Square(x).sum())(batch[0]), 0);
        }
    }

    /// <summary>A refusal that a function catches has drawn nothing.</summary>
    [TestMethod]
    public void ARefusalThatIsCaughtInsideIsNoDrawOutside()
    {
        byte[] before = State();
        Tensor result = Vmap((Tensor x) =>
        {
            Assert.ThrowsExactly<AutogradException>(() => Vmap((Tensor y) => rand_like(y))(ones(2, 3)));
            return x.mul(x);
        })(Halves);
        Same.Values(full([2, 50], 0.25, float64), result, 0);
        CollectionAssert.AreEqual(before, State());
    }

    [TestMethod]
    public void AnExceptionOfTheFunctionComesOutUnchangedAndTheGeneratorIsSetBack()
    {
        byte[] before = State();
        Assert.ThrowsExactly<TimeoutException>(() => Vmap((Tensor x) => rand_like(x).IsInvalid ? x : throw new TimeoutException())(Halves));
        CollectionAssert.AreEqual(before, State());
    }

    /// <summary>As in PyTorch, whose rule asks which operation it is and not where its numbers come from.</summary>
    [TestMethod]
    public void ADrawFromAGeneratorOfOnesOwnIsRefused()
    {
        using var own = new Generator(1);
        Assert.ThrowsExactly<AutogradException>(() => Vmap((Tensor x) => x.clone().normal_(generator: own))(Halves));
    }

    [TestMethod]
    public void DropoutInEvaluationIsNoDraw() =>
        Same.Values(Halves, Vmap((Tensor x) => nn.functional.dropout(x, training: false))(Halves), 0);

    /// <summary>Where draws can't be seen none is refused; no function runs twice there either.</summary>
    [TestMethod]
    public void WhereDrawsCannotBeSeenNoneIsRefused()
    {
        using var off = new SwitchedOff("DrawWatch");
        int calls = 0;
        Vmap((Tensor x) =>
        {
            calls++;
            return rand_like(x);
        })(Halves);
        Assert.AreEqual(WithLevels ? 1 : 2, calls);
    }

    private static Tensor After(Func<Tensor, Tensor> draw, Tensor x)
    {
        draw(x.detach());
        return x.mul(x);
    }

    private static byte[] State()
    {
        using Tensor state = DefaultGenerator.State;
        return state.bytes.ToArray();
    }
}

/// <summary>The same by a loop.</summary>
[TestClass]
public sealed class DrawFallbackTests : DrawTests
{
    protected override bool WithLevels => false;
}
