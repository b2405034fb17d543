using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace TorchBridge.Native;

/// <summary>
/// Watches the random operations of one thread, through LibTorch's callbacks for profilers (at::RecordFunction). The generator's state
/// can't show this, because all threads share it.
/// </summary>
internal static unsafe class RandomOperations
{
    /// <summary>
    /// The operations that draw from a generator. All other random operations call these. rrelu_with_noise is left out, because it may be
    /// called without drawing, and TorchSharp only calls it in this way.
    /// </summary>
    private static readonly string[] s_drawing =
    [
        "bernoulli_", "uniform_", "normal_", "random_", "exponential_", "cauchy_", "geometric_", "log_normal_", "randperm",
        "multinomial", "binomial", "poisson", "_standard_gamma", "_sample_dirichlet", "native_dropout", "_fused_dropout",
    ];

    private const string Namespace = "aten::";

    private static readonly FrozenDictionary<int, byte[][]> s_namesByLength =
        s_drawing.Select(name => Encoding.ASCII.GetBytes(Namespace + name))
            .GroupBy(name => name.Length)
            .ToFrozenDictionary(group => group.Key, group => group.ToArray());

    private static readonly nint
        s_add = LibTorch.FindAny("_ZN2at22addThreadLocalCallbackENS_22RecordFunctionCallbackE",
            "?addThreadLocalCallback@at@@YA_KVRecordFunctionCallback@1@@Z"),
        s_remove = LibTorch.FindAny("_ZN2at14removeCallbackEm", "_ZN2at14removeCallbackEy", "?removeCallback@at@@YAX_K@Z"),
        s_name = LibTorch.FindAny("_ZNK2at14RecordFunction4nameEv", "?name@RecordFunction@at@@QEBAPEBDXZ");

    private static readonly Lazy<bool> s_works = new(SelfTest);

    [ThreadStatic]
    private static bool t_seen;

    /// <summary>Whether this LibTorch has the callbacks and they work as expected.</summary>
    public static bool IsSupported => Switches.DrawWatch && s_works.Value;

    /// <summary>Whether this thread has called a random operation. The watcher sets it to false and later restores it.</summary>
    public static bool Seen
    {
        get => t_seen;
        set => t_seen = value;
    }

    /// <summary>Starts to watch this thread's random operations, until the returned callback is removed.</summary>
    public static ulong AddCallback()
    {
        // Only the end of an operation is watched. A callback for the start would return a C++ object, and this differs between platforms.
        var callback = new Callback { End = &Ended, SamplingProbability = 1, InFunctions = 1 };
        return ((delegate* unmanaged<Callback, ulong>)s_add)(callback);
    }

    /// <summary>Removes a callback. Call it on the thread that added it.</summary>
    public static void RemoveCallback(ulong callback) => ((delegate* unmanaged<ulong, void>)s_remove)(callback);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Ended(nint function, nint context)
    {
        ReadOnlySpan<byte> name = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(
            ((delegate* unmanaged[SuppressGCTransition]<nint, byte*>)s_name)(function));
        if (!s_namesByLength.TryGetValue(name.Length, out byte[][]? names))
            return;
        foreach (byte[] drawing in names)
            if (name.SequenceEqual(drawing))
                t_seen = true;
    }

    /// <summary>Draws from a new generator, so the program's random numbers do not change.</summary>
    private static bool SelfTest()
    {
        if (!Platform.IsTriedOrWanted || s_add == 0 || s_remove == 0 || s_name == 0)
            return false;
        using var generator = new TorchSharp.torch.Generator(1);
        bool outer = t_seen, before = Sees(generator);
        ulong callback = AddCallback();
        bool during = Sees(generator);
        RemoveCallback(callback);
        bool after = Sees(generator);
        t_seen = outer;
        return !before && during && !after;
    }

    private static bool Sees(TorchSharp.torch.Generator generator)
    {
        t_seen = false;
        using TorchSharp.torch.Tensor number = TorchSharp.torch.rand(1, generator: generator);
        GC.KeepAlive(generator);
        return t_seen;
    }

    /// <summary>at::RecordFunctionCallback.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Callback
    {
        private readonly nint _start;
        public delegate* unmanaged[Cdecl]<nint, nint, void> End;
        public double SamplingProbability;
        public byte InFunctions;                 // RecordScope::FUNCTION is operations; the other nine scopes are off
        private fixed byte _inOtherScopes[9];
        private fixed byte _needs[3];            // no inputs, outputs, ids
    }
}
