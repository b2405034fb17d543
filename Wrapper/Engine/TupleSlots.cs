using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TorchBridge.Engine;

/// <summary>
/// Writes the fields of value tuples that have only references in them, nested ones too. C# can't set a field of a tuple whose type it does
/// not know, and reflection does not survive trimming. Such a tuple is a row of references in memory.
/// </summary>
internal static class TupleSlots
{
    /// <summary>The fields, in the order that the runtime has laid them out in. It need not be that of the declaration.</summary>
    public static Span<object?> Of<T>(ref T tuple) =>
        MemoryMarshal.CreateSpan(ref Unsafe.As<T, object?>(ref tuple), Count<T>());

    /// <summary>The number of fields.</summary>
    public static int Count<T>() => Unsafe.SizeOf<T>() / nint.Size;
}
