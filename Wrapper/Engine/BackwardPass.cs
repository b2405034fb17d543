using TorchBridge.Native;
using static TorchSharp.torch;

namespace TorchBridge.Engine;

/// <summary>One walk of LibTorch's engine from outputs to leaves, accumulating into <c>.grad</c>. It checks nothing.</summary>
internal static unsafe class BackwardPass
{
    private const int OnStack = 64;

    /// <summary>From one output of one element, whose gradient is 1, into all leaves.</summary>
    public static void Run(string api, Tensor output, bool retainGraph, bool createGraph)
    {
        nint handle = output.Handle;
        using CallerException.Pass pass = CallerException.Expect();
        LibTorchSharp.THSAutograd_backward(&handle, 1, null, 0, retainGraph, createGraph, null, 0);
        GC.KeepAlive(output);
        ReturnedGradients.Release();
        EngineError.ThrowIfAny(api);
    }

    /// <summary>From all <paramref name="outputs"/> at once, into <paramref name="inputs"/> or, where there are none, into all leaves.</summary>
    public static void Run(string api, Tensor[] outputs, Tensor[] gradients, bool retainGraph, bool createGraph, Tensor[] inputs)
    {
        int count = outputs.Length + gradients.Length + inputs.Length;
        Span<nint> handles = count <= OnStack ? stackalloc nint[OnStack] : new nint[count];
        Span<nint> gradientHandles = handles[outputs.Length..], inputHandles = gradientHandles[gradients.Length..];
        Fill(handles, outputs);
        Fill(gradientHandles, gradients);
        Fill(inputHandles, inputs);
        using CallerException.Pass pass = CallerException.Expect();
        fixed (nint* o = handles, g = gradientHandles, i = inputHandles)
            LibTorchSharp.THSAutograd_backward(o, outputs.Length, g, gradients.Length, retainGraph, createGraph, i, inputs.Length);
        // No finalizer may take a tensor while the engine reads it: the arrays, and so their elements, live until here.
        GC.KeepAlive(outputs);
        GC.KeepAlive(gradients);
        GC.KeepAlive(inputs);
        ReturnedGradients.Release();
        EngineError.ThrowIfAny(api);
    }

    private static void Fill(Span<nint> handles, Tensor[] tensors)
    {
        for (int i = 0; i < tensors.Length; i++)
            handles[i] = tensors[i].Handle;
    }
}
