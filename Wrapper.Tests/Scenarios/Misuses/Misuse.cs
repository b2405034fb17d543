using TorchBridge.Tests.Tools;
using static TorchSharp.torch;

namespace TorchBridge.Tests.Scenarios;

/// <summary>A wrong call, what it must throw, and what the message must say.</summary>
internal sealed record Misuse(string Name, Type Exception, string Message, Action Call)
{
    public string? Parameter { get; init; }

    public AutogradError? Kind { get; init; }

    /// <summary>Makes the call and describes what is wrong with its outcome; null when nothing is.</summary>
    public string? Verdict()
    {
        bool gradMode = is_grad_enabled();
        long live = Live.Tensors();
        string? verdict = Judge();
        if (verdict is null && Tensor.TotalCount != live)
            verdict = $"live tensors: {live} before, {Tensor.TotalCount} after";
        if (verdict is null && is_grad_enabled() != gradMode)
            verdict = "grad mode changed";
        return verdict;
    }

    private string? Judge()
    {
        try
        {
            Call();
            return "nothing was thrown";
        }
        catch (Exception thrown)
        {
            if (thrown.GetType() != Exception)
                return $"threw {thrown}";
            if (!thrown.Message.Contains(Message, StringComparison.Ordinal))
                return $"the message lacks \"{Message}\": {thrown.Message}";
            if (thrown.Message.Contains('\n') || thrown.Message.Contains("frame #", StringComparison.Ordinal))
                return $"the message has C++ frames or several lines: {thrown.Message}";
            if (thrown is ArgumentException argument && argument.ParamName != Parameter)
                return $"ParamName is {argument.ParamName ?? "null"}, not {Parameter}";
            if (thrown is AutogradException autograd && autograd.Kind != Kind)
                return $"Kind is {autograd.Kind}, not {Kind}";
            return null;
        }
    }
}
