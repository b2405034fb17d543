using System.CommandLine;
using System.Globalization;
using TorchBridge.Oracle.Cases;
using TorchBridge.Oracle.Checking;
using TorchBridge.Oracle.Programs;
using TorchBridge.Oracle.Protocol;

namespace TorchBridge.Oracle.Verbs;

/// <summary><c>list</c> and <c>show</c>: the corpus for people.</summary>
internal static class ShowVerb
{
    private const int Most = 20;

    public static Command ListCommand()
    {
        Option<string[]> filter = CheckVerb.FilterOption();
        Option<bool> operators = new("--operators") { Description = "The operators that a program can name, instead of cases." };
        Command command = Verb.Make("list", "Lists cases: id, formula, flags; or operators.", "torchbridge-oracle list --filter Kink", filter, operators);
        command.Does(parsed =>
        {
            if (parsed.GetValue(operators))
                foreach (Operator form in OperatorTable.Forms)
                    Console.WriteLine($"{form.Category,-11} {form}");
            else
                foreach (Case each in CorpusFolder.Default.Select(parsed.GetValue(filter) ?? []))
                    Console.WriteLine($"{each.Id}  {FormulaText(each.Request.Program)}{(each.Flags.Count > 0 ? $"  [{string.Join(", ", each.Flags)}]" : "")}");
            return ExitCode.Ok;
        });
        return command;
    }

    public static Command Command()
    {
        Argument<string> id = new("id") { Description = "The id of a case, or how it starts; with @float32, @bfloat16 or @complex64 at its end, the case as check --as asks it." };
        Option<bool> request = new("--request")
        {
            Description = "Print the line that check sends instead, to pipe it into an engine.",
            Arity = ArgumentArity.Zero
        };
        Command command = Verb.Make("show", "Shows a case: formula, inputs, what check compares with, why it exists.",
            "torchbridge-oracle show semantics/documents_mm\n  torchbridge-oracle show --request unary/tanh/vjp/f64/201 | python3 examples/Oracle/engines/tiny.py", id, request);
        command.Does(parsed =>
        {
            (string start, DType? type) = Retyped.Split(parsed.GetValue(id)!);
            Case[] found = [.. CorpusFolder.Default.Cases.Where(each => each.Id.StartsWith(start, StringComparison.Ordinal)).Take(Most)];
            if (found.Length == 0)
                throw new InvalidOperationException($"there is no case {start}");
            if (parsed.GetValue(request) && found.Length > 1 && found[0].Id != start)
                throw new InvalidOperationException($"several ids start with {start}: {found[0].Id}, {found[1].Id} …; give one");
            foreach (Case each in parsed.GetValue(request) ? found[..1] : found)
            {
                Case shown = In(type, each);
                if (parsed.GetValue(request))
                    Console.WriteLine(shown.Message(Case.FirstMessage));
                else
                    Show(shown);
            }
            return ExitCode.Ok;
        });
        return command;
    }

    private static Case In(DType? type, Case each)
    {
        if (type is not { } narrow)
            return each;
        (Case? made, Outcome? skipped) = Retyped.As(each, narrow);
        return made ?? throw new InvalidOperationException($"check does not ask {each.Id}: {skipped!.Why}");
    }

    private static void Show(Case each)
    {
        Console.WriteLine(each.Id);
        Console.WriteLine($"  {each.Function} of {FormulaText(each.Request.Program)}");
        foreach ((string name, TensorValue value) in each.Request.Tensors)
            Console.WriteLine($"  {name} = {TensorText(value)}");
        ShowAll("cotangent of", each.Request.Cotangents);
        ShowAll("tangent of", each.Request.Tangents);
        foreach (string step in each.Request.Steps.Select(step => JsonText.Line(step.Write)))
            Console.WriteLine($"  step {step}");
        ShowPart("expected", each.Expect);
        Console.WriteLine(each.Result == "error" ? "  passes: an answer whose error starts with this code"
            : $"  passes: a number that differs from the expected one by at most {each.Tolerance.Absolute:R} + {each.Tolerance.Relative:R} of its size");
        foreach (ChoiceSet set in each.Choices)
            Console.WriteLine($"  passes too, with check --strict not: {set}");
        foreach (Flag flag in each.Flags.Select(name => Flag.ByName[name]))
            Console.WriteLine($"  {flag.Name}: {flag.Description}");
        if (each.Comment.Length > 0)
            Console.WriteLine($"  about: {each.Comment}");
        Console.WriteLine($"  verified by {string.Join(", ", each.Verified)}; LibTorch {each.LibTorch}");
        Console.WriteLine();
    }

    private static void ShowAll(string what, IReadOnlyDictionary<string, TensorValue> tensors)
    {
        foreach ((string name, TensorValue value) in tensors)
            Console.WriteLine($"  {what} {name} = {TensorText(value)}");
    }

    private static void ShowPart(string path, object? part)
    {
        switch (part)
        {
            case Fields fields:
                foreach ((string name, object? value) in fields)
                    ShowPart($"{path} {name}", value);
                break;
            case IReadOnlyList<object?> list:
                for (int i = 0; i < list.Count; i++)
                    ShowPart($"{path} {i}:", list[i]);
                break;
            default:
                Console.WriteLine($"  {path} = {(part is TensorValue tensor ? TensorText(tensor) : part ?? "none")}");
                break;
        }
    }

    private static string FormulaText(OracleProgram program)
    {
        IEnumerable<string> nodes = program.Nodes.Select(node =>
        {
            IEnumerable<string> arguments = node.Arguments.Select(argument => argument.ToString()).Concat(node.Attributes.Select(pair => $"{pair.Key}={AttributeText(pair.Value)}"));
            return $"{string.Join(", ", node.Results)} = {node.Operator}({string.Join(", ", arguments)})";
        });
        return $"{string.Join("; ", nodes)}; output {string.Join(", ", program.Outputs)}";
    }

    private static string AttributeText(AttributeValue value) => value.Number?.ToString("R", CultureInfo.InvariantCulture) ?? value.Truth?.ToString() ?? value.Text
        ?? (value.List is { } list ? $"[{string.Join(", ", list)}]" : "None");

    private static string TensorText(TensorValue tensor)
    {
        IEnumerable<string> numbers = Enumerable.Range(0, tensor.Count).Select(i => tensor.Width == 1 ? tensor.NumberText(i) : $"({tensor.NumberText(2 * i)}, {tensor.NumberText(2 * i + 1)})");
        return $"{tensor.Type.Name()} {tensor.ShapeText}: {string.Join(", ", numbers)}";
    }
}
