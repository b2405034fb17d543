using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using TorchBridge.Native;

namespace TorchBridge.Engine;

/// <summary>Turns the engine's native errors into <see cref="AutogradException"/>.</summary>
internal static partial class EngineError
{
    /// <summary>What LibTorch's own nodes say, for those of ours.</summary>
    public const string GraphFreed = "Trying to backward through the graph a second time (or directly access saved tensors after they have already been freed). "
        + "Saved intermediate values of the graph are freed when you call .backward() or autograd.grad(). Specify retain_graph=True if you need to backward through the graph a "
        + "second time or if you need to access saved tensors after calling backward.";

    // How TorchScript passes an error on: its own traceback, then the message.
    private const string ScriptError = "The following operation failed in the TorchScript interpreter.", ScriptMessage = "RuntimeError: ";

    /// <summary>PyTorch's phrase, the kind it stands for, and the way out in C#'s words.</summary>
    private static readonly (string Phrase, AutogradError Kind, string WayOut)[] s_kinds =
    [
        ("Trying to backward through the graph a second time", AutogradError.GraphFreed,
            "In C#: pass retainGraph: true to every pass but the last, or compute the outputs anew."),
        ("has been modified by an inplace operation", AutogradError.ModifiedInPlace,
            "Write the result to a new tensor, or do the in-place step after the backward pass."),
        ("does not require grad and does not have a grad_fn", AutogradError.DoesNotRequireGrad, "Set requires_grad to true on a leaf before computing."),
        ("differentiated Tensors does not require grad", AutogradError.DoesNotRequireGrad, "Set requires_grad to true on it before computing."),
        ("can be implicitly created only for", AutogradError.NotScalar, "Give the gradient explicitly."),
        ("appears to not have been used in the graph", AutogradError.UnusedInput, "Leave the input out, or allow it to have no gradient."),
        ("returned nan values in its", AutogradError.NaN, "Look at what this operation got in the forward pass."),
        ("Trying to use forward AD with", AutogradError.NotImplemented, "Use reverse mode, or write the computation with operations that have a forward derivative."),
        ("on inference tensor outside InferenceMode", AutogradError.DoesNotRequireGrad, "Give a copy of it that was made by clone() outside of inference_mode."),
        ("Cannot access storage of SparseTensorImpl", AutogradError.NotImplemented, "Call to_dense() on the sparse tensor first."),
        ("with arguments from the 'Sparse", AutogradError.NotImplemented, "Call to_dense() on the sparse tensor first."),
        ("is not implemented", AutogradError.NotImplemented, "Write the computation with operations that have a derivative."),
        ("not implemented for", AutogradError.NotImplemented, "Convert the tensors to a type that the operation supports."),
    ];

    /// <summary>
    /// The operations whose forward derivatives PyTorch has in Python (torch/_decomp/decompositions_for_jvp.py), where LibTorch alone says that there are none.
    /// </summary>
    private static readonly string[] s_forwardInPython =
    [
        "trace", "nll_loss_backward", "nll_loss2d_backward", "_log_softmax_backward_data", "_softmax_backward_data", "log_sigmoid_forward", "native_layer_norm_backward",
        "native_batch_norm_backward", "batch_norm_backward", "cudnn_batch_norm_backward", "miopen_batch_norm_backward",
    ];

    /// <summary>Some forward derivatives write to a tangent that LibTorch keeps as a symbol of zeros (mse_loss under a second derivative, for example).</summary>
    private const string ZerosThatAreNoMemory = "ZeroTensors are immutable";

    /// <summary>Whether a message says no more than that LibTorch's forward mode stops here, where the derivative exists.</summary>
    public static bool CallsForReverse(string message) => message.Contains(ZerosThatAreNoMemory, StringComparison.Ordinal)
        || NoForwardDerivative().Match(message) is { Success: true } match && s_forwardInPython.Contains(match.Groups["operation"].Value);

    /// <summary>Whether a message says that forward mode stops here, as it does where LibTorch has no forward derivative or gives it a wrong size.</summary>
    public static bool StopsForwardMode(string message) => CallsForReverse(message)
        || message.Contains("Trying to use forward AD with", StringComparison.Ordinal) || message.Contains("Trying to set a forward gradient", StringComparison.Ordinal);

    /// <summary>Throws if the native call just made on this thread has failed: what the caller's own code threw inside it, or the engine's error.</summary>
    public static void ThrowIfAny(string api)
    {
        if (NativeError.Take() is { } text)
            Throw(api, text);
    }

    /// <summary>Throws for the text of a native error: what the caller's own code threw, or the engine's error.</summary>
    [DoesNotReturn]
    public static void Throw(string api, string text)
    {
        CallerException.Take(text)?.Throw();
        throw Translate(api, text);
    }

    [SuppressMessage("Usage", "CA2201", Justification = "What TorchSharp throws for a native error, and what a user of it expects to find inside.")]
    internal static AutogradException Translate(string api, string text)
    {
        string message = FirstParagraph(text);
        foreach ((string phrase, AutogradError kind, string wayOut) in s_kinds)
            if (message.Contains(phrase, StringComparison.Ordinal))
                return Make(kind, $"{api}: {message} {wayOut}");
        return Make(AutogradError.Other, $"{api}: {message}");

        AutogradException Make(AutogradError kind, string paragraph) => new(kind, paragraph, new ExternalException(text));
    }

    /// <summary>The native message as one line in Python's words, without the C++ frames that follow it.</summary>
    private static string FirstParagraph(string text)
    {
        int start = text.StartsWith(ScriptError, StringComparison.Ordinal) ? text.LastIndexOf(ScriptMessage, StringComparison.Ordinal) : -1;
        string message = start < 0 ? text : text[(start + ScriptMessage.Length)..];
        int frames = message.IndexOf("Exception raised from", StringComparison.Ordinal);
        message = frames < 0 ? message : message[..frames];
        message = message.Replace("CSharpNode", "CustomFunction", StringComparison.Ordinal);
        message = string.Join(' ', message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return NativeTypeName().Replace(message, type =>
            $"[torch.{(type.Groups["device"].Value is "CPU" ? "" : type.Groups["device"].Value.ToLowerInvariant() + ".")}{type.Groups["dtype"].Value}Tensor ");
    }

    [GeneratedRegex(@"Trying to use forward AD with (?<operation>\w+) that does not support it", RegexOptions.ExplicitCapture)]
    private static partial Regex NoForwardDerivative();

    /// <summary>What LibTorch calls [CPUDoubleType [2]] is [torch.DoubleTensor [2]] where Python prints it.</summary>
    [GeneratedRegex(@"\[(?<device>[A-Z]+)(?<dtype>[A-Z][A-Za-z0-9]+)Type (?=\[)", RegexOptions.ExplicitCapture)]
    private static partial Regex NativeTypeName();
}
