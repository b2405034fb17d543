using System.Globalization;
using System.Text;
using TorchBridge.Oracle.Programs;

namespace TorchBridge.Tests.Oracle;

/// <summary>Lines that are mostly wrong, each in another way; the same ones for the same seed.</summary>
internal sealed class Fuzz(int seed)
{
    private readonly Random _random = new(seed);
    private readonly string[] _operators = [.. OperatorTable.Names];
    private readonly Operator[] _forms = [.. OperatorTable.Forms];

    public string Next(int id)
    {
        string line = Valid(id);
        return _random.Next(10) switch
        {
            0 => line[.._random.Next(1, line.Length)],
            1 => Noise(line),
            2 => Swapped(line),
            3 => Nested(id),
            4 => Huge(id),
            5 => Cyclic(id),
            6 => line.Replace("\"float64\"", Pick("\"float32\"", "\"complex128\"", "\"int64\"", "\"bool\"", "null", "7", "\"double\""), StringComparison.Ordinal),
            7 => line.Replace("\"shape\":[2", Pick("\"shape\":[3", "\"shape\":[-2", "\"shape\":[2.5", "\"shape\":[0", "\"shape\":[2,", "\"shape\":{", "\"shape\":[1e9"), StringComparison.Ordinal),
            _ => line,
        };
    }

    /// <summary>Well formed, of an operator drawn at random, with arguments that mostly do not suit it.</summary>
    private string Valid(int id)
    {
        (string op, string arguments, string attributes) = _random.Next(3) == 0 ? Unsuitable() : Suitable();
        string function = Pick("value", "vjp", "jvp", "grad", "jacobian", "hessian", "hvp", "backward");
        string x = Messages.Tensor("2,3", "0.5,-1.5,2,0,1,3"), y = Messages.Tensor("2,2", "1,2,3,4"), v = Messages.Tensor("2,3", "1,1,1,1,1,1");
        return $$"""{"id":{{id}},"kind":"evaluate","module":"program","function":"{{function}}","input":{"program":{"inputs":["x","y","k","m"],"nodes":[["z","{{op}}",[{{arguments}}]{{attributes}}]],"outputs":["z"]},"tensors":{"x":{{x}},"y":{{y}},"k":{{Messages.Tensor("2", "0,1", "int64")}},"m":{{Messages.Tensor("2,3", "true,false,true,false,true,true", "bool")}} },"cotangents":{"z":{{v}} },"tangents":{"x":{{v}},"y":{{y}} },"steps":[{"do":"forward"},{"do":"backward","gradients":[{{v}}]},{"do":"grad"}] } }""";
    }

    private (string, string, string) Unsuitable() => (
        _operators[_random.Next(_operators.Length)],
        string.Join(',', Enumerable.Range(0, _random.Next(1, 4)).Select(_ => Pick("\"x\"", "\"y\"", "\"k\"", "\"m\"", "0.5", "2", "null"))),
        _random.Next(2) == 0 ? "" : $$""",{"{{Pick("dim", "size", "p", "keepdim", "kernel_size", "index", "shape", "dims", "k", "n")}}":{{Pick("0", "1", "-1", "7", "true", "[0]", "[1,2]", "[-1]", "1e18", "\"sum\"", "null", "[2,2]")}}}""");

