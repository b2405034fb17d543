using TorchBridge.Native;

namespace TorchBridge.Engine;

/// <summary>Tensors without values that stand for another tensor in the graph.</summary>
internal static class GraphPlace
{
    /// <summary>Whether they can be made.</summary>
    public static bool IsSupported => VariableCalls.CopiesEdges;

    /// <summary>
    /// A tensor with the shape, type, device and place in the graph of another one, and one element of memory. It keeps the graph behind
    /// that tensor alive, not the tensor. Of a leaf it is the leaf itself, which the graph holds anyway.
    /// </summary>
    public static Tensor Of(string api, Tensor tensor)
    {
        GraphWalk.RequireReadable(api, tensor);
        if (tensor.is_leaf)
            return Handles.Another(tensor);
        using IDisposable normal = inference_mode(false);
        Tensor place = empty_strided(Shapes.Of(tensor), new long[tensor.dim()], tensor.dtype, tensor.device);
        VariableCalls.CopyEdge(tensor.Handle, place.Handle);
        GC.KeepAlive(tensor);
        return place;
    }

    /// <summary>Which output of its operation a tensor is.</summary>
    public static long OutputNumber(Tensor tensor)
    {
        long number = VariableCalls.OutputNumber(tensor.Handle);
        GC.KeepAlive(tensor);
        return number;
    }

    /// <summary>Whether a pass keeps the tensor's gradient although it is no leaf.</summary>
    public static bool RetainsGrad(Tensor tensor)
    {
        bool retains = VariableCalls.RetainsGrad(tensor.Handle);
        GC.KeepAlive(tensor);
        return retains;
    }
}
