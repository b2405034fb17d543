namespace TorchBridge.Native;

/// <summary>
/// c10::AutogradState, which contains the modes of a thread, one bit each. Its setters are inline in C++, so the bits are read and written
/// in memory. Their place is found once, with the modes that TorchSharp can set. Their order is that of LibTorch 2.10; other versions may
/// differ.
/// </summary>
internal static unsafe class ThreadModes
{
    // Bits: grad mode 1, inference mode 2, forward grad mode 4, multithreading 8, view replay 16.
    private const int Multithreading = 8, AllBits = 31, Size = 32;
    private const int WithGrad = 0b01101, WithoutGrad = 0b01100, Inference = 0b00010;

    private static readonly nint s_state = LibTorch.FindAny("_ZN3c1013AutogradState13get_tls_stateEv",
        "?get_tls_state@AutogradState@c10@@SAAEAU12@XZ");

    private static readonly int? s_place = FindPlace();

    /// <summary>Whether the modes can be read with this LibTorch on this platform.</summary>
    public static bool IsSupported => s_place is not null;

    /// <summary>Whether a pass that this thread starts may use the threads of other devices.</summary>
    public static bool IsMultithreadingEnabled
    {
        get => (*Modes & Multithreading) != 0;
        set => *Modes = (byte)(value ? *Modes | Multithreading : *Modes & ~Multithreading);
    }

    private static byte* Modes => State + s_place!.Value;

    private static byte* State => ((delegate* unmanaged<byte*>)s_state)();

    private static int? FindPlace()
    {
        if (s_state == 0 || !Platform.IsTriedOrWanted || LibTorch.Version?.StartsWith("2.10.", StringComparison.Ordinal) != true)
            return null;
        using IDisposable normal = inference_mode(false), recording = enable_grad();
        for (int at = 0; at < Size; at++)
            if (Has(at, WithGrad) && InMode(no_grad(), at, WithoutGrad) && InMode(inference_mode(true), at, Inference)
                && Has(at, WithGrad))
                return at;
        return null;
    }

    private static bool InMode(IDisposable mode, int at, int bits)
    {
        using (mode)
            return Has(at, bits);
    }

    private static bool Has(int at, int bits) => (State[at] & AllBits) == bits;
}
