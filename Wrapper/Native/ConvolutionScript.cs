using static TorchBridge.Native.LibTorchSharp;

namespace TorchBridge.Native;

/// <summary>
/// aten::convolution and aten::_convolution_mode, which TorchSharp does not offer. The calls go through TorchScript, because the stable
/// interface gives no message if the caller's shapes do not fit. TorchSharp can't pass a list of integers to TorchScript, so the integers
/// are passed one by one.
/// </summary>
internal static unsafe class ConvolutionScript
{
    // s, p, d, o: stride, padding, dilation, output padding.
    private static readonly nint s_unit = Script.Compile("""
        def convolution2(x: Tensor, weight: Tensor, bias: Optional[Tensor], transposed: bool, groups: int,
                s0: int, s1: int, d0: int, d1: int, p0: int, p1: int, o0: int, o1: int) -> Tensor:
            return torch.convolution(x, weight, bias, [s0, s1], [p0, p1], [d0, d1], transposed, [o0, o1], groups)

        def convolution3(x: Tensor, weight: Tensor, bias: Optional[Tensor], transposed: bool, groups: int,
                s0: int, s1: int, s2: int, d0: int, d1: int, d2: int, p0: int, p1: int, p2: int, o0: int, o1: int, o2: int) -> Tensor:
            return torch.convolution(x, weight, bias, [s0, s1, s2], [p0, p1, p2], [d0, d1, d2], transposed, [o0, o1, o2], groups)

        def mode2(x: Tensor, weight: Tensor, bias: Optional[Tensor], same: bool, groups: int, s0: int, s1: int, d0: int, d1: int) -> Tensor:
            return torch._convolution_mode(x, weight, bias, [s0, s1], "same" if same else "valid", [d0, d1], groups)

        def mode3(x: Tensor, weight: Tensor, bias: Optional[Tensor], same: bool, groups: int,
                s0: int, s1: int, s2: int, d0: int, d1: int, d2: int) -> Tensor:
            return torch._convolution_mode(x, weight, bias, [s0, s1, s2], "same" if same else "valid", [d0, d1, d2], groups)

        """u8);

    /// <summary>aten::convolution in two or three dimensions. Each list has one number for each dimension.</summary>
    public static Tensor Convolution(Tensor x, Tensor weight, Tensor? bias, long[] stride, long[] padding, long[] dilation, bool transposed,
        long[] outputPadding, long groups) =>
        Run(stride.Length == 2 ? "convolution2"u8 : "convolution3"u8, x, weight, bias, transposed, groups,
            stride, dilation, padding, outputPadding);

    /// <summary>
    /// The same with the padding "same", which makes the result as large as x, or with the padding "valid", which is none.
    /// </summary>
    public static Tensor WithMode(Tensor x, Tensor weight, Tensor? bias, long[] stride, bool same, long[] dilation, long groups) =>
        Run(stride.Length == 2 ? "mode2"u8 : "mode3"u8, x, weight, bias, same, groups, stride, dilation);

    private static Tensor Run(ReadOnlySpan<byte> function, Tensor x, Tensor weight, Tensor? bias, bool flag, long groups,
        params ReadOnlySpan<long[]> lists)
    {
        Span<ScriptValue> arguments = stackalloc ScriptValue[5 + 4 * 3];
        arguments[0] = ScriptValue.Tensor(x.Handle);
        arguments[1] = ScriptValue.Tensor(weight.Handle);
        arguments[2] = bias is null ? ScriptValue.None : ScriptValue.Tensor(bias.Handle);
        arguments[3] = ScriptValue.Bool(flag);
        arguments[4] = ScriptValue.Int(groups);
        int count = 5;
        foreach (long[] list in lists)
            foreach (long number in list)
                arguments[count++] = ScriptValue.Int(number);
        ScriptValue result = default;
        fixed (ScriptValue* first = arguments)
            Script.Invoke(s_unit, function, first, count, &result);
        GC.KeepAlive(x);
        GC.KeepAlive(weight);
        GC.KeepAlive(bias);
        return result.Handle != 0 ? Tensor.UnsafeCreateTensor(result.Handle) : throw new InvalidOperationException(Script.TakeMessage());
    }
}
