using TorchBridge.Engine;

namespace TorchBridge.Operators.Reverse;

/// <summary>The graph behind a tensor.</summary>
internal static class Graph
{
    private const string Api = "Graph";

    /// <param name="output">The output.</param>
    /// <param name="names">Names of leaves. They are checked.</param>
    public static AutogradGraph Run(Tensor output, (string Name, Tensor Tensor)[] names)
    {
        Admission.Usable(Api, output, nameof(output));
        Guard.RequiresGrad(output, Api, nameof(output), -1);
        if (!GraphWalk.IsSupported)
            throw GraphMessages.GraphIsHidden(Api);
        return GraphWalk.Graph(Api, output, names);
    }
}
