using System.Text;
using System.Text.Json;
using GradBench;
using GradBench.Evals;
using GradBench.Serving;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchBridge.Tests.GradBenchTool;

/// <summary>What the tool answers, in this process.</summary>
[TestClass]
public sealed class GradBenchAnswerTests
{
    private static IEnumerable<object[]> ShortRequests => Requests(isLong: false);

    private static IEnumerable<object[]> LongRequests => Requests(isLong: true);

    [TestMethod]
    [DynamicData(nameof(ShortRequests))]
    public void ARequestIsAnsweredRight(int index, string name) => Check(index, name);

    [TestMethod]
    [TestCategory("Soak")]
    [DynamicData(nameof(LongRequests))]
    public void ADescentEndsWhereItShould(int index, string name) => Check(index, name);

    [TestMethod]
    public void TheToolHasTheModulesAndFunctionsThatThereAreAnswersFor()
    {
        string[] asked = [.. GoldenRequest.All.Select(request => $"{request.Module}::{request.Function}").Distinct()];
        string[] there = [.. Catalog.Modules.SelectMany(module => module.Functions.Select(function => $"{module.Name}::{function.Name}"))];
        CollectionAssert.AreEquivalent(asked, there);
    }

    /// <summary>One value and slope of the descents that would take many seconds as a whole.</summary>
    [TestMethod]
    [DataRow("rr")]
    [DataRow("ff")]
    [DataRow("fr")]
    [DataRow("rf")]
    public void ADerivativeThroughInnerDerivativesIsTheSlopeOfTheValue(string modes)
    {
        using DisposeScope scope = NewDisposeScope();
        Differentiated outer = Nested.Outer(modes[0]), inner = Nested.Inner(modes[0], modes[1]);
        const double at = 0.3, step = 1e-5;
        double slope = At(at).Gradient, difference = (At(at + step).Value - At(at - step).Value) / (2 * step);
        Assert.AreEqual(difference, slope, 1e-6 * Math.Abs(difference));

        (double Value, double Gradient) At(double w)
        {
            (Tensor value, Tensor gradient) = outer(rows => Particle.Miss(rows, inner), tensor([w]));
            return (value.ToDouble(), gradient[0].ToDouble());
        }
    }

    [TestMethod]
    [DataRow("hello", "square", "[1]", "not a number")]
    [DataRow("hello", "cube", "1", "no function cube")]
    [DataRow("goodbye", "square", "1", "no module goodbye")]
    [DataRow("lse", "gradient", """{"n": 3}""", "no x")]
    [DataRow("lse", "gradient", """{"x": [[1, 2], [3]]}""", "not rectangular")]
    [DataRow("lse", "gradient", """{"x": [1, [2]]}""", "not rectangular")]
    [DataRow("lse", "gradient", """{"x": [[[[[[[[[[1]]]]]]]]]]}""", "not rectangular")]
    [DataRow("lse", "gradient", """{"x": []}""", "max")]
    [DataRow("lse", "gradient", """{"x": "abc"}""", "x is not an array")]
    [DataRow("lse", "primal", """{"x": [1e999]}""", "")]
    [DataRow("lse", "primal", """{"x": [1, 2""", "")]
    [DataRow("lse", "primal", """{"x": [NaN]}""", "")]
    [DataRow("det", "gradient", """{"A": [1, 2, 3], "ell": 2}""", "A has the shape [3], not [4]")]
    [DataRow("det", "gradient", """{"A": [1], "ell": 100}""", "ell is 100, not a whole number from 1 to 10")]
    [DataRow("det", "gradient", """{"A": [1], "ell": 0.5}""", "ell is 0.5, not a whole number")]
    [DataRow("kmeans", "dir", """{"points": [[1, 2]], "centroids": [[1]]}""", "centroids has the shape [1, 1], not [any, 2]")]
    [DataRow("llsq", "gradient", """{"x": [1], "n": 1}""", "n is 1")]
    [DataRow("llsq", "gradient", """{"x": [1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1], "n": 10000000}""", "too many")]
    [DataRow("ba", "jacobian", """{"n": 1, "m": 1, "p": 10000000, "cam": [], "x": [], "w": 1, "feat": []}""", "too many")]
    [DataRow("lstm", "jacobian", """{"main_params": [[1]], "extra_params": [[1], [1], [1]], "state": [], "sequence": [[1]]}""", "main_params")]
    [DataRow("ode", "gradient", """{"x": [1, 2], "s": -1}""", "s is -1")]
    [DataRow("gmm", "jacobian", """{"d": 2, "k": 2}""", "no n")]
    [DataRow("particle", "fr", """{"w": 1000}""", "has not crossed")]
    [DataRow("ht", "jacobian", """{"theta": [1]}""", "theta has the shape [1], not [26]")]
    public void BadInputIsAnAnswer(string module, string function, string input, string error)
    {
        using var session = new Session();
        string answer = Ask(session, GoldenRequest.Evaluate(7, module, function, input));
        JsonElement json = Parse(answer);
        Assert.IsFalse(json.GetProperty("success").GetBoolean(), answer);
        Assert.Contains(error, json.GetProperty("error").GetString()!);
        Assert.AreEqual(7, json.GetProperty("id").GetInt32());
        Assert.Contains("\"output\":9", Ask(session, GoldenRequest.Evaluate(8, "hello", "square", "3")));
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("abc")]
    [DataRow("[1]")]
    [DataRow("{}{}")]
    [DataRow("""{"id": 1, "kind": 3}""")]
    [DataRow("""{"id": [1], "kind": "start"}""")]
    [DataRow("""{"kind": "evaluate"}""")]
    [DataRow("""{"id": 1, "kind": "evaluate", "module": "hello"}""")]
    [DataRow("""{"id": 1, "kind": "define"}""")]
    public void ABadMessageIsAnswered(string line)
    {
        using var session = new Session();
        Assert.IsFalse(Parse(Ask(session, line)).GetProperty("success").GetBoolean());
    }

    [TestMethod]
    public void AFunctionRunsAsOftenAndAsLongAsAsked()
    {
        using var session = new Session();
        JsonElement often = Run(7, 0), once = Run(0, 0), aWhile = Run(1, 0.02);
        Assert.AreEqual(7, often.GetArrayLength());
        Assert.AreEqual(1, once.GetArrayLength());
        Assert.IsGreaterThanOrEqualTo(20_000_000, aWhile.EnumerateArray().Sum(run => run.GetProperty("nanoseconds").GetInt64()));

        JsonElement Run(int runs, double seconds) => Parse(Ask(session, GoldenRequest.Evaluate(1, "lse", "primal",
            FormattableString.Invariant($$"""{"x": [1, 2], "min_runs": {{runs}}, "min_seconds": {{seconds}}}""")))).GetProperty("timings");
    }

    internal static string Ask(Session session, string line) => Encoding.UTF8.GetString(session.Answer(Encoding.UTF8.GetBytes(line)).Span);

    internal static JsonElement Parse(string answer)
    {
        using var json = JsonDocument.Parse(answer);
        return json.RootElement.Clone();
    }

    private static void Check(int index, string name)
    {
        using var session = new Session();
        GoldenRequest request = GoldenRequest.All[index];
        Assert.StartsWith(request.Module, name);
        request.AssertAnswer(Parse(Ask(session, request.Message(1))));
    }

    private static IEnumerable<object[]> Requests(bool isLong) => GoldenRequest.All.Index().Where(each => each.Item.IsLong == isLong)
        .Select(each => new object[] { each.Index, $"{each.Item.Module}::{each.Item.Function}" });
}
