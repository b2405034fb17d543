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
            throw new AutogradException(AutogradError.NotImplemented,
                $"{Api}: this build of LibTorch does not show its graph; NativeRuntime.Diagnose() lists what it can do. "
                + "Everything else works without it.");
        return GraphWalk.Graph(Api, output);
    }
}
