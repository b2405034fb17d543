using TorchBridge.Oracle.Programs;

namespace TorchBridge.Oracle.Corpus;

/// <summary>A program with its output summed up to one number, or the squares of it, so that a gradient and a Hessian exist.</summary>
internal static class Scalarized
{
    private static readonly Dictionary<string, AttributeValue> s_none = [];

    public static OracleProgram Of(OracleProgram program, bool squared)
    {
        if (program.Outputs.Length > 1)
            throw new Protocol.OracleException(Protocol.ErrorCode.NonScalarOutput, "the program has several outputs");
        string output = program.Outputs[0];
        var nodes = new List<Node>(program.Nodes);
        if (squared)
        {
            nodes.Add(new Node(["squares"], "mul", [new Argument(output, null), new Argument(output, null)], s_none));
            output = "squares";
        }
        nodes.Add(new Node(["total"], "sum", [new Argument(output, null)], s_none));
        return new OracleProgram(program.Inputs, [.. nodes], ["total"]);
    }
}
