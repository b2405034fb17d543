using TorchBridge.Engine;

namespace TorchBridge.Operators.Reverse;

/// <summary>The graph behind a tensor.</summary>
internal static class Graph
{
    private const string Api = "Graph";

    public static AutogradGraph Run(Tensor output)
    {
        Admission.Usable(Api, output, nameof(output));
        Guard.RequiresGrad(output, Api, nameof(output), -1);
        if (!GraphWalk.IsSupported)
            throw GraphMessages.GraphIsHidden(Api);
        return GraphWalk.Graph(Api, output);
    }
}
