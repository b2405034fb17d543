using TorchBridge.Engine;

namespace TorchBridge.Operators.Reverse;

/// <summary>torch.autograd.graph.get_gradient_edge: the gradient edge of a tensor, without the tensor.</summary>
internal static class Edges
{
    private const string Api = "GradientEdge";

    public static Tensor Run(Tensor tensor)
    {
        if (PlainTransform.InTransform)
            throw TransformMessages.EdgeInTransform(Api);
        Admission.Shaped(Api, [tensor], nameof(tensor));
        if (!tensor.requires_grad)
            throw GraphMessages.NoEdge(Api, nameof(tensor), tensor);
        return GraphPlace.IsSupported ? GraphPlace.Of(Api, tensor) : throw GraphMessages.GraphIsHidden(Api);
    }
}
