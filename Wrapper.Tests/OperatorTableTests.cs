using System.Globalization;
using System.Text.RegularExpressions;
using TorchBridge.Tests.Tools;
using static TorchSharp.torch;

namespace TorchBridge.Tests;

/// <summary>The table in docs/derivatives.md, by running each of its rows.</summary>
[TestClass]
public sealed partial class OperatorTableTests
{
    private sealed record Row(string Call, int Order, string Output, string[] Returns, string[] Shapes);

    /// <summary>What a call is made with, and the shapes that its row names.</summary>
    private sealed record Setting(Tensor[] Inputs, long[][] Outputs)
    {
        public Tensor X => Inputs[0];

        /// <summary>A homogeneous function of degree 3 of all inputs, in the shape of an output.</summary>
        private static Tensor F(Tensor[] inputs, long[] output) =>
            inputs.Select(x => x.pow(3).sum()).Aggregate((a, b) => a + b) * arange(1, Count(output) + 1, dtype: float64).reshape(output);

        public Tensor One(Tensor[] inputs) => F(inputs, Outputs[0]);

        public Tensor One(Tensor input) => One([input]);

        public Tensor[] All(Tensor[] inputs) => [.. Outputs.Select(output => F(inputs, output))];

        public Tensor V => ones(Outputs[0], float64);

        public Tensor[] Vs => [.. Outputs.Select(output => ones(output, float64))];

        public Tensor[] InputVs => [.. Inputs.Select(input => ones_like(input))];

        private static long Count(long[] shape) => shape.Aggregate(1L, (a, b) => a * b);
    }

    private static readonly long[][] s_anyShape = [[], [3], [2, 2], [0, 2], [1]], s_oneElement = [[], [1], [1, 1]],
        s_inputs = [[], [3], [2, 3], [2, 0]];

    private static readonly Dictionary<string, Func<Setting, object[]>> s_calls = new()
    {
        ["ValueAndGrad(f, x)"] = s => Pair(Autograd.ValueAndGrad(s.One, s.X)),
        ["ValueAndGrad(f, xs)"] = s => Pair(Autograd.ValueAndGrad(s.One, s.Inputs)),
        ["Vjp(f, x, v)"] = s => Pair(Autograd.Vjp(s.One, s.X, s.V)),
        ["Vjp(f, xs, vs)"] = s => Pair(Autograd.Vjp(s.All, s.Inputs, s.Vs)),
        ["Jvp(f, x, v)"] = s => Pair(Autograd.Jvp(s.One, s.X, s.InputVs[0])),
        ["Jvp(f, xs, vs)"] = s => Pair(Autograd.Jvp(s.All, s.Inputs, s.InputVs)),
        ["Jacobian(f, x)"] = s => [Autograd.Jacobian(s.One, s.X)],
        ["Jacobian(f, xs)"] = s => [Autograd.Jacobian(s.One, s.Inputs)],
        ["Jacobian(f of lists, xs)"] = s => [Autograd.Jacobian(s.All, s.Inputs)],
        ["Hessian(f, x)"] = s => [Autograd.Hessian(s.One, s.X)],
        ["Hessian(f, xs)"] = s => [Autograd.Hessian(s.One, s.Inputs)],
        ["Hvp(f, x, v)"] = s => Pair(Autograd.Hvp(s.One, s.X, s.InputVs[0])),
        ["Hvp(f, xs, vs)"] = s => Pair(Autograd.Hvp(s.One, s.Inputs, s.InputVs)),
        ["Vhp(f, x, v)"] = s => Pair(Autograd.Vhp(s.One, s.X, s.InputVs[0])),
        ["Vhp(f, xs, vs)"] = s => Pair(Autograd.Vhp(s.One, s.Inputs, s.InputVs)),
    };

    private static readonly Dictionary<string, Row> s_rows = Rows().ToDictionary(row => row.Call);

    public static IEnumerable<object[]> Calls => s_calls.Keys.Select(call => new object[] { call });

    [TestMethod]
    public void EveryRowIsRun() => CollectionAssert.AreEquivalent(s_rows.Keys.ToList(), s_calls.Keys.ToList());

