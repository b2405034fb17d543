using TorchBridge.Native;

namespace TorchBridge.Engine;

/// <summary>Tensors that stand for another tensor in the graph and have no values.</summary>
internal static class GraphPlace
{
    /// <summary>Whether they can be made.</summary>
    public static bool IsSupported => VariableCalls.CopiesEdges;

    /// <summary>
    /// A tensor that has the shape, type, device and gradient edge of another tensor, and one element of memory. It keeps the graph behind
    /// that tensor alive, but not the tensor. For a leaf the result is the leaf itself, which the graph keeps alive anyway.
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

    /// <summary>Whether a pass keeps the tensor's gradient although the tensor is not a leaf.</summary>
    public static bool RetainsGrad(Tensor tensor)
    {
        bool retains = VariableCalls.RetainsGrad(tensor.Handle);
        GC.KeepAlive(tensor);
        return retains;
    }
}
