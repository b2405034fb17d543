using System.Reflection;
using System.Text.Json;
using static TorchSharp.torch;

namespace TorchBridge.Tests.Golden;

/// <summary>A file of golden cases, and the class whose <see cref="CaseAttribute"/> methods do the same in C#.</summary>
internal sealed class GoldenFile
{
    private readonly Dictionary<string, JsonElement> _cases;
    private readonly Dictionary<string, MethodInfo> _methods;

    public GoldenFile(string fileName, params Type[] translations)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Golden", fileName)));
        _cases = document.RootElement.GetProperty("cases").EnumerateArray().ToDictionary(c => c.GetProperty("id").GetString()!, c => c.Clone());
        _methods = translations
            .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(method => method.GetCustomAttribute<CaseAttribute>() is not null)
            .ToDictionary(method => method.GetCustomAttribute<CaseAttribute>()!.Id);
    }

    public IEnumerable<string> Ids => _cases.Keys;

    public IEnumerable<string> Translated => _methods.Keys;

    /// <summary>What PyTorch recorded in a case.</summary>
    public JsonElement Results(string id) => _cases[id].GetProperty("results");

    /// <summary>Runs one case and compares what it records and how it ends.</summary>
    public void Run(string id)
    {
        JsonElement golden = _cases[id];
        MethodInfo method = _methods[id];
        var attribute = method.GetCustomAttribute<CaseAttribute>()!;
        var record = new Record();
        using var scope = NewDisposeScope();
        Exception? thrown = null;
        try
        {
            method.CreateDelegate<Action<Record>>()(record);
        }
        catch (Exception e) when (e is not UnitTestAssertException)
        {
            thrown = e;
        }
        if (golden.GetProperty("outcome").GetString() == "ok")
            Assert.IsNull(thrown, $"PyTorch succeeds; here: {thrown}");
        else
            AssertError(attribute, golden.GetProperty("error").GetProperty("error_message_first_line").GetString()!, thrown);
        record.AssertEqual(golden.GetProperty("results"), attribute.Without);
    }

    private static void AssertError(CaseAttribute attribute, string pytorch, Exception? thrown)
    {
        Assert.IsNotNull(thrown, $"PyTorch raises: {pytorch}");
        Assert.IsTrue(attribute.KindOrNull is null != attribute.Throws is null, "an error case names Kind or Throws");
        Assert.IsInstanceOfType(thrown, attribute.Throws ?? typeof(AutogradException));
        if (attribute.KindOrNull is { } kind)
            Assert.AreEqual(kind, ((AutogradException)thrown).Kind);
        StringAssert.Contains(thrown.Message, attribute.Message ?? pytorch);
    }
}
