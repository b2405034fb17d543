namespace TorchBridge.Native;

/// <summary>
/// LibTorch's stable C interface, which calls operators by name. Its functions have plain C names on every platform. A value on its stack
/// has 64 bits: an integer, a float64, or a pointer whose ownership is passed with it.
/// </summary>
internal static unsafe class StableAbi
{
    private static readonly nint s_call = LibTorch.FindAny("aoti_torch_call_dispatcher");

    private const long TheOneLevel = 0;

    private static readonly Lazy<bool> s_works = new(SelfTest);

    /// <summary>
    /// Whether the interface exists and works. Only one version of LibTorch is accepted, because the arguments of operators may differ in
    /// others.
    /// </summary>
    public static bool IsSupported => s_works.Value;

    /// <summary>
    /// Calls an operator. The call consumes the handles of tensor arguments; results are new handles. False after an error, which LibTorch
    /// then prints to stderr.
    /// </summary>
    /// <param name="name">The name with its namespace, ending in a zero byte.</param>
    /// <param name="stack">The arguments, which the results replace. It has room for both.</param>
    private static bool Call(ReadOnlySpan<byte> name, Span<long> stack)
    {
        byte overload = 0;      // the empty name
        fixed (byte* operation = name)
        fixed (long* first = stack)
            return ((delegate* unmanaged<byte*, byte*, long*, int>)s_call)(operation, &overload, first) == 0;
    }

    /// <summary>aten::_cdist_backward: the gradient with respect to x1 of the p-norm distances between the rows of x1 and x2.</summary>
    public static Tensor CdistBackward(Tensor gradient, Tensor x1, Tensor x2, double p, Tensor distances)
    {
        Span<long> stack = [Argument(gradient), Argument(x1), Argument(x2), BitConverter.DoubleToInt64Bits(p), Argument(distances)];
        return Call("aten::_cdist_backward\0"u8, stack)
            ? Tensor.UnsafeCreateTensor((nint)stack[0])
            : throw new InvalidOperationException("aten::_cdist_backward has failed; LibTorch has printed why to stderr.");
    }

    /// <summary>A new handle of a dual tensor; 0 after an error. LibTorch prints nothing about the error.</summary>
    public static nint MakeDual(nint primal, nint tangent)
    {
        Span<long> stack = [LibTorch.Copy(primal), LibTorch.Copy(tangent), TheOneLevel];
        using var silence = Silence.Begin();
        return Call("aten::_make_dual\0"u8, stack) ? (nint)stack[0] : 0;
    }

    /// <summary>
    /// New handles of both parts of a tensor. The second is 0 if there is no tangent. After an error both are 0, and LibTorch prints
    /// nothing.
    /// </summary>
    public static (nint Primal, nint Tangent) UnpackDual(nint dual)
    {
        Span<long> stack = [LibTorch.Copy(dual), TheOneLevel];
        using (Silence.Begin())
            if (!Call("aten::_unpack_dual\0"u8, stack))
                return (0, 0);
        (nint primal, nint tangent) = ((nint)stack[0], (nint)stack[1]);
        if (LibTorch.IsDefined(tangent))
            return (primal, tangent);
        LibTorchSharp.THSTensor_dispose(tangent);
        return (primal, 0);
    }

    private static long Argument(Tensor tensor)
    {
        nint handle = LibTorch.Copy(tensor.Handle);
        GC.KeepAlive(tensor);
        return handle;
    }

    private static bool SelfTest()
    {
        if (s_call == 0 || !LibTorch.CanAdopt || LibTorch.Version?.StartsWith("2.10.", StringComparison.Ordinal) != true)
            return false;
        using Tensor one = ones(2), zero = zeros(2);
        return Equal(one, one) == 1 && Equal(one, zero) == 0;

        static long Equal(Tensor a, Tensor b)
        {
            Span<long> stack = [Argument(a), Argument(b)];
            return Call("aten::equal\0"u8, stack) ? stack[0] : -1;
        }
    }
}
