using System.Text;

namespace TorchBridge.Native;

/// <summary>Registers C# kernels for LibTorch's operators, through its stable C interface.</summary>
internal static unsafe class KernelLibrary
{
    private static readonly nint
        s_new = LibTorch.FindAny("aoti_torch_library_init_impl"),
        s_delete = LibTorch.FindAny("aoti_torch_delete_library_object"),
        s_implement = LibTorch.FindAny("aoti_torch_library_impl");

    /// <summary>Whether kernels can be registered here and are switched on.</summary>
    public static bool IsSupported =>
        Switches.Decompositions && s_new != 0 && s_delete != 0 && s_implement != 0 && StableAbi.IsSupported && KernelThunk.IsSupported
            && KernelLevel.IsSupported;

    /// <summary>Registers all kernels for a dispatch key, or none. They stay for the life of the process.</summary>
    /// <param name="key">The name of the dispatch key.</param>
    /// <param name="kernels">The kernels, with the names of their operators in the namespace aten.</param>
    public static bool Register(string key, params (string Operator, Kernel Kernel)[] kernels)
    {
        nint[] code = KernelThunk.Make(Array.ConvertAll(kernels, each => each.Kernel));
        if (code.Length < kernels.Length)
            return false;
        nint library;
        fixed (byte* aten = "aten\0"u8, forKey = Text(key), file = "TorchBridge\0"u8)
            if (((delegate* unmanaged<byte*, byte*, byte*, uint, nint*, int>)s_new)(aten, forKey, file, 0, &library) != 0)
                return false;
        bool all;
        using (Silence.Begin())      // LibTorch would warn on stderr that a kernel is replaced
            all = Implement(library, kernels, code);
        if (!all)
            _ = ((delegate* unmanaged<nint, int>)s_delete)(library);      // this also removes the kernels registered so far
        return all;
    }

    private static bool Implement(nint library, (string Operator, Kernel Kernel)[] kernels, nint[] code)
    {
        for (int i = 0; i < kernels.Length; i++)
            fixed (byte* name = Text(kernels[i].Operator))
                if (((delegate* unmanaged<nint, byte*, nint, int>)s_implement)(library, name, code[i]) != 0)
                    return false;
        return true;
    }

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text + '\0');
}
