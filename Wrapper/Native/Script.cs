using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static TorchBridge.Native.LibTorchSharp;

namespace TorchBridge.Native;

/// <summary>
/// Calls that TorchSharp does not offer, or makes without catching C++ exceptions. Here TorchScript makes the calls and turns every C++
/// exception into this thread's last error. The script is fixed, because an error in a script ends the process.
/// </summary>
internal static unsafe class Script
{
    private const int OnStack = 64;
    private const string Message = "RuntimeError: ";      // separates TorchScript's traceback from the error's message

    // Unused inputs are always allowed here. The caller sees that the gradient is missing, which is cheaper than a native error.
    private static readonly nint s_unit = Compile("""
        def grad_of_scalars(outputs: List[Tensor], inputs: List[Tensor], retain_graph: bool, create_graph: bool) -> List[Optional[Tensor]]:
            return torch.autograd.grad(outputs, inputs, None, retain_graph, create_graph, True)

        def grad(outputs: List[Tensor], inputs: List[Tensor], grad_outputs: List[Tensor],
                retain_graph: bool, create_graph: bool) -> List[Optional[Tensor]]:
            cotangents: List[Optional[Tensor]] = []
            for cotangent in grad_outputs:
                cotangents.append(cotangent)
            return torch.autograd.grad(outputs, inputs, cotangents, retain_graph, create_graph, True)

        def make_dual(primal: Tensor, tangent: Tensor) -> Tensor:
            return torch._make_dual(primal, tangent, 0)

        def unpack_dual(dual: Tensor) -> List[Tensor]:
            primal, tangent = torch._unpack_dual(dual, 0)
            return [primal, tangent]

        """u8);

    [ThreadStatic]
    private static ScriptValue* t_results;

    /// <summary>
    /// The gradients of outputs with respect to inputs: one new handle or 0 for each input. Without <paramref name="gradients"/> every
    /// output has one element and its gradient is 1. Unused inputs are allowed. All are 0 after an error.
    /// </summary>
    public static void Grad(ReadOnlySpan<nint> outputs, ReadOnlySpan<nint> gradients, ReadOnlySpan<nint> inputs,
        bool retainGraph, bool createGraph, Span<nint> results)
    {
        int count = outputs.Length + gradients.Length + 2 * inputs.Length;
        Span<ScriptValue> values = count <= OnStack ? stackalloc ScriptValue[OnStack] : new ScriptValue[count];
        fixed (ScriptValue* first = values)
        {
            ScriptValue* next = first + inputs.Length;      // the results come first, then the elements of the lists
            ScriptValue* arguments = stackalloc ScriptValue[5];
            int n = 0;
            arguments[n++] = List(outputs, ref next);
            arguments[n++] = List(inputs, ref next);
            if (gradients.Length > 0)
                arguments[n++] = List(gradients, ref next);
            arguments[n++] = ScriptValue.Bool(retainGraph);
            arguments[n++] = ScriptValue.Bool(createGraph);
            values[..inputs.Length].Clear();
            Invoke(s_unit, gradients.Length > 0 ? "grad"u8 : "grad_of_scalars"u8, arguments, n, first);
            for (int i = 0; i < results.Length; i++)
                results[i] = first[i].Handle;
        }
    }

    /// <summary>A new handle of a dual tensor. 0 after an error.</summary>
    public static nint MakeDual(nint primal, nint tangent)
    {
        ScriptValue* arguments = stackalloc ScriptValue[2] { ScriptValue.Tensor(primal), ScriptValue.Tensor(tangent) };
        ScriptValue result = default;
        Invoke(s_unit, "make_dual"u8, arguments, 2, &result);
        return result.Handle;
    }

    /// <summary>New handles of primal and tangent. Without a tangent the second is undefined. Both are 0 after an error.</summary>
    public static (nint Primal, nint Tangent) UnpackDual(nint dual)
    {
        ScriptValue argument = ScriptValue.Tensor(dual);
        ScriptValue* results = stackalloc ScriptValue[2];
        new Span<ScriptValue>(results, 2).Clear();
        Invoke(s_unit, "unpack_dual"u8, &argument, 1, results);
        return (results[0].Handle, results[1].Handle);
    }

    /// <summary>A list as an argument. Its elements are written to <paramref name="next"/>, which is then moved behind them.</summary>
    public static ScriptValue List(ReadOnlySpan<nint> handles, ref ScriptValue* next)
    {
        ScriptValue list = new() { Code = ScriptValue.TensorListCode, Length = handles.Length, Handle = (nint)next };
        foreach (nint handle in handles)
            *next++ = ScriptValue.Tensor(handle);
        return list;
    }

    /// <summary>The function writes to <paramref name="results"/>, which must have room for all results.</summary>
    public static void Invoke(nint unit, ReadOnlySpan<byte> function, ScriptValue* arguments, int count, ScriptValue* results)
    {
        ScriptValue* outer = t_results;      // a function of the caller may make another such call while the script runs
        t_results = results;
        sbyte code;
        fixed (byte* name = function)
            LibTorchSharp.THSJIT_CompilationUnit_Invoke(unit, name, arguments, count, &Allocate, &code, 0);
        t_results = outer;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static ScriptValue* Allocate(int index, nuint length) => t_results;

    /// <summary>The message of this thread's last error without TorchScript's traceback.</summary>
    public static string TakeMessage()
    {
        string text = NativeError.Take() ?? "LibTorch gives no reason.";
        return text[(text.LastIndexOf(Message, StringComparison.Ordinal) is var at and >= 0 ? at + Message.Length : 0)..].Trim();
    }

    public static nint Compile(ReadOnlySpan<byte> script)
    {
        fixed (byte* text = script)
        {
            nint unit = LibTorchSharp.THSJIT_compile(text);
            return unit != 0 ? unit : throw new InvalidOperationException(
                $"LibTorch did not take the library's own script: {NativeError.Take()}");
        }
    }
}
