using System.Globalization;
using System.Text;

namespace TorchBridge;

/// <summary>What <see cref="NativeRuntime.Diagnose"/> found. <see cref="ToString"/> returns it as text.</summary>
public sealed class NativeRuntimeReport
{
    internal NativeRuntimeReport(bool isLoaded, string torchSharpVersion, string? libTorchVersion,
        IReadOnlyList<NativeLibraryFile> libraries,
        NativeCapabilities capabilities, string? failure, string? remedy)
    {
        IsLoaded = isLoaded;
        TorchSharpVersion = torchSharpVersion;
        LibTorchVersion = libTorchVersion;
        Libraries = libraries;
        Capabilities = capabilities;
        Failure = failure;
        Remedy = remedy;
    }

    /// <summary>Whether TorchSharp's native library, and with it LibTorch, is loaded and usable.</summary>
    public bool IsLoaded { get; }

    /// <summary>The version of TorchSharp.dll, for example <c>0.107.0</c>.</summary>
    public string TorchSharpVersion { get; }

    /// <summary>
    /// The version of the loaded LibTorch, for example <c>2.10.0</c>. Null if no LibTorch is loaded or it does not report its version.
    /// </summary>
    public string? LibTorchVersion { get; }

    /// <summary>
    /// The libraries of LibTorch, TorchSharp and the C++ runtime in this process, and the files that they were loaded from.
    /// </summary>
    public IReadOnlyList<NativeLibraryFile> Libraries { get; }

    /// <summary>What this LibTorch allows TorchBridge to do beyond plain reverse mode. All are false if nothing is loaded.</summary>
    public NativeCapabilities Capabilities { get; }

    /// <summary>The operating system's reason why the native library could not be loaded. Null if it is loaded.</summary>
    public string? Failure { get; }

    /// <summary>What to do about <see cref="Failure"/>. Null if the library is loaded.</summary>
    public string? Remedy { get; }

    /// <summary>Returns the whole report, one fact on each line.</summary>
    /// <returns>The text.</returns>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture,
            $"TorchSharp {TorchSharpVersion}, LibTorch {LibTorchVersion ?? (IsLoaded ? "of unknown version" : "not loaded")}");
        if (Failure is not null)
            text.AppendLine(CultureInfo.InvariantCulture, $"failure: {Failure}").AppendLine(CultureInfo.InvariantCulture,
                $"remedy: {Remedy}");
        foreach (NativeLibraryFile library in Libraries)
            text.AppendLine(CultureInfo.InvariantCulture, $"loaded: {library.Name} from {library.Path}");
        text.Append(CultureInfo.InvariantCulture, $"capabilities: {Capabilities}");
        return text.ToString();
    }
}

/// <summary>A native library in this process.</summary>
public sealed class NativeLibraryFile
{
    internal NativeLibraryFile(string name, string path) => (Name, Path) = (name, path);

    /// <summary>The name of its file, for example <c>libtorch_cpu.so</c>.</summary>
    public string Name { get; }

    /// <summary>The path of the file that it was loaded from.</summary>
    public string Path { get; }
}

/// <summary>
/// What the loaded LibTorch offers beyond plain reverse mode. A member that can work without a capability works without it.
/// </summary>
public sealed class NativeCapabilities
{
    private readonly string? _untried, _noDistributed;

    /// <param name="functionTransforms">See the property.</param>
    /// <param name="forwardMode">See the property.</param>
    /// <param name="graph">See the property.</param>
    /// <param name="decompositions">See the property.</param>
    /// <param name="directGrad">See the property.</param>
    /// <param name="hooks">See the property.</param>
    /// <param name="noDistributed">Why process groups don't work; null if they do.</param>
    /// <param name="untried">
    /// A sentence about capabilities that are off because they were not tested on this platform; null if there are none.
    /// </param>
    internal NativeCapabilities(bool functionTransforms, bool forwardMode, bool graph, bool decompositions, bool directGrad,
        bool hooks, string? noDistributed, string? untried) =>
        (FunctionTransforms, ForwardMode, Graph, Decompositions, DirectGrad, Hooks, _noDistributed, _untried) =
            (functionTransforms, forwardMode, graph, decompositions, directGrad, hooks, noDistributed, untried);

    internal static NativeCapabilities None { get; } = new(false, false, false, false, false, false, "nothing is loaded", null);

    /// <summary>Whether LibTorch's own batching and nested levels (torch.func) can be reached.</summary>
    public bool FunctionTransforms { get; }

    /// <summary>Whether dual numbers (torch.autograd.forward_ad) can be reached.</summary>
    public bool ForwardMode { get; }

    /// <summary>Whether the graph behind a tensor can be read.</summary>
    public bool Graph { get; }

    /// <summary>
    /// Whether the rules that PyTorch has in Python and LibTorch lacks can be registered: how some losses act on a batch, and the forward
    /// derivatives of some backward operations. Without them, these are computed one example after the other or by two backward passes, and
    /// some compositions are refused. The AppContext switch <c>TorchBridge.Decompositions</c> turns them off.
    /// </summary>
    public bool Decompositions { get; }

    /// <summary>
    /// Whether gradients come from LibTorch's engine by a direct call, with a stack frame of machine code that catches its C++ exceptions.
    /// Without it they come through TorchScript, which takes longer. The AppContext switch <c>TorchBridge.DirectGrad</c> turns it off.
    /// </summary>
    public bool DirectGrad { get; }

    /// <summary>
    /// Whether processes can train together (torch.distributed with Gloo). The AppContext switch <c>TorchBridge.Distributed</c> turns it
    /// off.
    /// </summary>
    public bool Distributed => _noDistributed is null;

    /// <summary>
    /// Whether hooks of tensors (<c>RegisterHook</c> and similar members) and of saved tensors (<c>Autograd.SavedTensorHooks</c>) can be
    /// reached. Without it, use <c>WithGradHook</c> and the hooks of modules. The AppContext switch <c>TorchBridge.Hooks</c> turns it off.
    /// </summary>
    public bool Hooks { get; }

    /// <summary>
    /// Returns each capability with yes or no. If function transforms, the graph and decompositions are off because they have not been
    /// tried on this platform, the text says so and names the AppContext switch <c>TorchBridge.UntriedPlatform</c>, which turns them on.
    /// </summary>
    /// <returns>The text, on one line.</returns>
    public override string ToString()
    {
        return $"function transforms: {YesNo(FunctionTransforms)}, forward mode: {YesNo(ForwardMode)}, graph: {YesNo(Graph)}, "
            + $"decompositions: {YesNo(Decompositions)}, direct grad: {YesNo(DirectGrad)}, "
            + $"hooks: {YesNo(Hooks)}, distributed: {YesNo(Distributed)}{(Distributed ? "" : $" ({_noDistributed})")}"
            + (_untried is null ? "" : $". {_untried}");

        static string YesNo(bool has) => has ? "yes" : "no";
    }
}
