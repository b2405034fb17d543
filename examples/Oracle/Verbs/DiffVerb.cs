using System.CommandLine;
using System.Text.Json;
using TorchBridge.Oracle.Cases;
using TorchBridge.Oracle.Checking;
using TorchBridge.Oracle.Protocol;

namespace TorchBridge.Oracle.Verbs;

/// <summary><c>diff</c>: what a file of answers gets wrong.</summary>
internal static class DiffVerb
{
    public static Command Command()
    {
        Argument<FileInfo> cases = new("expected") { Description = "A file of cases." };
        Argument<FileInfo> results = new("results") { Description = "Answers, one JSON object a line, each with the id of its case, success, and output or error." };
        var options = new CheckOptions();
        Command command = Verb.Make("diff",
            "Compares a file of answers with a file of cases, for engines that cannot be a child process. A case without an answer is skipped.",
            "torchbridge-oracle diff corpus/v2/smoke.jsonl answers.jsonl", [cases, results, .. options.All]);
        command.Does(parsed =>
        {
            Dictionary<string, JsonElement> answers = ReadAnswers(parsed.GetValue(results)!);
            Case[] asked = [.. CorpusFolder.ReadFile(parsed.GetValue(cases)!.FullName)];
            Marks marks = options.Marks(parsed, asked.Select(each => each.Id));
            Outcome[] outcomes = [.. asked.Select(each => marks.Mark(
                answers.TryGetValue(each.Id, out JsonElement answer) ? Judge.Compare(each, answer, parsed.GetValue(options.Strict))
                    : new Outcome(each, Status.Skipped, "no answer")))];
            return options.Finish(parsed, parsed.GetValue(results)!.Name, outcomes, marks);
        });
        return command;
    }

    private static Dictionary<string, JsonElement> ReadAnswers(FileInfo file)
    {
        var answers = new Dictionary<string, JsonElement>();
        int number = 0;
        foreach (string line in File.ReadLines(file.FullName))
        {
            number++;
            if (line.Length == 0)
                continue;
            using JsonDocument answer = AnswerLine.Read(line, out string why)
                ?? throw new InvalidDataException($"line {number} of {file.Name}: {why}");
            answers[answer.RootElement.Text("id")
                ?? throw new InvalidDataException($"line {number} of {file.Name} has no id that is the text of a case's id")] = answer.RootElement.Clone();
        }
        return answers;
    }
}
