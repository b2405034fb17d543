using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using TorchBridge.Native;

namespace TorchBridge.Engine;

/// <summary>Turns the engine's native errors into <see cref="AutogradException"/>.</summary>
internal static partial class EngineError
{
    /// <summary>
    /// The message of LibTorch's nodes when the graph has been freed. The nodes of custom functions use the same message.
    /// </summary>
    public const string GraphFreed = "Trying to backward through the graph a second time (or directly access saved tensors after "
        + "they have already been freed). Saved intermediate values of the graph are freed when you call .backward() or autograd.grad(). "
        + "Specify retain_graph=True if you need to backward through the graph a second time or if you need to "
        + "access saved tensors after calling backward.";

    // TorchScript puts its own traceback before the message of an error.
    private const string ScriptError = "The following operation failed in the TorchScript interpreter.", ScriptMessage = "RuntimeError: ";

    // Messages of operations that do not work inside a transform.
    private const string WrongSizeOfTangent = "Trying to set a forward gradient that has a different size than that of the original Tensor",
        NoRuleForEqual = $"{NoRule} aten::equal", RunningStatistics = "Batch norm got a batched tensor",
        CapturedTensor = "would mutate a captured Tensor", NoRule = "Batching rule not implemented for";

    /// <summary>A phrase of PyTorch, the kind of error, and what to do in C#. The first phrase that fits is used.</summary>
    private static readonly (string Phrase, AutogradError Kind, string WayOut)[] s_kinds =
    [
        ("Trying to backward through the graph a second time", AutogradError.GraphFreed,
            "In C#: pass retainGraph: true to every backward pass except the last, compute the outputs again, "
            + "or detach() what comes from an earlier step."),
        ("has been modified by an inplace operation", AutogradError.ModifiedInPlace,
            "In C#: using (Autograd.DetectAnomaly()). Write the result to a new tensor, move the in-place step after the backward pass, "
            + "or detach() what comes from an earlier step."),
        ("does not require grad and does not have a grad_fn", AutogradError.DoesNotRequireGrad,
            "Set requires_grad to true on a leaf before you compute the output."),
        ("differentiated Tensors does not require grad", AutogradError.DoesNotRequireGrad,
            "Set requires_grad to true on it before you compute the output."),
        ("can be implicitly created only for", AutogradError.NotScalar, "Pass the gradient of the output."),
        ("appears to not have been used in the graph", AutogradError.UnusedInput, "In C#: pass allowUnused: true, or leave the input out."),
        ("returned nan values in its", AutogradError.NaN, "Check the values that this operation got in the forward pass."),
        ("huber_loss_backward that does not support it", AutogradError.NotImplemented,
            "In C#: write d * smooth_l1_loss(x, y, beta: d) for huber_loss(x, y, delta: d), which is the same, or use reverse mode."),
        ("jvp is not implemented for the c++ API of custom Function", AutogradError.NotImplemented,
            "Write the function with CustomFunction.Define and a jvp, or use reverse mode."),
        (WrongSizeOfTangent, AutogradError.NotImplemented,
            "The forward derivative of an operation of the function has another shape than its result. Replace that operation, for "
            + "example t.norm() by linalg.vector_norm(t)."),
        (NoRuleForEqual, AutogradError.NotImplemented,
            "torch.equal gives one answer for all examples. MultiheadAttention calls it: use scaled_dot_product_attention instead."),
        ($"{NoRule} aten::lstm_cell", AutogradError.NotImplemented,
            "Inside Vmap, compute LSTMCell with operations: gates = linear(x, weight_ih, bias_ih) + linear(h, weight_hh, bias_hh), which "
            + "chunk(4, -1) splits into i, f, g and o; then c = sigmoid(f) * c + sigmoid(i) * tanh(g) and h = sigmoid(o) * tanh(c)."),
        (NoRule, AutogradError.NotImplemented, "Use other operations inside Vmap, or loop over the examples."),
        (RunningStatistics, AutogradError.NotImplemented,
            "These are the running statistics of a normalization in training mode: call eval() on the module, "
            + "or make it with track_running_stats: false."),
        (CapturedTensor, AutogradError.NotImplemented,
            "Pass that tensor as an argument of the function. In a normalization layer in training mode it is a running statistic: call "
            + "eval() on the module, or make it with track_running_stats: false."),
        ("Trying to use forward AD with", AutogradError.NotImplemented,
            "Use reverse mode, or use operations that have a forward derivative."),
        ("on inference tensor outside InferenceMode", AutogradError.DoesNotRequireGrad,
            "Call clone() on it outside inference_mode and use the copy."),
        ("Cannot access storage of SparseTensorImpl", AutogradError.NotImplemented, "Call to_dense() on the sparse tensor first."),
        ("with arguments from the 'Sparse", AutogradError.NotImplemented, "Call to_dense() on the sparse tensor first."),
        ("is not implemented", AutogradError.NotImplemented, "Use operations that have a derivative."),
        ("not implemented for", AutogradError.NotImplemented, "Convert the tensors to a type that the operation supports."),
    ];

    /// <summary>
    /// Operations whose forward derivatives PyTorch defines in Python (torch/_decomp/decompositions_for_jvp.py). LibTorch alone reports
    /// that they have none.
    /// </summary>
    private static readonly string[] s_forwardInPython =
    [
        "trace", "nll_loss_backward", "nll_loss2d_backward", "_log_softmax_backward_data", "_softmax_backward_data",
        "log_sigmoid_forward", "native_layer_norm_backward", "native_batch_norm_backward", "batch_norm_backward",
        "cudnn_batch_norm_backward", "miopen_batch_norm_backward",
    ];

