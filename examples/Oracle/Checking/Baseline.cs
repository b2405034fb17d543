using System.Text.Json;
using TorchBridge.Oracle.Protocol;

namespace TorchBridge.Oracle.Checking;

/// <summary>The cases that an earlier report says have passed.</summary>
internal sealed class Baseline
{
    private readonly HashSet<string> _passed = [];

    /// <param name="file">What <c>--report</c> wrote; null: nothing is known.</param>
    public Baseline(string? file)
    {
        int number = 0;
        foreach (string line in file is null ? [] : File.ReadLines(file))
        {
            number++;
            try
            {
                using JsonDocument outcome = JsonDocument.Parse(line, JsonText.Reading);
                if (outcome.RootElement.Text("id") is { } id && outcome.RootElement.Text("status") == "passed")
                    _passed.Add(id);
            }
            catch (JsonException e)
            {
                throw new InvalidDataException($"line {number} of {Path.GetFileName(file)} is not JSON; a baseline is what --report writes",
                    e);
            }
        }
        if (file is not null && _passed.Count == 0)
            throw new InvalidOperationException($"{Path.GetFileName(file)} has no case that passed; a baseline is what --report writes");
    }

    public Outcome Mark(Outcome outcome) => outcome.Status != Status.Passed && _passed.Contains(outcome.Case.Id)
        ? outcome with { IsRegression = true, Why = $"it passed before; now: {outcome.Why}", Reason = outcome.Reason }
        : outcome;
}
