using TorchBridge.Oracle.Protocol;
using static TorchSharp.torch;

namespace TorchBridge.Oracle.Functions;

/// <summary>Answers requests: one function of the protocol a method.</summary>
internal static class Evaluator
{
    private static readonly Dictionary<string, Func<Request, Fields>> s_functions = new()
    {
        ["value"] = request => new Asked(request).Value(),
        ["grad"] = request => new Asked(request).Grad(),
        ["vjp"] = request => new Asked(request).Vjp(),
        ["jvp"] = request => new Asked(request).Jvp(),
        ["jacobian"] = request => new Asked(request).Jacobian(),
        ["hessian"] = request => new Asked(request).Hessian(),
        ["hvp"] = request => new Asked(request).Hvp(),
        ["backward"] = request => new BackwardSteps(request).Run(),
    };

    public static IEnumerable<string> Functions => s_functions.Keys;

    /// <summary>The output of a function. Every error is thrown as an <see cref="OracleException"/>.</summary>
    public static Fields Evaluate(string function, Request request)
    {
        if (!s_functions.TryGetValue(function, out Func<Request, Fields>? run))
            throw new OracleException(ErrorCode.UnknownFunction,
                $"there is no function {JsonText.Quote(function)}; the functions are {string.Join(", ", Functions)}");
        using var scope = NewDisposeScope();
        try
        {
            return run(request);
        }
        catch (Exception e) when (Failure.Translate(e) is { } translated)
        {
            throw translated;
        }
    }
}