    /// <summary>
    /// LibTorch keeps some zero tangents without memory, and some forward derivatives fail because they write to them (mse_loss in a second
    /// derivative, for example).
    /// </summary>
    private const string ZerosThatAreNoMemory = "ZeroTensors are immutable";

    /// <summary>Whether a message reports that LibTorch's forward mode can't continue although the derivative exists.</summary>
    public static bool CallsForReverse(string message) => message.Contains(ZerosThatAreNoMemory, StringComparison.Ordinal)
        || NoForwardDerivative().Match(message) is { Success: true } match && s_forwardInPython.Contains(match.Groups["operation"].Value);

    /// <summary>Whether an error inside a caller's function is a limit of the transforms that can be worked around.</summary>
    public static bool IsLimitOfTransforms(string text) =>
        new[] { WrongSizeOfTangent, NoRule, RunningStatistics, CapturedTensor }
            .Any(phrase => text.Contains(phrase, StringComparison.Ordinal));

    /// <summary>
    /// The same error with the workaround in its message. It keeps its type, since the caller may catch what its own function throws.
    /// </summary>
    [SuppressMessage("Usage", "CA2201", Justification = "What TorchSharp throws for a native error.")]
    public static ExternalException WithWayAround(string api, ExternalException native) => new(Translate(api, native).Message, native);

    /// <summary>
    /// Whether a message reports that forward mode can't continue, because LibTorch has no forward derivative or one of a wrong size.
    /// </summary>
    public static bool StopsForwardMode(string message) => CallsForReverse(message)
        || message.Contains("Trying to use forward AD with", StringComparison.Ordinal)
        || message.Contains("Trying to set a forward gradient", StringComparison.Ordinal);

    /// <summary>
    /// Whether LibTorch or this library reports an exception, rather than the caller's own code. Exceptions of types that derive from
    /// ExternalException, such as those of sockets and of Windows, count as the caller's. If the caller's code itself throws one of the two
    /// types, it is taken for a report.
    /// </summary>
    public static bool IsReport(Exception exception) => exception is AutogradException || exception.GetType() == typeof(ExternalException);

    /// <summary>
    /// Throws if the last native call on this thread failed. If the caller's own code threw an exception inside the call, that exception is
    /// thrown; otherwise the engine's error.
    /// </summary>
    public static void ThrowIfAny(string api)
    {
        if (NativeError.Take() is { } text)
            Throw(api, text);
    }

    /// <summary>The same for the text of a native error.</summary>
    [DoesNotReturn]
    public static void Throw(string api, string text)
    {
        CallerException.Take(text)?.Throw();
        throw Translate(api, text);
    }

    [SuppressMessage("Usage", "CA2201",
        Justification = "What TorchSharp throws for a native error, and what a user of it expects to find inside.")]
    internal static AutogradException Translate(string api, string text) => Translate(api, new ExternalException(text));

    /// <summary>The same for an error that TorchSharp has thrown.</summary>
    internal static AutogradException Translate(string api, ExternalException native)
    {
        string text = native.Message;
        string message = FirstParagraph(text);
        foreach ((string phrase, AutogradError kind, string wayOut) in s_kinds)
            if (message.Contains(phrase, StringComparison.Ordinal))
                return Make(kind, $"{api}: {message} {wayOut}");
        return Make(AutogradError.Other, $"{api}: {message}");

        AutogradException Make(AutogradError kind, string paragraph) => new(kind, paragraph, native);
    }

    /// <summary>The native message as Python prints it, in one line and without the C++ frames.</summary>
    private static string FirstParagraph(string text)
    {
        int start = text.StartsWith(ScriptError, StringComparison.Ordinal) ? text.LastIndexOf(ScriptMessage, StringComparison.Ordinal) : -1;
        string message = start < 0 ? text : text[(start + ScriptMessage.Length)..];
        int frames = message.IndexOf("Exception raised from", StringComparison.Ordinal);
        message = frames < 0 ? message : message[..frames];
        // Microsoft's compiler puts "struct" before the type's name.
        message = message.Replace("struct CSharpNode", "CSharpNode", StringComparison.Ordinal)
            .Replace("CSharpNode", "CustomFunction", StringComparison.Ordinal);
        message = string.Join(' ', message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return NativeTypeName().Replace(message, type =>
            $"[torch.{(type.Groups["device"].Value is "CPU" ? "" : type.Groups["device"].Value.ToLowerInvariant() + ".")}"
            + $"{type.Groups["dtype"].Value}Tensor ");
    }

    [GeneratedRegex(@"Trying to use forward AD with (?<operation>\w+) that does not support it", RegexOptions.ExplicitCapture)]
    private static partial Regex NoForwardDerivative();

    /// <summary>Matches LibTorch's [CPUDoubleType [2]], which Python prints as [torch.DoubleTensor [2]].</summary>
    [GeneratedRegex(@"\[(?<device>[A-Z]+)(?<dtype>[A-Z][A-Za-z0-9]+)Type (?=\[)", RegexOptions.ExplicitCapture)]
    private static partial Regex NativeTypeName();
}
