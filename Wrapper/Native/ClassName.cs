using System.Runtime.InteropServices;

namespace TorchBridge.Native;

/// <summary>The name of a C++ class, without its namespaces, by the type information that lies before its virtual table.</summary>
internal static unsafe class ClassName
{
    public static string Of(nint vtable) => OperatingSystem.IsWindows() ? OfMicrosoft(vtable) : OfItanium(vtable);

    /// <summary>Before the table is the address of the std::type_info, whose second word is the address of the mangled name.</summary>
    private static string OfItanium(nint vtable)
    {
        nint typeInfo = ((nint*)vtable)[-1];
        nint mangled = ((nint*)typeInfo)[1] & nint.MaxValue;      // macOS marks some names in the highest bit
        return LastOfMangled(Marshal.PtrToStringUTF8(mangled)!);
    }

    /// <summary>
    /// Before the table is the address of its complete object locator: six 32-bit numbers, of which the fourth is where the type descriptor
    /// is and the sixth where the locator itself is, both counted from the start of the library. The decorated name is behind two words of
    /// the descriptor.
    /// </summary>
    private static string OfMicrosoft(nint vtable)
    {
        int* locator = ((int**)vtable)[-1];
        nint library = (nint)locator - locator[5];
        return FirstOfDecorated(Marshal.PtrToStringUTF8(library + locator[3] + 2 * sizeof(nint))!);
    }

    /// <summary>Of <c>N5torch8autograd9generated12MulBackward0E</c>, <c>MulBackward0</c>.</summary>
    internal static string LastOfMangled(string mangled)
    {
        string last = mangled;
        ReadOnlySpan<char> rest = mangled.AsSpan().TrimStart("*N");
        while (rest.Length > 0 && char.IsAsciiDigit(rest[0]))
        {
            int digits = rest.IndexOfAnyExceptInRange('0', '9');
            if (digits < 0 || !int.TryParse(rest[..digits], out int length) || digits + length > rest.Length)
                break;
            last = rest.Slice(digits, length).ToString();
            rest = rest[(digits + length)..];
        }
        return last;
    }

    /// <summary>
    /// Of <c>.?AUMulBackward0@generated@autograd@torch@@</c>, <c>MulBackward0</c>; of a template's instance, <c>.?AU?$CppNode@...</c>, its
    /// own name.
    /// </summary>
    internal static string FirstOfDecorated(string decorated)
    {
        const int prefix = 4;      // ".?A", then U for a struct or V for a class
        if (decorated.Length <= prefix || !decorated.StartsWith(".?A", StringComparison.Ordinal))
            return decorated;
        string rest = decorated[prefix..].TrimStart('?', '$');
        int end = rest.IndexOf('@', StringComparison.Ordinal);
        return end < 0 ? rest : rest[..end];
    }
}
