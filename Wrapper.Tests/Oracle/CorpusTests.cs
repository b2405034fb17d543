using TorchBridge.Oracle.Cases;
using TorchBridge.Oracle.Corpus;
using TorchBridge.Oracle.Protocol;
using TorchBridge.Tests.Tools;

namespace TorchBridge.Tests.Oracle;

[TestClass]
public sealed class CorpusTests
{
    private static readonly CorpusFolder s_corpus = new(Path.Combine(BuildFacts.Repository, "examples", "Oracle", "corpus", "v2"));

    /// <summary>Everything but the verification, which the soak tests and the gates do for all: here for one file.</summary>
    [TestMethod]
    public void TheCorpusIsAsItShouldBe()
    {
        var linter = new Linter(s_corpus);
        Assert.AreEqual("", string.Join('\n', linter.Run("semantics")));
        Case[] cases = [.. s_corpus.Cases];
        Assert.IsGreaterThanOrEqualTo(2000, cases.Length);
        Assert.IsGreaterThanOrEqualTo(150, cases.Select(each => each.Op).Distinct().Count());
        Assert.HasCount(cases.Length, cases.Select(each => each.Id).Distinct().ToArray());
        Assert.HasCount(10, CorpusFolder.ReadFile(Path.Combine(s_corpus.Path, "smoke.jsonl")).ToArray());
        foreach (Flag flag in Flag.All)
            Assert.IsTrue(cases.Any(each => each.Flags.Contains(flag.Name)), $"no case has the flag {flag.Name}");
        foreach (string function in new[] { "value", "grad", "vjp", "jvp", "jacobian", "hessian", "hvp", "backward" })
            Assert.IsTrue(cases.Any(each => each.Function == function), function);
        foreach (string result in new[] { "required", "convention", "error" })
            Assert.IsTrue(cases.Any(each => each.Result == result), result);
    }

    /// <summary>Numbers of 3 and 5 first, then of 4 and 6: the example of the documents is the first case of the semantics.</summary>
    [TestMethod]
    public void TheDocumentsExampleIsFirst()
    {
        Case first = CorpusFolder.ReadFile(s_corpus.Files.First(file => file.Contains("semantics", StringComparison.Ordinal))).First();
        var steps = (IReadOnlyList<object?>)first.Expect["steps"]!;
        CollectionAssert.AreEqual(new[] { 3.0, 5 }, ((TensorValue)((Fields)((Fields)steps[2]!)["grad"]!)["x"]!).Data);
        CollectionAssert.AreEqual(new[] { 4.0, 6 }, ((TensorValue)((Fields)((Fields)steps[5]!)["grad"]!)["x"]!).Data);
    }

