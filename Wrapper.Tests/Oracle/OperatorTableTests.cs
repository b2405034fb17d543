using TorchBridge.Oracle.Programs;
using static TorchSharp.torch;

namespace TorchBridge.Tests.Oracle;

[TestClass]
public sealed class OperatorTableTests
{
    /// <summary>A script that TorchScript does not take would end the process, this one too: then the last line of the output names it.</summary>
    [TestMethod]
    public void EveryFormCompilesWithAllAndWithNoOptions()
    {
        int scripts = 0;
        foreach (Operator form in OperatorTable.Forms)
            foreach (bool all in new[] { false, true })
                foreach (bool numbers in new[] { false, true })
                {
                    Binding[] bindings = [.. form.Parameters.Select(parameter => Bind(parameter, all, numbers))];
                    string source = OperatorScript.Source(form, bindings);
                    Console.WriteLine($"{form}");
                    Assert.IsNotNull(jit.compile(source));
                    scripts++;
                }
        Assert.IsGreaterThan(1500, scripts);
    }

    [TestMethod]
    public void EveryChoiceIsAWordOrANumber()
    {
        foreach (string choice in OperatorTable.Forms.SelectMany(form => form.Parameters).SelectMany(parameter => parameter.Choices))
            Assert.IsTrue(choice.All(char.IsAsciiLetterOrDigit), choice);
    }

    private static Binding Bind(Parameter parameter, bool all, bool numbers) =>
        parameter.Default is not null && !all ? default
        : parameter.TakesTensor && !(numbers && parameter.Kind == ParameterKind.TensorOrNumber) ? new Binding(["x"], null)
        : parameter.Kind == ParameterKind.Choice ? new Binding(null, parameter.Choices[0])
        : new Binding(null, 1.0);
}
