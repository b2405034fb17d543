using TorchBridge.Oracle.Functions;
using TorchBridge.Oracle.Programs;
using TorchBridge.Oracle.Protocol;
using static TorchSharp.torch;

namespace TorchBridge.Oracle.Corpus;

/// <summary>The flags that a program and its numbers tell by themselves.</summary>
internal static class FlagFinder
{
    public static IEnumerable<string> Find(Request request, string function, Fields answer)
    {
        OracleProgram program = request.Program;
        string[] used = [.. program.Calls.SelectMany(call => call.Slots).Select(slot => slot < program.Inputs.Length ? program.Inputs[slot] : $"#{slot}")];
        if (used.Where(name => name[0] == '#').GroupBy(name => name).Any(group => group.Count() > 1))
            yield return "SharedSubexpression";
        if (used.Where(name => name[0] != '#').GroupBy(name => name).Any(group => group.Count() > 1))
            yield return "ReusedInput";
        if (request.With.Any(name => !used.Contains(name) && !program.Outputs.Contains(name)))
            yield return "UnusedInput";
        if (program.Outputs.Length > 1)
            yield return "MultipleOutputs";
        if (Broadcasts(request))
            yield return "Broadcast";
        if (function != "backward" && request.Tensors.Values.SelectMany(tensor => tensor.Data)
            .Concat(answer.SelectMany(part => Numbers(part.Value))).Any(double.IsInfinity))
            yield return "Infinite";
        if (request.Tensors.Values.Any(tensor => tensor.Data.Length == 0))
            yield return "ZeroSize";
        if (request.Tensors.Values.Any(tensor => tensor.Shape.Length == 0))
            yield return "ZeroDim";
        if (program.Calls.Any(call => call.Form.IsInPlace))
            yield return "InPlace";
        if (function is "hessian" or "hvp")
        {
            yield return "CreateGraph";
            if (Numbers(answer[function]).All(number => number == 0))
                yield return "LinearZeroHessian";
        }
    }

    /// <summary>Whether a call that works element by element has tensors of different shapes as arguments.</summary>
    private static bool Broadcasts(Request request)
    {
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        Tensor[] values = request.Program.Run([.. request.Program.Inputs.Select(name => request.Tensors[name].ToTorch())]);
        return request.Program.Calls.Any(call => call.Form.Category is "binary" or "inplace"
            && call.Slots.Select(slot => string.Join(',', values[slot].shape)).Distinct().Count() > 1);
    }

    private static IEnumerable<double> Numbers(object? part) => part switch
    {
        TensorValue tensor => tensor.Data,
        Fields fields => fields.SelectMany(pair => Numbers(pair.Value)),
        _ => [],
    };
}
