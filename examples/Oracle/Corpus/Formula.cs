using System.Globalization;
using System.Text.RegularExpressions;
using TorchBridge.Oracle.Programs;

namespace TorchBridge.Oracle.Corpus;

/// <summary>
/// Programs from text, in the notation of PyTorch's manual: <c>a = tanh(x); y = mul(a, x)</c>. The value of the last statement is the output;
/// a tuple there, several.
/// </summary>
internal sealed partial class Formula
{
    private static readonly Dictionary<string, string> s_operators = new()
    {
        ["+"] = "add",
        ["-"] = "sub",
        ["*"] = "mul",
        ["/"] = "div",
        [">"] = "gt",
        ["<"] = "lt",
        [">="] = "ge",
        ["<="] = "le",
        ["=="] = "eq",
    };

    private static readonly Dictionary<string, Operand> s_none = [];
    private readonly ProgramBuilder _program;
    private readonly Dictionary<string, Operand> _names = [];
    private readonly string[] _words;
    private int _at;

    private Formula(string text, string[] inputs)
    {
        _words = [.. Word().Matches(text).Select(match => match.Value)];
        _program = new ProgramBuilder(inputs);
        foreach (string input in inputs)
            _names[input] = new Operand.Value(input);
    }

    public static OracleProgram Parse(string text, params string[] inputs) => new Formula(text, inputs).Program();

    private string Next => _at < _words.Length ? _words[_at] : "";

    private OracleProgram Program()
    {
        Operand result = Statement(out string? name);
        while (Take(";"))
        {
            if (Next.Length == 0)
                break;
            result = Statement(out name);
        }
        if (Next.Length > 0)
            throw new FormatException($"{Next} is not expected there in {string.Join(' ', _words)}");
        Operand.Value[] values = result switch
        {
            Operand.Sequence list => [.. list.Items.Cast<Operand.Value>()],
            Operand.Results { Node.Form.Results: > 0 and var count } many => [.. Enumerable.Range(0, count).Select(i => _program.Pick(many.Node, i))],
            Operand.Results list => [_program.Pick(list.Node, 0)],
            _ => [(Operand.Value)result],
        };
        string[] outputs = [.. values.Select((value, i) => name is null ? _program.Rename(value.Name, values.Length == 1 ? "out" : $"out{i}") : value.Name)];
        return _program.Build(outputs);
    }

    private Operand Statement(out string? name)
    {
        name = null;
        Take("return");
        if (_at + 1 < _words.Length && _words[_at + 1] == "=")
        {
            name = _words[_at];
            _at += 2;
            Operand value = Expression();
            if (value is Operand.Value result)
                value = new Operand.Value(_program.Rename(result.Name, name));
            return _names[name] = value;
        }
        Operand expression = Tuple();
        return Take("=") ? Assign(expression, Expression()) : expression;
    }

    /// <summary>y[i] = value: into the view that the subscript made.</summary>
    private Operand Assign(Operand view, Operand value) => _program.Call("copy_", [view, value], s_none);

    private Operand Tuple()
    {
        Operand first = Expression();
        if (Next != ",")
            return first;
        var items = new List<Operand> { first };
        while (Take(","))
            items.Add(Expression());
        return new Operand.Sequence(items);
    }

    private Operand Expression()
    {
        Operand left = Sum();
        return Next is ">" or "<" or ">=" or "<=" or "==" ? Operation(_words[_at++], left, Sum()) : left;
    }

    private Operand Sum()
    {
        Operand left = Product();
        while (Next is "+" or "-")
            left = Operation(_words[_at++], left, Product());
        return left;
    }

    private Operand Product()
    {
        Operand left = Unary();
        while (Next is "*" or "/")
            left = Operation(_words[_at++], left, Unary());
        return left;
    }

    private Operand Unary()
    {
        if (!Take("-"))
            return Postfix();
        Operand operand = Postfix();
        return operand is Operand.Number number ? new Operand.Number(-number.Amount) : _program.Call("neg", [operand], s_none);
    }

    private Operand Operation(string sign, Operand left, Operand right) => (sign, left) switch
    {
        ("-", Operand.Number) => _program.Call("rsub", [right, left], s_none),
        ("+" or "*", Operand.Number) => _program.Call(s_operators[sign], [right, left], s_none),
        _ => _program.Call(s_operators[sign], [left, right], s_none),
    };

    private Operand Postfix()
    {
        Operand operand = Primary();
        while (true)
        {
            if (Take("."))
            {
                string method = _words[_at++];
                Expect("(");
                operand = Call(method, operand);
            }
            else if (Take("["))
            {
                Operand index = Expression();
                Expect("]");
                operand = (operand, index) switch
                {
                    (Operand.Results many, Operand.Number number) => _program.Pick(many.Node, (int)number.Amount),
                    (_, Operand.Number) => _program.Call("select", [operand], new Dictionary<string, Operand> { ["dim"] = new Operand.Number(0), ["index"] = index }),
                    _ => _program.Call("index", [operand, new Operand.Sequence([index])], s_none),
                };
            }
            else
                return operand;
        }
    }

    private Operand Primary()
    {
        string word = _words[_at++];
        switch (word)
        {
            case "(":
                Operand inner = Tuple();
                Expect(")");
                return inner;
            case "[":
                return new Operand.Sequence(List("]"));
            case "None":
                return new Operand.Nothing();
            case "True" or "False":
                return new Operand.Truth(word == "True");
            case "torch":
                Expect(".");
                return Primary();
        }
        if (word[0] == '"')
            return new Operand.Text(word[1..^1]);
        if (char.IsDigit(word[0]))
            return new Operand.Number(double.Parse(word, CultureInfo.InvariantCulture));
        if (Take("("))
            return Call(word, null);
        return _names.TryGetValue(word, out Operand? value) ? value : throw new FormatException($"{word} has no value in {string.Join(' ', _words)}");
    }

    private Operand Call(string name, Operand? self)
    {
        var arguments = new List<Operand>();
        var keywords = new Dictionary<string, Operand>();
        if (self is not null)
            arguments.Add(self);
        while (!Take(")"))
        {
            if (_words[_at + 1] == "=")
            {
                string keyword = _words[_at];
                _at += 2;
                keywords[keyword] = Expression();
            }
            else
                arguments.Add(Expression());
            Take(",");
        }
        return _program.Call(name, arguments, keywords);
    }

    private List<Operand> List(string end)
    {
        var items = new List<Operand>();
        while (!Take(end))
        {
            items.Add(Expression());
            Take(",");
        }
        return items;
    }

    private bool Take(string word)
    {
        if (Next != word)
            return false;
        _at++;
        return true;
    }

    private void Expect(string word)
    {
        if (!Take(word))
            throw new FormatException($"{word} is missing before {Next} in {string.Join(' ', _words)}");
    }

    [GeneratedRegex(@"""[^""]*""|\d+(\.\d+)?(e[+-]?\d+)?|\w+|[<>=]=|\S", RegexOptions.ExplicitCapture)]
    private static partial Regex Word();
}
