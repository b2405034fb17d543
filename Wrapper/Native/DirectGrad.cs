using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TorchBridge.Native;

/// <summary>
/// Calls TorchSharp's export of torch::autograd::grad, which does not catch C++ exceptions, inside a <see cref="CatchFrame"/>.
/// </summary>
internal static unsafe class DirectGrad
{
    private static readonly nint s_grad = NativeLoader.FindInLibTorchSharp("THSAutograd_grad");

    [ThreadStatic]
    private static nint* t_results;

    /// <summary>Whether the call works here and is switched on.</summary>
    public static bool IsSupported => Switches.DirectGrad && s_grad != 0 && CatchFrame.IsSupported;

    /// <summary>
    /// Writes one new handle, or 0, to <paramref name="results"/> for each input. Without <paramref name="gradients"/> every output has one
    /// element and its gradient is 1. Unused inputs are allowed. Returns the message of the exception that was thrown, or null.
    /// </summary>
    public static string? Run(ReadOnlySpan<nint> outputs, ReadOnlySpan<nint> gradients,
        ReadOnlySpan<nint> inputs, bool retainGraph, bool createGraph, Span<nint> results)
    {
        results.Clear();
        nint* outer = t_results;      // a function of the caller may make another such call while the pass runs
        string? error;
        fixed (nint* o = outputs, g = gradients, i = inputs, r = results)
        {
            t_results = r;
            CatchFrame.Call call = new() { Function = s_grad };
            call.Arguments[0] = (long)o;
            call.Arguments[1] = outputs.Length;
            call.Arguments[2] = (long)i;
            call.Arguments[3] = inputs.Length;
            call.Arguments[4] = (long)g;
            call.Arguments[5] = gradients.Length;
            call.Arguments[6] = retainGraph ? 1 : 0;
            call.Arguments[7] = createGraph ? 1 : 0;
            call.Arguments[8] = 1;      // allow_unused: the caller sees that the gradient is missing, which is cheaper than an error
            call.Arguments[9] = (long)(delegate* unmanaged[Cdecl]<nuint, nint*>)&Allocate;
            error = CatchFrame.Run(&call);
        }
        t_results = outer;
        return error;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint* Allocate(nuint count) => t_results;
}