    [TestMethod]
    [DynamicData(nameof(Calls))]
    public void ShapesAreThoseOfTheTable(string call)
    {
        Row row = s_rows[call];
        foreach (Setting setting in Settings(row, 1))
        {
            using var scope = NewDisposeScope();
            object[] results = s_calls[call](setting);
            Assert.HasCount(row.Returns.Length, results);
            Assert.HasCount(row.Shapes.Length, results);
            for (int i = 0; i < results.Length; i++)
                AssertShape(results[i], [.. Index().Matches(row.Returns[i]).Select(match => match.Groups[1].Value[0])],
                    row.Shapes[i], setting, []);
        }
    }

    /// <summary>
    /// A derivative of order n of a function of degree 3 is of degree 3 - n: at twice the point it is 2 to that power as much.
    /// </summary>
    [TestMethod]
    [DynamicData(nameof(Calls))]
    public void OrdersAreThoseOfTheTable(string call)
    {
        Row row = s_rows[call];
        foreach ((Setting at, Setting atTwice) in Settings(row, 1).Zip(Settings(row, 2)))
        {
            using var scope = NewDisposeScope();
            Tensor[] once = [.. Flat(s_calls[call](at)[^1])], twice = [.. Flat(s_calls[call](atTwice)[^1])];
            Numeric.AssertClose(call, [.. once.Select(derivative => derivative * Math.Pow(2, 3 - row.Order))], twice, 1e-12, 1e-12);
        }
    }

    private static IEnumerable<Setting> Settings(Row row, double scale)
    {
        bool severalInputs = row.Call.Contains("xs", StringComparison.Ordinal), severalOutputs = row.Output == "several";
        long[][] outputs = row.Output == "one element" ? s_oneElement : s_anyShape;
        Assert.Contains(row.Output, new[] { "one element", "any", "several" });
        foreach (long[] output in outputs)
            foreach (long[] input in s_inputs)
                yield return new Setting(
                    [.. (severalInputs ? s_inputs.Prepend(input) : [input]).Select(shape => ones(shape, float64) * scale)],
                    severalOutputs ? [output, .. s_anyShape] : [output]);
    }

    private static void AssertShape(object result, char[] indices, string shape, Setting setting, Dictionary<char, int> at)
    {
        if (at.Count < indices.Length)
        {
            char index = indices[at.Count];
            object[] items = [.. ((System.Collections.IEnumerable)result).Cast<object>()];
            Assert.HasCount(index == 'k' ? setting.Outputs.Length : setting.Inputs.Length, items);
            for (int i = 0; i < items.Length; i++)
                AssertShape(items[i], indices, shape, setting, new(at) { [index] = i });
            return;
        }
        long[] expected = [.. Part().Matches(shape).SelectMany(part => ShapeOf(part.Groups["what"].Value[0], part.Groups["index"].Value))];
        CollectionAssert.AreEqual(expected, ((Tensor)result).shape,
            $"{shape}: [{string.Join(", ", expected)}] expected, [{string.Join(", ", ((Tensor)result).shape)}] found");

        long[] ShapeOf(char what, string index)
        {
            int i = index.Length == 0 ? 0 : at[index[0]];
            return what == 'o' ? setting.Outputs[i] : setting.Inputs[i].shape;
        }
    }

    private static IEnumerable<Row> Rows()
    {
        string[] lines = File.ReadAllLines(Path.Combine(BuildFacts.Repository, "docs", "derivatives.md"));
        return lines.SkipWhile(line => !line.StartsWith("| call |", StringComparison.Ordinal)).Skip(2)
            .TakeWhile(line => line.StartsWith('|')).Select(line =>
        {
            string[] cells = [.. line.Trim('|').Split('|').Select(cell => cell.Trim())];
            return new Row(cells[0].Trim('`'), int.Parse(cells[1], CultureInfo.InvariantCulture), cells[2], Quoted(cells[3]),
                Quoted(cells[4]));
        });

        static string[] Quoted(string cell) => [.. Quote().Matches(cell).Select(match => match.Groups[1].Value)];
    }

    private static object[] Pair<TFirst, TSecond>((TFirst, TSecond) results) => [results.Item1!, results.Item2!];

    private static IEnumerable<Tensor> Flat(object results) =>
        results is Tensor tensor ? [tensor] : ((System.Collections.IEnumerable)results).Cast<object>().SelectMany(Flat);

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Quote();

    [GeneratedRegex(@"\[(\w)\]")]
    private static partial Regex Index();

    [GeneratedRegex(@"(?<what>[io])(_(?<index>\w))?\.\.\.", RegexOptions.ExplicitCapture)]
    private static partial Regex Part();
}
