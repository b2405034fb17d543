using System.CommandLine;
using TorchBridge.Oracle.Checking;
using TorchBridge.Oracle.Protocol;

namespace TorchBridge.Oracle.Verbs;

/// <summary>What all verbs share: exit codes, an example in the help, and errors as one line on stderr.</summary>
internal static class Verb
{
    public static Command Make(string name, string description, string example, params Symbol[] symbols)
    {
        var command = new Command(name, $"{description}\n\nExample:\n  {example}");
        foreach (Symbol symbol in symbols)
        {
            if (symbol is Option option)
                command.Options.Add(option);
            else
                command.Arguments.Add((Argument)symbol);
        }
        return command;
    }

    /// <summary>Runs the verb; what it reports as wrong, or finds wrong with a file, ends it with exit code 1.</summary>
    public static void Does(this Command command, Func<ParseResult, int> action) => command.SetAction(parsed =>
    {
        try
        {
            return action(parsed);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or OracleException or InvalidOperationException or ArgumentException or System.Text.Json.JsonException or System.ComponentModel.Win32Exception)
        {
            Console.Error.WriteLine($"torchbridge-oracle {command.Name}: {(e is OracleException known ? known.Error : e.Message)}");
            return ExitCode.OwnError;
        }
    });
}
