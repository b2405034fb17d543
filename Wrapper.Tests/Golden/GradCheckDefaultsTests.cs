using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace TorchBridge.Tests.Golden;

/// <summary>The default values of torch.autograd.gradcheck.</summary>
[TestClass]
public sealed partial class GradCheckDefaultsTests
{
    [TestMethod]
    [DataRow(nameof(Autograd.GradCheck))]
    [DataRow(nameof(Autograd.GradGradCheck))]
    public void DefaultsAreThoseOfPython(string name)
    {
        JsonElement python = GoldenCase.All["gradcheck: defaults"].Results.GetProperty(name.ToLowerInvariant());
        MethodInfo[] overloads = [.. typeof(Autograd).GetMethods()
            .Where(method => method.Name == name && method.GetParameters()[^1].ParameterType != typeof(GradCheckOptions))];
        Assert.HasCount(2, overloads);
        foreach (ParameterInfo parameter in
            overloads.SelectMany(method => method.GetParameters()).Where(p => p.HasDefaultValue && p.DefaultValue is not null))
            Assert.AreEqual(python.GetProperty(PythonName(name, parameter.Name!)).GetString(),
                Python(parameter.DefaultValue!), parameter.Name);
    }

    [TestMethod]
    public void OptionsAsOneObjectHaveTheSameDefaults()
    {
        JsonElement results = GoldenCase.All["gradcheck: defaults"].Results;
        var options = new GradCheckOptions();
        PropertyInfo[] properties = [.. typeof(GradCheckOptions).GetProperties()
            .Where(property => property.Name != nameof(GradCheckOptions.Progress))];      // Python has no such option
        Assert.HasCount(13, properties);
        foreach (PropertyInfo property in properties)
        {
            string name = SnakeCase(property.Name).TrimStart('_');
            JsonElement python = results.GetProperty(name == "gen_non_contig_grad_outputs" ? "gradgradcheck" : "gradcheck");
            Assert.AreEqual(python.GetProperty(name).GetString(), Python(property.GetValue(options)!), name);
        }
    }

    private static string Python(object value) => value is double number && number is > 0 and < 1e-4
        ? number.ToString("0e-00", CultureInfo.InvariantCulture)
        : value is double other ? other.ToString("0.0##", CultureInfo.InvariantCulture) : value.ToString()!;

    private static string PythonName(string method, string parameter) =>
        (method, parameter) == (nameof(Autograd.GradGradCheck), "checkForwardAd") ? "check_fwd_over_rev" : SnakeCase(parameter);

    private static string SnakeCase(string name) => Capital().Replace(name, letter => $"_{letter.Value.ToLowerInvariant()}");

    [GeneratedRegex("[A-Z]")]
    private static partial Regex Capital();
}
