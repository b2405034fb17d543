using System.Runtime.InteropServices;

namespace TorchBridge.Native;

/// <summary>
/// Objects of the C++ class std::function whose code is a <see cref="NativeCallback"/>. There is no other way to give LibTorch a hook, and
/// the stable C interface has none.
/// <list type="table">
/// <item><term>GNU's library</term><description>four words: two for the function's own data, a manager that copies and destroys it, and an
/// invoker. A parameter is destroyed by the caller.</description></item>
/// <item><term>Microsoft's library</term><description>eight words, the last of which points to an object with a virtual table: copy, move,
/// call, type, delete, data. If that object is outside of the eight words, it is never moved. A parameter is destroyed by the
/// callee.</description></item>
/// </list>
/// </summary>
internal static unsafe class CppFunction
{
    /// <summary>How many words a caller must give. It is enough for both libraries.</summary>
    public const int Words = 8;

    private const int GetFunctor = 1, Clone = 2, Destroy = 3;      // std::_Manager_operation
    private const int MicrosoftObject = 7;

    private static readonly nint[] s_invokers = NativeThunk.Make(
        ((nint)(delegate* unmanaged<nint, nint, nint, nint, nint>)&EnterWithGradient, 0),
        ((nint)(delegate* unmanaged<nint, nint, nint, nint, nint>)&EnterWithNothing, 0));

    private static readonly nint[] s_tables = OperatingSystem.IsWindows() ? Array.ConvertAll(s_invokers, Table) : [];

    public static bool IsSupported => s_invokers.Length > 0;

    /// <summary>
    /// Writes a std::function&lt;TensorBase(const TensorBase&amp;)&gt; or a std::function&lt;void()&gt; that owns the callback.
    /// </summary>
    public static void Make(nint* function, NativeCallback callback, bool takesGradient)
    {
        new Span<nint>(function, Words).Clear();
        int kind = takesGradient ? 0 : 1;
        if (OperatingSystem.IsWindows())
            function[MicrosoftObject] = CppObject.Make(s_tables[kind], callback);
        else
        {
            function[0] = callback.Id;
            function[2] = (nint)(delegate* unmanaged<nint*, nint*, int, byte>)&Manage;
            function[3] = s_invokers[kind];
        }
    }

    /// <summary>Destroys the function if a call that it was passed to by value has left that to the caller.</summary>
    public static void AfterCall(nint* function)
    {
        if (!OperatingSystem.IsWindows() && function[2] != 0)
            NativeCallback.Of(function[0]).Release();
    }

    [UnmanagedCallersOnly]
    private static byte Manage(nint* to, nint* from, int operation)
    {
        switch (operation)
        {
            case GetFunctor:
                *to = (nint)from;
                break;
            case Clone:
                NativeCallback.Of(*from).Share();
                *to = *from;
                break;
            case Destroy:
                NativeCallback.Of(*to).Release();
                break;
            default:      // asks for the type, which LibTorch never does
                *to = 0;
                break;
        }
        return 0;
    }

    /// <summary>Linux: (result, data, gradient). Windows: (object, result, gradient).</summary>
    [UnmanagedCallersOnly]
    private static nint EnterWithGradient(nint first, nint second, nint gradient, nint context) => OperatingSystem.IsWindows()
        ? NativeCallback.Run(CppObject.IdOf(first), gradient, second)
        : NativeCallback.Run(*(nint*)second, gradient, first);

    /// <summary>Linux: (data). Windows: (object).</summary>
    [UnmanagedCallersOnly]
    private static nint EnterWithNothing(nint first, nint second, nint third, nint context) =>
        NativeCallback.Run(OperatingSystem.IsWindows() ? CppObject.IdOf(first) : *(nint*)first, 0, 0);

    private static nint Table(nint invoker) => CppObject.MakeTable(
        (nint)(delegate* unmanaged<nint, nint, nint>)&Copied, (nint)(delegate* unmanaged<nint, nint, nint>)&Moved, invoker,
        (nint)(delegate* unmanaged<nint, nint>)&Nothing, CppObject.Delete, (nint)(delegate* unmanaged<nint, nint>)&Nothing);

    [UnmanagedCallersOnly]
    private static nint Copied(nint self, nint room)
    {
        NativeCallback.Of(CppObject.IdOf(self)).Share();
        return self;      // all copies are this one object
    }

    [UnmanagedCallersOnly]
    private static nint Moved(nint self, nint room) => self;

    [UnmanagedCallersOnly]
    private static nint Nothing(nint self) => 0;
}
