using System.Reflection;
using System.Text.Json;
using static TorchSharp.torch;

namespace TorchBridge.Tests.Golden;

/// <summary>
/// A case of a golden file, and the method with a <see cref="CaseAttribute"/> that does the same in C#; null where there is none.
/// </summary>
internal sealed record GoldenCase(string File, string Id, JsonElement Golden, MethodInfo? Translation)
{
    private static readonly (string File, Type Translations)[] s_files =
    [
        ("backward", typeof(BackwardCases)), ("forward_ad", typeof(ForwardADCases)), ("func", typeof(FuncCases)),
        ("functional", typeof(FunctionalCases)), ("grad", typeof(GradCases)), ("gradcheck", typeof(GradCheckCases)),
    ];

    /// <summary>By file and id. A translation of no case is an error.</summary>
    public static readonly Dictionary<string, GoldenCase> All =
        s_files.SelectMany(file => Of(file.File, file.Translations)).ToDictionary(each => $"{each.File}: {each.Id}");

    public JsonElement Results => Golden.GetProperty("results");

    /// <summary>Runs the translation and compares what it records and how it ends.</summary>
    public void Run()
    {
        var attribute = Translation!.GetCustomAttribute<CaseAttribute>()!;
        var record = new Record();
        using var scope = NewDisposeScope();
        Exception? thrown = null;
        try
        {
            Translation!.CreateDelegate<Action<Record>>()(record);
        }
        catch (Exception e) when (e is not UnitTestAssertException)
        {
            thrown = e;
        }
        if (Golden.GetProperty("outcome").GetString() == "ok")
            Assert.IsNull(thrown, $"PyTorch succeeds; here: {thrown}");
        else
            AssertError(attribute, Golden.GetProperty("error").GetProperty("error_message_first_line").GetString()!, thrown);
        record.AssertEqual(Results, attribute.Without);
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

    private static IEnumerable<GoldenCase> Of(string file, Type translations)
    {
        Dictionary<string, MethodInfo> methods = translations.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
            .Where(method => method.IsDefined(typeof(CaseAttribute)))
            .ToDictionary(method => method.GetCustomAttribute<CaseAttribute>()!.Id);
        Dictionary<string, JsonElement> cases = GoldenFile.Read(file, "cases", "id");
        CollectionAssert.IsSubsetOf(methods.Keys, cases.Keys, $"{file}.json has no such case");
        return cases.Select(each => new GoldenCase(file, each.Key, each.Value, methods.GetValueOrDefault(each.Key)));
    }
}
