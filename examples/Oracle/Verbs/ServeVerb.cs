using System.CommandLine;
using TorchBridge.Oracle.Checking;
using TorchBridge.Oracle.Serving;

namespace TorchBridge.Oracle.Verbs;

/// <summary><c>serve</c> and <c>eval</c>: answers requests from stdin or from a file, one JSON object a line.</summary>
internal static class ServeVerb
{
    public static Command Command()
    {
        Option<double> timeout = TimeoutOption();
        Option<bool> faults = new("--faults") { Hidden = true };
        Command command = Verb.Make("serve", "Answers requests on stdin, one JSON object a line, on stdout in their order.",
            """echo '{"id":0,"kind":"start"}' | torchbridge-oracle serve""", timeout, faults);
        command.Does(parsed =>
        {
            if (!Console.IsInputRedirected)
                Console.Error.WriteLine("""Waiting for requests on stdin, one JSON object a line. Try {"id":0,"kind":"start"}.""");
            using Stream input = Peer.HasInput() ? Console.OpenStandardInput() : Stream.Null;
            return Run(input, parsed.GetValue(timeout), parsed.GetValue(faults));
        });
        return command;
    }

    public static Command EvalCommand()
    {
        Option<double> timeout = TimeoutOption();
        Argument<FileInfo> file = new("file") { Description = "Messages, one JSON object a line." };
        Command command = Verb.Make("eval", "Answers the requests in a file.", "torchbridge-oracle eval requests.jsonl > answers.jsonl", file, timeout);
        command.Does(parsed =>
        {
            using FileStream input = parsed.GetValue(file)!.OpenRead();
            return Run(input, parsed.GetValue(timeout), faults: false);
        });
        return command;
    }

    private static int Run(Stream input, double timeout, bool faults)
    {
        using Stream output = Console.OpenStandardOutput();
        using var server = new Server(input, output, TimeSpan.FromSeconds(timeout), faults, Peer.HasGone);
        server.Run();
        return ExitCode.Ok;
    }

    private static Option<double> TimeoutOption()
    {
        Option<double> timeout = new("--timeout") { Description = "Seconds that a request may take.", DefaultValueFactory = _ => 10 };
        timeout.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && result.GetValueOrDefault<double>() is not (> 0 and < 1e6))
                result.AddError("--timeout takes a number of seconds above 0");
        });
        return timeout;
    }
}
