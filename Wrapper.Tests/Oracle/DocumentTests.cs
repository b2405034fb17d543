using System.Text.Json;
using System.Text.RegularExpressions;
using TorchBridge.Oracle.Cases;
using TorchBridge.Oracle.Corpus;
using TorchBridge.Oracle.Functions;
using TorchBridge.Oracle.Protocol;
using TorchBridge.Tests.Tools;

namespace TorchBridge.Tests.Oracle;

/// <summary>What an adapter's author reads instead of this program: it says all, and nothing else.</summary>
[TestClass]
public sealed partial class DocumentTests
{
    private static readonly string s_corpus = Path.Combine(BuildFacts.Repository, "examples", "Oracle", "corpus", "v2");

    private static readonly string s_protocol = File.ReadAllText(Path.Combine(s_corpus, "PROTOCOL.md"));

    private static readonly Dictionary<string, JsonElement> s_operators = OracleProcess.Parse(File.ReadAllText(Path.Combine(s_corpus,
        "operators.json"))).EnumerateObject().ToDictionary(each => each.Name, each => each.Value);

    [TestMethod]
    public void TheDocumentsAreWhatGenWrites()
    {
        foreach ((string file, string text) in CorpusDocuments.All)
            Assert.AreEqual(text, File.ReadAllText(Path.Combine(s_corpus, file)), file);
    }

    /// <summary>Read without the program's own binder: the arguments and attributes of every node fit some form.</summary>
    [TestMethod]
    public void EveryNodeOfTheCorpusFitsOperatorsJson()
    {
        int nodes = 0;
        foreach (string line in new CorpusFolder(s_corpus).Files.SelectMany(File.ReadLines))
        {
            JsonElement each = OracleProcess.Parse(line);
            foreach (JsonElement node in each.GetProperty("program").GetProperty("nodes").EnumerateArray())
            {
                nodes++;
                Assert.IsTrue(s_operators[node[1].GetString()!].EnumerateArray().Any(form => Fits(form, node)),
                    $"{each.GetProperty("id")}: {node}");
            }
        }
        Assert.IsGreaterThan(4000, nodes);
    }

    [TestMethod]
    public void EveryFunctionDtypeAndCodeIsInTheProtocol()
    {
        foreach (string name in Evaluator.Functions.Concat(Enum.GetValues<DType>().Select(type => type.Name())).Concat(ErrorCodes.Names))
            StringAssert.Contains(s_protocol, $"`{name}`");
        string[] known = [.. ErrorCodes.Names, "unsupported"];
        foreach (Match code in CodeRow().Matches(s_protocol))
            CollectionAssert.Contains(known, code.Groups["code"].Value);
    }

    [TestMethod]
    public void TheExamplesOfTheProtocolAreJson()
    {
        int examples = 0;
        foreach (Match example in Example().Matches(s_protocol))
        {
            using JsonDocument json = JsonDocument.Parse(example.Groups["json"].Value.Replace("{…}", "{}", StringComparison.Ordinal)
                .Replace("[…]", "[]", StringComparison.Ordinal).Replace(":…", ":{}", StringComparison.Ordinal)
                    .Replace(":T", ":{}", StringComparison.Ordinal).Replace("[T]", "[{}]", StringComparison.Ordinal));
            examples++;
        }
        Assert.IsGreaterThan(15, examples);
    }

    private static bool Fits(JsonElement form, JsonElement node)
    {
        List<JsonElement> open = [.. form.GetProperty("parameters").EnumerateArray()];
        JsonElement[] arguments = [.. node[2].EnumerateArray()];
        int taken = 0;
        foreach (JsonElement argument in arguments)
        {
            if (open.Count == 0 || !Takes(open[0].GetProperty("kind").GetString()!, argument))
                return false;
            int left = arguments.Length - ++taken, needed = open.Skip(1)
                .Count(later => !later.TryGetProperty("default", out _) && later.GetProperty("kind")
                    .GetString()!.StartsWith("tensor", StringComparison.Ordinal));
            if (open[0].GetProperty("kind").GetString() != "tensors" || left == needed)
                open.RemoveAt(0);
        }
        foreach (JsonProperty attribute in node.GetArrayLength() > 3 ? node[3].EnumerateObject().ToArray() : [])
            if (open.RemoveAll(parameter => parameter.GetProperty("name").GetString() == attribute.Name
                && TakesValue(parameter, attribute.Value)) != 1)
                return false;
        int names = node[0].ValueKind == JsonValueKind.Array ? node[0].GetArrayLength() : 1;
        return open.All(parameter => parameter.TryGetProperty("default", out _) || parameter.GetProperty("kind").GetString() == "tensors")
            && (form.GetProperty("outputs").ValueKind == JsonValueKind.String || names <= form.GetProperty("outputs").GetInt32());
    }

    private static bool Takes(string kind, JsonElement argument) => argument.ValueKind switch
    {
        JsonValueKind.String => kind is "tensor" or "tensor or null" or "tensor or number" or "tensors",
        JsonValueKind.Number => kind is "tensor or number" or "number" or "integer" or "integers",
        _ => kind is "tensor or null" or "number" or "tensor or number",
    };

    private static bool TakesValue(JsonElement parameter, JsonElement value) => parameter.GetProperty("kind").GetString() switch
    {
        "number" => value.ValueKind is JsonValueKind.Number or JsonValueKind.String or JsonValueKind.Null,
        "integer" => value.ValueKind is JsonValueKind.Number or JsonValueKind.Null,
        "integers" => value.ValueKind is JsonValueKind.Array or JsonValueKind.Number or JsonValueKind.Null,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "choice" => parameter.GetProperty("choices").EnumerateArray().Any(choice => JsonElement.DeepEquals(choice, value)),
        _ => false,
    };

    [GeneratedRegex(@"(?<=## Errors.*)^\| `(?<code>[a-z-]+)` \|", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex CodeRow();

    [GeneratedRegex(@"`(?<json>[\{\[]""[^`]*)`", RegexOptions.ExplicitCapture)]
    private static partial Regex Example();
}