    /// <summary>Linting finds what is wrong: a number changed, an id doubled, a flag unknown, a field added.</summary>
    [TestMethod]
    [DataRow("smoke/add", "\"vjp\":{\"x\":{\"dtype\":\"float64\",\"shape\":[2],\"data\":[",
        "\"vjp\":{\"x\":{\"dtype\":\"float64\",\"shape\":[2],\"data\":[1", "the truth is another")]
    [DataRow("smoke/tanh", "\"id\":\"smoke/tanh", "\"id\":\"smoke/mul", "the id is in")]
    [DataRow("smoke/relu", "\"flags\":[]", "\"flags\":[\"Sunny\"]", "is not in flags.json")]
    [DataRow("smoke/relu", "\"flags\":[]", "\"flags\":[],\"weather\":1", "/weather does not fit the schema")]
    [DataRow("smoke/relu", "\"rtol\":1E-09", "\"rtol\":1E-12", "narrower than the rule")]
    [DataRow("smoke/relu", "\"flags\":[]", "\"flags\": []", "not written as gen writes it")]
    public void LintFinds(string id, string text, string change, string finding)
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            File.Copy(Path.Combine(s_corpus.Path, "schema.json"), Path.Combine(folder, "schema.json"));
            string[] lines = [.. File.ReadLines(Path.Combine(s_corpus.Path, "smoke.jsonl")).Select(line => line.Contains($"\"id\":\"{id}", StringComparison.Ordinal) ? line.Replace(text, change, StringComparison.Ordinal) : line)];
            File.WriteAllText(Path.Combine(folder, "smoke.jsonl"), string.Join('\n', lines) + "\n");
            string[] found = [.. new Linter(new CorpusFolder(folder)).Run("smoke")];
            Assert.IsTrue(found.Any(line => line.Contains(finding, StringComparison.Ordinal)), string.Join('\n', found));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Two files come out as they lie in the repository; the gate compares all.</summary>
    [TestMethod]
    [DataRow("smoke.jsonl")]
    [DataRow("semantics/backward.jsonl")]
    public void GenGivesTheSameBytes(string file)
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            ChildProcess.Result result = OracleProcess.Run("gen", "--seed", "31337", "--out", folder, "--file", file);
            Assert.AreEqual(0, result.ExitCode, result.ToString());
            Assert.AreEqual(File.ReadAllText(Path.Combine(s_corpus.Path, file)), File.ReadAllText(Path.Combine(folder, file)));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [TestMethod]
    public void AnotherSeedGivesOtherNumbersAndTheSameIds()
    {
        string[] Ids(ulong seed, out string text)
        {
            Case[] cases = new Generator(seed).Files().First().Cases;
            text = string.Concat(cases.Select(each => each.Line));
            return [.. cases.Select(each => each.Id)];
        }
        CollectionAssert.AreEqual(Ids(1, out string one), Ids(2, out string two));
        Assert.AreNotEqual(one, two);
    }

    [TestMethod]
    public void TheLinesOfPythonInTheReadmeRun()
    {
        Hosts.Require("python3");
        string readme = File.ReadAllText(Path.Combine(s_corpus.Path, "README.md"));
        string code = string.Concat(readme.Split("```python\n").Skip(1).Select(part => part.Split("```")[0]))
            + "import importlib.util\nspec = importlib.util.spec_from_file_location('tiny', 'examples/Oracle/engines/tiny.py'); tiny = importlib.util.module_from_spec(spec); spec.loader.exec_module(tiny)\n"
            + "check('examples/Oracle/corpus/v2/smoke.jsonl', lambda p, t, c: tiny.evaluate('vjp', {'program': p, 'tensors': t, 'cotangents': c})['vjp'])\n";
        ChildProcess.Result result = ChildProcess.Start("python3", ["-c", code], BuildFacts.Repository);
        Assert.AreEqual(0, result.ExitCode, result.ToString());
        Assert.IsGreaterThan(9, result.Lines.Length);
        Assert.IsTrue(result.Lines.All(line => line.StartsWith("ok", StringComparison.Ordinal)), result.ToString());
    }

    /// <summary>With an engine that looks the answers up, but has one wrong.</summary>
    [TestMethod]
    public void TheLinesOfJavaScriptInTheReadmeRun()
    {
        Hosts.Require("node");
        string readme = File.ReadAllText(Path.Combine(s_corpus.Path, "README.md"));
        string code = readme.Split("```js\n")[1].Split("```")[0] + """
            const path = 'examples/Oracle/corpus/v2/smoke.jsonl', known = fs.readFileSync(path, 'utf8').trim().split('\n').map((line) => JSON.parse(line));
            check(path, (p, t, c) => {
              const found = known.find((k) => JSON.stringify([k.program, k.tensors, k.cotangents]) === JSON.stringify([p, t, c]));
              if (found.op === 'mm') found.expect.vjp.x.data[0] += 1;
              return found.expect.vjp;
            });
            """;
        ChildProcess.Result result = ChildProcess.Start("node", ["-e", code], BuildFacts.Repository);
        Assert.AreEqual(0, result.ExitCode, result.ToString());
        Assert.IsGreaterThan(9, result.Lines.Length);
        CollectionAssert.AreEqual(new[] { "FAILED smoke/mm/vjp/f64/201 x []" },
            result.Lines.Where(line => !line.StartsWith("ok", StringComparison.Ordinal)).ToArray(), result.ToString());
    }
}
