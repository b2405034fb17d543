using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchBridge.Native;
using static TorchSharp.torch;

namespace TorchBridge.Engine;

/// <summary>The native side of applying a custom function.</summary>
internal static unsafe class FunctionCall
{
    [ThreadStatic]
    private static nint* t_results;

    /// <summary>Makes the edges of the node lead to the inputs.</summary>
    public static void SetNextEdges(string api, Tensor[] inputs, FunctionNode node)
    {
        nint[] handles = Handles(inputs);
        fixed (nint* first = handles)
            LibTorchSharp.THSAutograd_CSharpNode_setNextEdges(node.Pointer, Array(first, handles), true);
        GC.KeepAlive(inputs);
        EngineError.ThrowIfAny(api);
    }

    /// <summary>The outputs with the node behind them, as new tensors; without a node they have no history.</summary>
    public static Tensor[] WrapOutputs(string api, Tensor[] inputs, Tensor[] nonDifferentiable, Tensor[] outputs, FunctionNode? node)
    {
        nint[] inputHandles = Handles(inputs), constantHandles = Handles(nonDifferentiable), outputHandles = Handles(outputs);
        var results = new nint[outputs.Length];
        fixed (nint* i = inputHandles, c = constantHandles, o = outputHandles, r = results)
        {
            t_results = r;
            LibTorchSharp.THSAutograd_Function_wrapOutputs(Array(i, inputHandles), Array(c, constantHandles), default, Array(o, outputHandles),
                node?.Pointer ?? default, &Allocate);
        }
        GC.KeepAlive(inputs);
        GC.KeepAlive(nonDifferentiable);
        GC.KeepAlive(outputs);
        EngineError.ThrowIfAny(api);
        return System.Array.ConvertAll(results, Tensor.UnsafeCreateTensor);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint* Allocate(nuint length) => t_results;

    private static nint[] Handles(Tensor[] tensors) => System.Array.ConvertAll(tensors, tensor => tensor.Handle);

    private static LibTorchSharp.TensorArray Array(nint* first, nint[] handles) => new() { Handles = first, Length = handles.Length };
}
