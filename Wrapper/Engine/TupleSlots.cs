using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TorchBridge.Engine;

/// <summary>
/// Writes the fields of value tuples that contain only references, also nested ones. Generic code can't set a field of a tuple by name, and
/// reflection does not work after trimming. In memory such a tuple is a row of references.
/// </summary>
internal static class TupleSlots
{
    /// <summary>The fields in the order of the runtime's layout, which may differ from the order of the declaration.</summary>
    public static Span<object?> Of<T>(ref T tuple) =>
        MemoryMarshal.CreateSpan(ref Unsafe.As<T, object?>(ref tuple), Count<T>());

    /// <summary>The number of fields.</summary>
    public static int Count<T>() => Unsafe.SizeOf<T>() / nint.Size;
}
