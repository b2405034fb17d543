using System.Runtime.InteropServices;

namespace TorchBridge.Native;

/// <summary>
/// Functions of torch::autograd that TorchSharp does not offer: the gradient edge of a tensor and its version counter. The caller keeps the
/// tensors alive until the call returns.
/// </summary>
internal static unsafe class VariableCalls
{
    private static readonly nint
        s_outputNumber = LibTorch.FindAny("_ZN2at6native9output_nrERKNS_6TensorE", "?output_nr@native@at@@YA_JAEBVTensor@2@@Z"),
        s_retainsGrad = LibTorch.FindAny("_ZN2at6native12retains_gradERKNS_6TensorE", "?retains_grad@native@at@@YA_NAEBVTensor@2@@Z"),
        s_bumpVersion = LibTorch.FindAny("_ZN5torch8autograd4impl12bump_versionERKN2at6TensorE",
            "?bump_version@impl@autograd@torch@@YAXAEBVTensor@at@@@Z"),
        s_edge = LibTorch.FindAny("_ZN5torch8autograd4impl13gradient_edgeERKN2at6TensorE",
            "?gradient_edge@impl@autograd@torch@@YA?AUEdge@23@AEBVTensor@at@@@Z"),
        s_setEdge = LibTorch.FindAny("_ZN5torch8autograd4impl17set_gradient_edgeERKN2at6TensorENS0_4EdgeE",
            "?set_gradient_edge@impl@autograd@torch@@YAXAEBVTensor@at@@UEdge@23@@Z");

    private static readonly Lazy<bool> s_copiesEdges = new(TestEdges);

    /// <summary>Whether the version counter can be increased, and the readers work.</summary>
    public static bool IsSupported => s_outputNumber != 0 && s_retainsGrad != 0 && s_bumpVersion != 0;

    /// <summary>Whether <see cref="CopyEdge"/> works.</summary>
    public static bool CopiesEdges => GraphNode.IsSupported && s_copiesEdges.Value;

    /// <summary>Which output of its operation a tensor is.</summary>
    public static long OutputNumber(nint tensor) => ((delegate* unmanaged<nint, long>)s_outputNumber)(tensor);

    /// <summary>Whether a pass keeps the gradient of a tensor that is not a leaf.</summary>
    public static bool RetainsGrad(nint tensor) => ((delegate* unmanaged<nint, byte>)s_retainsGrad)(tensor) != 0;

    /// <summary>Counts a write to the tensor's memory. Not for inference tensors, which have no counter.</summary>
    public static void CountWrite(nint tensor) => ((delegate* unmanaged<nint, void>)s_bumpVersion)(tensor);

    /// <summary>
    /// Gives a new tensor the gradient edge of another one. C++ passes the edge by value, which means by the address of a copy that the
    /// callee empties. So no reference to the node remains here.
    /// </summary>
    /// <param name="from">A tensor that requires grad, whose graph is known to be readable.</param>
    /// <param name="to">A tensor without history.</param>
    public static void CopyEdge(nint from, nint to)
    {
        Edge edge = ClassResult.Of<Edge>(s_edge, from);
        ((delegate* unmanaged<nint, Edge*, void>)s_setEdge)(to, &edge);
    }

    private static bool TestEdges()
    {
        if (s_edge == 0 || s_setEdge == 0 || s_outputNumber == 0)
            return false;
        using IDisposable normal = inference_mode(false), recording = enable_grad();
        using Tensor x = ones(2, 2, requires_grad: true), to = empty(1);
        Tensor[] parts = x.unbind();
        CopyEdge(parts[1].Handle, to.Handle);
        bool works = GraphNode.Of(to) == GraphNode.Of(parts[1]) && OutputNumber(to.Handle) == 1;
        foreach (Tensor part in parts)
            part.Dispose();
        return works;
    }

    /// <summary>torch::autograd::Edge with its owning pointer: a shared_ptr to a node, and a number.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Edge
    {
        private readonly nint _function, _control;
        private readonly uint _inputNumber;
    }
}
