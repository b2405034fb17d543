using TorchBridge.Native;
using static TorchSharp.torch;

namespace TorchBridge.Engine;

/// <summary>One walk of LibTorch's engine from outputs to the given inputs, returning their gradients. It checks nothing; a result is null where no path leads to the input.</summary>
internal static class GradPass
{
    private const int OnStack = 64;

    /// <summary>From one output of one element, whose gradient is 1, to one input.</summary>
    public static Tensor? Run(string api, Tensor output, Tensor input, bool retainGraph, bool createGraph)
    {
        nint from = output.Handle, to = input.Handle, gradient = 0;
        Call(api, new(in from), [], new(in to), retainGraph, createGraph, new(ref gradient));
        GC.KeepAlive(output);
        GC.KeepAlive(input);
        return Adopt(gradient);
    }

    /// <summary>From all outputs at once to all inputs. No gradients at all stand for outputs of one element, whose gradients are 1.</summary>
    public static Tensor?[] Run(string api, Tensor[] outputs, Tensor[] gradients, Tensor[] inputs, bool retainGraph, bool createGraph)
    {
        int count = outputs.Length + gradients.Length + 2 * inputs.Length;
        Span<nint> handles = count <= OnStack ? stackalloc nint[OnStack] : new nint[count];
        Span<nint> outputHandles = Fill(handles, outputs, out handles);
        Span<nint> gradientHandles = Fill(handles, gradients, out handles);
        Span<nint> inputHandles = Fill(handles, inputs, out handles);
        Span<nint> results = handles[..inputs.Length];
        Call(api, outputHandles, gradientHandles, inputHandles, retainGraph, createGraph, results);
        // No finalizer may take a tensor while the engine reads it: the arrays, and so their elements, live until here.
        GC.KeepAlive(outputs);
        GC.KeepAlive(gradients);
        GC.KeepAlive(inputs);
        var tensors = new Tensor?[inputs.Length];
        for (int i = 0; i < tensors.Length; i++)
            tensors[i] = Adopt(results[i]);
        return tensors;
    }

    private static void Call(string api, ReadOnlySpan<nint> outputs, ReadOnlySpan<nint> gradients, ReadOnlySpan<nint> inputs, bool retainGraph, bool createGraph, Span<nint> results)
    {
        using CallerException.Pass pass = CallerException.Expect();
        string? thrown = null;
        if (Capabilities.DirectGrad)
            thrown = GuardedGrad.Run(outputs, gradients, inputs, retainGraph, createGraph, results);
        else
            Script.Grad(outputs, gradients, inputs, retainGraph, createGraph, results);
        ReturnedGradients.Release();
        if (thrown is not null)
            EngineError.Throw(api, thrown);
        if (results.IndexOfAnyExcept((nint)0) < 0)      // also where a TorchSharp to come guards its export itself
            EngineError.ThrowIfAny(api);
    }

    private static Tensor? Adopt(nint handle) => handle == 0 ? null : Handles.Derivative(handle);

    private static Span<nint> Fill(Span<nint> handles, Tensor[] tensors, out Span<nint> rest)
    {
        for (int i = 0; i < tensors.Length; i++)
            handles[i] = tensors[i].Handle;
        rest = handles[tensors.Length..];
        return handles[..tensors.Length];
    }
}
