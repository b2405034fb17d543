using System.Runtime.InteropServices;

namespace TorchBridge.Native;

/// <summary>Reads the name of a C++ class, without namespaces, from the type information before its virtual table.</summary>
internal static unsafe class ClassName
{
    public static string Of(nint vtable) => OperatingSystem.IsWindows() ? OfMicrosoft(vtable) : OfItanium(vtable);

    /// <summary>The word before the table points to the std::type_info. Its second word points to the mangled name.</summary>
    private static string OfItanium(nint vtable)
    {
        nint typeInfo = ((nint*)vtable)[-1];
        nint mangled = ((nint*)typeInfo)[1] & nint.MaxValue;      // macOS marks some names in the highest bit
        return LastOfMangled(Marshal.PtrToStringUTF8(mangled)!);
    }

    /// <summary>
    /// The word before the table points to the complete object locator, which is six 32-bit numbers. The fourth is the offset of the type
    /// descriptor and the sixth that of the locator itself, both from the start of the library. The decorated name follows two words of the
    /// descriptor.
    /// </summary>
    private static string OfMicrosoft(nint vtable)
    {
        int* locator = ((int**)vtable)[-1];
        nint library = (nint)locator - locator[5];
        return FirstOfDecorated(Marshal.PtrToStringUTF8(library + locator[3] + 2 * sizeof(nint))!);
    }

    /// <summary>For <c>N5torch8autograd9generated12MulBackward0E</c>: <c>MulBackward0</c>.</summary>
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
    /// For <c>.?AUMulBackward0@generated@autograd@torch@@</c>: <c>MulBackward0</c>. For an instance of a template,
    /// <c>.?AU?$CppNode@...</c>: <c>CppNode</c>.
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
