using System.Runtime.InteropServices;

namespace TorchBridge.Native;

/// <summary>
/// Calls C++ functions that return an object of a class with a destructor. All compilers return such an object in memory of the caller. How
/// the function gets the address of that memory differs by platform:
/// <list type="table">
/// <item><term>Linux x64</term><description>as the first argument, before <c>this</c>; tested</description></item>
/// <item><term>Windows x64</term><description>as the first argument, in a member function after <c>this</c>; tested</description></item>
/// <item><term>Windows arm64</term><description>the same: in x0, or in x1 after <c>this</c>; taken from the library's code, not
/// tested</description></item>
/// <item><term>macOS arm64</term><description>in register x8, which holds no argument; taken from the library's code, not
/// tested</description></item>
/// </list>
/// Arguments are numbers and addresses, few enough to be in registers. So a function may get more arguments than it has; it ignores them.
/// </summary>
internal static unsafe class ClassResult
{
    private static readonly bool s_inRegisterOfItsOwn =
        RuntimeInformation.ProcessArchitecture == Architecture.Arm64 && !OperatingSystem.IsWindows();

    /// <summary>Calls a function that is not a member. Its result must not be larger than <typeparamref name="T"/>.</summary>
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

    /// <summary>C# cannot set register x8. But .NET puts the address of a large result there, as C++ expects.</summary>
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