    /// <summary>Each parameter gets something of its kind.</summary>
    private (string, string, string) Suitable()
    {
        Operator form = _forms[_random.Next(_forms.Length)];
        var arguments = new List<string>();
        var attributes = new List<string>();
        foreach (Parameter parameter in form.Parameters)
        {
            string tensor = Pick("\"x\"", "\"x\"", "\"x\"", "\"y\"", "\"k\"", "\"m\"");
            string whole = Pick("0", "1", "2", "-1", "3", "-2", "1000");
            if (parameter.IsList)
                arguments.AddRange(Enumerable.Repeat(tensor, _random.Next(1, 3)));
            else if (parameter.TakesTensor)
                arguments.Add(parameter.Kind == ParameterKind.OptionalTensor && _random.Next(2) == 0 ? "null" : parameter.Kind == ParameterKind.TensorOrNumber && _random.Next(2) == 0 ? "0.5" : tensor);
            else if (parameter.Default is null || _random.Next(3) == 0)
                attributes.Add($"\"{parameter.Name}\":" + parameter.Kind switch
                {
                    ParameterKind.Float => Pick("0.5", "-2", "0", "1e300", "2"),
                    ParameterKind.Int => whole,
                    ParameterKind.IntList => $"[{string.Join(',', Enumerable.Range(0, _random.Next(0, 4)).Select(_ => Pick("0", "1", "2", "-1", "3")))}]",
                    ParameterKind.Bool => Pick("true", "false"),
                    _ => $"\"{parameter.Choices[_random.Next(parameter.Choices.Length)]}\"",
                });
        }
        return (form.Name, string.Join(',', arguments), attributes.Count == 0 ? "" : $",{{{string.Join(',', attributes)}}}");
    }

    private string Noise(string line)
    {
        var text = new StringBuilder(line);
        for (int i = _random.Next(1, 6); i > 0; i--)
            text[_random.Next(text.Length)] = (char)_random.Next(32, 127);
        return text.ToString();
    }

    /// <summary>A value of one type where one of another type belongs.</summary>
    private string Swapped(string line)
    {
        string[] values = ["\"x\"", "\"z\"", "[\"z\"]", "\"program\"", "\"evaluate\"", "{\"do\":\"forward\"}", "0.5"];
        return line.Replace(values[_random.Next(values.Length)], Pick("null", "[]", "{}", "1", "\"\"", "true", "[[]]", "-0", "1e400", "\"\\ud800\"", "\"\\u0000\""), StringComparison.Ordinal);
    }

    private string Nested(int id) => $$"""{"id":{{id}},"kind":"evaluate","module":"program","function":"value","input":{{new string('[', _random.Next(1, 3000))}}""";

    private string Huge(int id)
    {
        string size = Pick("1000000000", "9223372036854775807", "4000000000", "100000").ToString(CultureInfo.InvariantCulture);
        string node = Pick($$"""["z","expand",["x"],{"size":[{{size}},{{size}},2]}]""", $$"""["z","repeat",["x"],{"repeats":[{{size}}]}]""", $$"""["z","tile",["x"],{"dims":[{{size}},{{size}}]}]""",
            $$"""["z","constant_pad_nd",["x"],{"pad":[{{size}},{{size}}]}]""", $$"""["z","mvlgamma",["x"],{"p":{{size}}}]""", $$"""["z","fft_fft",["x"],{"n":{{size}}}]""",
            $$"""["z","upsample_nearest1d",["x"],{"output_size":[{{size}}]}]""", $$"""["z","linalg_vander",["x"],{"N":{{size}}}]""", $$"""["z","polygamma",[{{size}},"x"]]""");
        string shape = _random.Next(3) == 0 ? size : "2";
        return $$"""{"id":{{id}},"kind":"evaluate","module":"program","function":"value","input":{"program":{"inputs":["x"],"nodes":[{{node}}],"outputs":["z"]},"tensors":{"x":{{Messages.Tensor(shape, "1,2")}} } } }""";
    }

    private string Cyclic(int id)
    {
        int n = _random.Next(1, 20);
        string nodes = string.Join(',', Enumerable.Range(0, n).Select(i => $$"""["a{{i}}","add",["a{{_random.Next(n)}}","x"]]"""));
        return $$"""{"id":{{id}},"kind":"evaluate","module":"program","function":"value","input":{"program":{"inputs":["x"],"nodes":[{{nodes}}],"outputs":["a{{_random.Next(n)}}"]},"tensors":{"x":{{Messages.Tensor("2", "1,2")}} } } }""";
    }

    private string Pick(params string[] options) => options[_random.Next(options.Length)];
}
