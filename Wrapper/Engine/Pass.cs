using TorchBridge.Native;

namespace TorchBridge.Engine;

/// <summary>
/// One backward pass of LibTorch's engine, from outputs to all leaves or to given inputs. It does not check its arguments, and it keeps
/// managed exceptions out of native code.
/// </summary>
internal static class Pass
{
    private const int OnStack = 64;

    /// <summary>From one output with one element, whose gradient is 1, into the <c>.grad</c> of all leaves.</summary>
    public static void Accumulate(string api, Tensor output, bool retainGraph, bool createGraph)
    {
        nint from = output.Handle;
        using CallerException.Pass pass = CallerException.Expect();
        AutogradCalls.Backward(new(in from), [], retainGraph, createGraph, []);
        GC.KeepAlive(output);
        ReturnedGradients.Release();
        EngineError.ThrowIfAny(api);
    }

    /// <summary>From all outputs into the <c>.grad</c> of the inputs. Without inputs, into that of all leaves.</summary>
    public static void Accumulate(string api, Tensor[] outputs, Tensor[] gradients, bool retainGraph, bool createGraph, Tensor[] inputs)
    {
        int count = outputs.Length + gradients.Length + inputs.Length;
        Span<nint> handles = count <= OnStack ? stackalloc nint[OnStack] : new nint[count];
        Span<nint> from = Fill(handles, outputs, out handles), along = Fill(handles, gradients, out handles);
        using CallerException.Pass pass = CallerException.Expect();
        AutogradCalls.Backward(from, along, retainGraph, createGraph, Fill(handles, inputs, out _));
        KeepAlive(outputs, gradients, inputs);
        ReturnedGradients.Release();
        EngineError.ThrowIfAny(api);
    }

    /// <summary>The gradient of one output with one element in one input; null if no path leads to the input.</summary>
    public static Tensor? Gradient(string api, Tensor output, Tensor input, bool retainGraph, bool createGraph)
    {
        nint from = output.Handle, to = input.Handle, gradient = 0;
        Call(api, new(in from), [], new(in to), retainGraph, createGraph, new(ref gradient));
        GC.KeepAlive(output);
        GC.KeepAlive(input);
        return Adopt(gradient);
    }

    /// <summary>
    /// The same for several outputs and inputs. If there are no gradients, each output has one element and its gradient is 1.
    /// </summary>
    public static Tensor?[] Gradients(string api, Tensor[] outputs, Tensor[] gradients, Tensor[] inputs, bool retainGraph, bool createGraph)
    {
        int count = outputs.Length + gradients.Length + 2 * inputs.Length;
        Span<nint> handles = count <= OnStack ? stackalloc nint[OnStack] : new nint[count];
        Span<nint> from = Fill(handles, outputs, out handles), along = Fill(handles, gradients, out handles);
        Span<nint> to = Fill(handles, inputs, out handles), results = handles[..inputs.Length];
        Call(api, from, along, to, retainGraph, createGraph, results);
        KeepAlive(outputs, gradients, inputs);
        var tensors = new Tensor?[inputs.Length];
        for (int i = 0; i < tensors.Length; i++)
            tensors[i] = Adopt(results[i]);
        return tensors;
    }

    private static void Call(string api, ReadOnlySpan<nint> outputs, ReadOnlySpan<nint> gradients, ReadOnlySpan<nint> inputs,
        bool retainGraph, bool createGraph, Span<nint> results)
    {
        using CallerException.Pass pass = CallerException.Expect();
        string? thrown = null;
        if (DirectGrad.IsSupported)
            thrown = DirectGrad.Run(outputs, gradients, inputs, retainGraph, createGraph, results);
        else
            Script.Grad(outputs, gradients, inputs, retainGraph, createGraph, results);
        ReturnedGradients.Release();
        if (thrown is not null)
            EngineError.Throw(api, thrown);
        if (results.IndexOfAnyExcept((nint)0) < 0)      // a later TorchSharp may report the error in this way too
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

    /// <summary>
    /// Keeps the arrays and their elements alive until here. Otherwise a finalizer could free a tensor while the engine reads it.
    /// </summary>
    private static void KeepAlive(Tensor[] outputs, Tensor[] gradients, Tensor[] inputs)
    {
        GC.KeepAlive(outputs);
        GC.KeepAlive(gradients);
        GC.KeepAlive(inputs);
    }
}
