using TorchBridge.Engine;

namespace TorchBridge.Operators.Reverse;

/// <summary>What autograd stores for a tensor: its version counter and its gradient edge.</summary>
internal static class TensorState
{
    public static long Version(Tensor tensor)
    {
        const string api = nameof(Version);
        Admission.Usable(api, tensor, "self");
        if (Memory.IsInference(tensor))
            throw GraphMessages.NoVersion(api);
        return Memory.CountsWrites ? Memory.Version(tensor) : throw GraphMessages.NotInThisLibTorch(api);
    }

    /// <summary>Counts a write to each tensor. Inference tensors have no counter and are left out, as in Python.</summary>
    public static void IncrementVersion(Tensor[] tensors, string parameter)
    {
        const string api = nameof(IncrementVersion);
        Admission.Usable(api, tensors, parameter);
        Require(api);
        foreach (Tensor tensor in tensors)
            if (!Memory.IsInference(tensor))
                Memory.CountWrite(tensor);
    }

    public static long OutputNumber(string api, Tensor tensor)
    {
        Admission.Usable(api, tensor, "self");
        Require(api);
        return GraphPlace.OutputNumber(tensor);
    }

    public static bool RetainsGrad(string api, Tensor tensor)
    {
        Admission.Usable(api, tensor, "self");
        Require(api);
        return GraphPlace.RetainsGrad(tensor);
    }

    public static bool IsInference(string api, Tensor tensor)
    {
        Admission.Usable(api, tensor, "self");
        return Memory.IsInference(tensor);
    }

    private static void Require(string api)
    {
        if (!Memory.CountsWrites)
            throw GraphMessages.NotInThisLibTorch(api);
    }
}
