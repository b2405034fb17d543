using System.Runtime.InteropServices;
using System.Text;

namespace TorchBridge.Native;

/// <summary>
/// torch::jit::RegisterDecomposition: forward mode runs the registered TorchScript function instead of an operator that has no forward
/// derivative. Python's torch registers such functions too. The stable interface does not offer this, so C++ names are used. Only Linux and
/// Windows are supported: macOS has another layout of std::string, which <see cref="Schema"/> reads.
/// </summary>
internal static unsafe class JitDecomposition
{
    private const int StringSize = 32;                  // sizeof(std::string)
    private const int SchemaInEntry = 2 * StringSize;   // c10::impl::OperatorEntry: name and overload, then the schema

    private static readonly nint
        s_dispatcher = LibTorch.FindAny("_ZN3c1010Dispatcher13realSingletonEv", "?realSingleton@Dispatcher@c10@@SAAEAV12@XZ"),
        s_findSchema = LibTorch.FindAny("_ZN3c1010Dispatcher17findSchemaOrThrowEPKcS2_",
            "?findSchemaOrThrow@Dispatcher@c10@@QEAA?AVOperatorHandle@2@PEBD0@Z"),
        s_toGraphFunction = LibTorch.FindAny("_ZN5torch3jit15toGraphFunctionERNS0_8FunctionE",
            "?toGraphFunction@jit@torch@@YAAEAUGraphFunction@12@AEAUFunction@12@@Z"),
        s_graph = LibTorch.FindAny("_ZNK5torch3jit13GraphFunction15optimized_graphEv",
            "?optimized_graph@GraphFunction@jit@torch@@QEBA?AV?$shared_ptr@UGraph@jit@torch@@@std@@XZ"),
        s_register = LibTorch.FindAny("_ZN5torch3jit21RegisterDecompositionERKN3c1014FunctionSchemaESt10shared_ptrINS0_5GraphEE",
            "?RegisterDecomposition@jit@torch@@YAXAEBUFunctionSchema@c10@@V?$shared_ptr@UGraph@jit@torch@@@std@@@Z"),
        s_has = LibTorch.FindAny("_ZN5torch3jit21has_jit_decompositionERKN3c1014FunctionSchemaE",
            "?has_jit_decomposition@jit@torch@@YA_NAEBUFunctionSchema@c10@@@Z");

    private static readonly Lazy<bool> s_works = new(SelfTest);

    /// <summary>Whether decompositions can be registered here and are switched on.</summary>
    public static bool IsSupported => Switches.Decompositions && s_works.Value;

    /// <summary>Registers a decomposition for the life of the process, unless the operator has one.</summary>
    /// <param name="name">The operator in the namespace aten. It must exist in LibTorch.</param>
    /// <param name="script">One TorchScript function with the operator's arguments and results. An error in it ends the process.</param>
    /// <returns>False if LibTorch's objects do not have the expected layout. In that case nothing is registered.</returns>
    public static bool Register(string name, string script)
    {
        nint schema = Schema($"aten::{name}");
        if (schema == 0 || Has(schema))
            return schema != 0;
        nint unit;
        fixed (byte* text = Text(script + '\n'))
            unit = LibTorchSharp.THSJIT_compile(text);      // never freed, because the graph is part of it
        if (unit == 0)
            throw new InvalidOperationException($"LibTorch did not take the library's own script for {name}: {NativeError.Take()}");
        nint* functions = *(nint**)unit;      // shared_ptr<CompilationUnit>, whose first field is a vector of functions
        if (functions[1] - functions[0] != sizeof(nint))
            return false;
        // shared_ptr<Graph>, passed by address. On Windows the callee releases its reference; on Linux it is not released and leaks.
        nint function = ((delegate* unmanaged<nint, nint>)s_toGraphFunction)(*(nint*)functions[0]);
        TwoWords graph = ClassResult.OfMember<TwoWords>(s_graph, function);
        ((delegate* unmanaged<nint, TwoWords*, void>)s_register)(schema, &graph);
        return Has(schema);
    }

    private static bool Has(nint schema) => ((delegate* unmanaged<nint, byte>)s_has)(schema) != 0;

    /// <summary>The c10::FunctionSchema of an operator's default overload; 0 if it is not found at the expected place.</summary>
    private static nint Schema(string name)
    {
        nint dispatcher = ((delegate* unmanaged<nint>)s_dispatcher)();
        TwoWords handle;      // OperatorHandle: the operator, an iterator
        fixed (byte* operation = Text(name), overload = Text(""))
            handle = ClassResult.OfMember<TwoWords>(s_findSchema, dispatcher, (nint)operation, (nint)overload);
        nint schema = handle.First + SchemaInEntry;      // the schema begins with the operator's name too
        return IsString(handle.First, name) && IsString(schema, name) && IsString(schema + StringSize, "") ? schema : 0;
    }

    /// <summary>
    /// Whether a std::string with this text is at an address. The length is compared first, so that no wrong pointer is read. libstdc++ has
    /// the pointer, the length, and 16 bytes for a short text. Microsoft's has 16 bytes, which hold a short text or the pointer to a long
    /// one, then the length.
    /// </summary>
    private static bool IsString(nint address, string text)
    {
        const int room = 16;
        bool isMicrosoft = OperatingSystem.IsWindows();
        if (((nint*)address)[isMicrosoft ? 2 : 1] != text.Length)
            return false;
        return Marshal.PtrToStringUTF8(isMicrosoft && text.Length < room ? address : *(nint*)address) == text;
    }

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text + '\0');

    private static bool SelfTest() =>
        s_dispatcher != 0 && s_findSchema != 0 && s_toGraphFunction != 0 && s_graph != 0 && s_register != 0 && s_has != 0
            && (OperatingSystem.IsLinux() || OperatingSystem.IsWindows()) && Platform.IsTriedOrWanted
        && StableAbi.IsSupported && Schema("aten::trace") != 0;

    private readonly struct TwoWords
    {
        public readonly nint First, Second;
    }
}
