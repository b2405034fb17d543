using System.Runtime.InteropServices;

namespace TorchBridge.Native;

/// <summary>
/// Decides what LibTorch stores for a tensor that an operation saves for backward. LibTorch calls a virtual function of its engine for
/// this, which only PyTorch's Python package overrides. While a thread uses hooks, the engine's virtual table is replaced by a copy with a
/// function of this class.
/// </summary>
internal static unsafe class SavedTensorCalls
{
    // torch::autograd::Engine: destructors, execute, execute_with_graph_task, make_anomaly_metadata, get_default_saved_variable_hooks.
    private static readonly int s_slot = OperatingSystem.IsWindows() ? 4 : 5;
    private const int TableEntries = 34, BeforeTable = 2;      // the type information is before the table

    private static readonly nint
        s_counter = LibTorch.FindAny("_ZN5torch8autograd4impl15version_counterERKN2at6TensorE",
            "?version_counter@impl@autograd@torch@@YAAEBUVariableVersion@c10@@AEBVTensor@at@@@Z"),
        s_setCounter = LibTorch.FindAny("_ZN5torch8autograd4impl19set_version_counterERKN2at6TensorERKN3c1015VariableVersionE",
            "?set_version_counter@impl@autograd@torch@@YAXAEBVTensor@at@@AEBUVariableVersion@c10@@@Z"),
        s_original = LibTorch.FindAny("?get_default_saved_variable_hooks@Engine@autograd@torch@@UEAA?AV?$unique_ptr@"
            + "USavedVariableHooks@autograd@torch@@U?$default_delete@USavedVariableHooks@autograd@torch@@@std@@@std@@XZ");

    private static readonly Lock s_lock = new();
    private static readonly Lazy<bool> s_works = new(() => CleanThread.Run(SelfTest));
    private static nint s_plain, s_hooked;      // the original table and its copy
    private static int s_wanted;

    [ThreadStatic]
    private static Func<SavedTensorCallback?>? t_make;

    /// <summary>Whether hooks of saved tensors work here and are switched on.</summary>
    public static bool IsSupported => HookCalls.IsSupported && s_works.Value;

    /// <summary>Makes the hooks of each tensor that this thread saves. Without hooks it is null or returns null.</summary>
    public static Func<SavedTensorCallback?>? Make
    {
        get => t_make;
        set => t_make = value;
    }

    /// <summary>Starts to call <see cref="Make"/>. The calls of all threads are counted together.</summary>
    public static void Begin()
    {
        lock (s_lock)
            if (s_wanted++ == 0)
                *(nint*)HookCalls.Engine = s_hooked;
    }

    public static void End()
    {
        lock (s_lock)
            if (--s_wanted == 0)
                *(nint*)HookCalls.Engine = s_plain;
    }

    /// <summary>
    /// Gives a tensor the version counter of another one. If a hook writes to the tensor that it packs, LibTorch would throw inside an
    /// operator. With a separate counter only this library sees the write.
    /// </summary>
    public static void ShareCounter(nint tensor, nint other) => ((delegate* unmanaged<nint, nint, void>)s_setCounter)(tensor,
        ((delegate* unmanaged<nint, nint>)s_counter)(other));

    /// <summary>unique_ptr&lt;SavedVariableHooks&gt;(engine). Linux: (result, engine). Windows: (engine, result).</summary>
    [UnmanagedCallersOnly]
    private static nint DefaultHooks(nint first, nint second)
    {
        nint result = OperatingSystem.IsWindows() ? second : first;
        SavedTensorCallback? callback = t_make?.Invoke();
        *(nint*)result = callback is null ? 0 : CppObject.MakeSaved(callback);
        return result;
    }

    /// <summary>Saves a tensor with hooks and another one without hooks.</summary>
    private static bool SelfTest()
    {
        if (s_counter == 0 || s_setCounter == 0)
            return false;
        s_plain = *(nint*)HookCalls.Engine;
        var table = (nint*)s_plain;
        if (OperatingSystem.IsWindows() && table[s_slot] != s_original)
            return false;
        var copy = (nint*)NativeMemory.Alloc(TableEntries + BeforeTable, (nuint)sizeof(nint));
        new Span<nint>(table - BeforeTable, TableEntries + BeforeTable).CopyTo(new(copy, TableEntries + BeforeTable));
        copy[BeforeTable + s_slot] = (nint)(delegate* unmanaged<nint, nint, nint>)&DefaultHooks;
        s_hooked = (nint)(copy + BeforeTable);
        using Tensor leaf = zeros(1, requires_grad: true);
        var probe = new Probe();
        Begin();
        t_make = () => probe;
        Tensor result = leaf.exp();
        t_make = null;
        End();
        using (result)
        using (Tensor unhooked = leaf.exp())
        {
            nint from = result.Handle;
            AutogradCalls.Backward(new(in from), [], retainGraph: false, createGraph: false, []);
        }
        using Tensor? gradient = leaf.grad;
        bool works = NativeError.Take() is null && gradient is not null && gradient.item<float>() == 1
            && (probe.Packs, probe.Unpacks) == (1, 1) && probe.IsDropped;
        leaf.grad = null;
        return works;
    }

    private sealed class Probe : SavedTensorCallback
    {
        private nint _tensor;

        public int Packs { get; private set; }

        public int Unpacks { get; private set; }

        public bool IsDropped { get; private set; }

        public override void Pack(nint tensor) => (_tensor, Packs) = (tensor, Packs + 1);

        public override string? Call(nint argument, out nint result)
        {
            (result, _tensor, Unpacks) = (_tensor, 0, Unpacks + 1);
            return null;
        }

        protected override void Dropped() => IsDropped = true;
    }
}
