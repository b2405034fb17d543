using System.Runtime.InteropServices;

namespace TorchBridge.Native;

/// <summary>
/// Calls of C++ functions whose result is an object of a class with a destructor of its own. All compilers return such an object through
/// memory of the caller. How the function gets the memory's address is another matter on each platform:
/// <list type="table">
/// <item><term>Linux x64</term><description>as the first argument, before <c>this</c>; run</description></item>
/// <item><term>Windows x64</term><description>as the first argument, for a member function behind <c>this</c>; run</description></item>
/// <item><term>Windows arm64</term><description>the same: in x0, or in x1 behind <c>this</c>; read in the library's code, never
/// run</description></item>
/// <item><term>macOS arm64</term><description>in register x8, where no argument is; read in the library's code, never
/// run</description></item>
/// </list>
/// Arguments are numbers and addresses, so few that they are in registers: a function does not look at one more than it has.
/// </summary>
internal static unsafe class ClassResult
{
    private static readonly bool s_inRegisterOfItsOwn =
        RuntimeInformation.ProcessArchitecture == Architecture.Arm64 && !OperatingSystem.IsWindows();

    /// <summary>Calls a function that is no member. Its result is as large as <typeparamref name="T"/>, or smaller.</summary>
    public static T Of<T>(nint function, nint first = 0, nint second = 0, nint third = 0) where T : unmanaged
    {
        if (s_inRegisterOfItsOwn)
            return OfRegister<T>(function, first, second, third);
        T result;
        ((delegate* unmanaged<T*, nint, nint, nint, void>)function)(&result, first, second, third);
        return result;
    }

    /// <summary>Calls a member function of <paramref name="instance"/>.</summary>
    public static T OfMember<T>(nint function, nint instance, nint first = 0, nint second = 0) where T : unmanaged
    {
        if (s_inRegisterOfItsOwn)
            return OfRegister<T>(function, instance, first, second);
        T result;
        if (OperatingSystem.IsWindows())
            ((delegate* unmanaged<nint, T*, nint, nint, void>)function)(instance, &result, first, second);
        else
            ((delegate* unmanaged<T*, nint, nint, nint, void>)function)(&result, instance, first, second);
        return result;
    }

    /// <summary>C cannot name the register; a result that .NET too takes from memory has its address there.</summary>
    private static T OfRegister<T>(nint function, nint first, nint second, nint third) where T : unmanaged
    {
        Room room = ((delegate* unmanaged<nint, nint, nint, Room>)function)(first, second, third);
        return *(T*)&room;
    }

    [StructLayout(LayoutKind.Sequential, Size = 256)]
    private readonly struct Room
    {
        private readonly nint _first;
    }
}
