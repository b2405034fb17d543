using System.Runtime.InteropServices;
using TorchBridge.Engine;
using TorchBridge.Native;
using TorchBridge.Tests.Tools;
using static TorchSharp.torch;

namespace TorchBridge.Tests.Scenarios;

/// <summary>
/// Every operator, given every kind of tensor in every role. Each gives what it gives for the same numbers in an ordinary tensor, or throws
/// what is documented. Run in a
/// process of its own.
/// </summary>
internal static class TensorKindTable
{
    private static readonly Scenario[] s_roles = [.. ScenarioCatalogue.With(Tags.Role)];

    /// <summary>How many cells there are.</summary>
    public static int Count => s_roles.Length * TensorKind.All().Count();

    /// <summary>Prints each cell's name before it is tried, and then its outcome.</summary>
    public static void Run()
    {
        set_num_threads(1);
        foreach (TensorKind kind in TensorKind.All())
        {
            foreach (Scenario scenario in s_roles)
            {
                Console.Write($"{scenario.Name} | {kind.Name}: ");
                Console.Out.Flush();
                using (NewDisposeScope())
                    Console.WriteLine(Outcome(kind, scenario));
                if (LevelStack.Depth != 0 || Functorch.Depth != 0 || !is_grad_enabled() || is_inference_mode_enabled())
                    Console.WriteLine("NOT AT REST");
            }
        }
        Console.WriteLine("end");
    }

    private static string Outcome(TensorKind kind, Scenario scenario)
    {
        string outcome = "not tried";
        try
        {
            kind.With(given =>
            {
                using var scope = NewDisposeScope();
                outcome = Judge(kind, scenario, given);
            });
        }
        catch (Exception e)
        {
            return $"BY ITSELF {e}";
        }
        return outcome.ReplaceLineEndings(" ");
    }

    private static string Judge(TensorKind kind, Scenario scenario, Tensor given)
    {
        Tensor?[] results;
        try
        {
            results = scenario.Run(Setting.Given(given,
                x => ScenarioCatalogue.Guarded(() => kind.Dense(x) is var dense ? dense * dense : dense)));
        }
        catch (Exception e)
        {
            return e is ScenarioCatalogue.OfFunction or AggregateException { InnerException: ScenarioCatalogue.OfFunction }
                ? "function: " + e.Message.Split('\n')[0]
                : e is ArgumentException or ObjectDisposedException or GradCheckException || e.GetType() == typeof(AutogradException)
                    ? e.Message.Length < 20 ? $"UNCLEAR {e.Message}" : $"error: {e.GetType().Name} {e.Message}"
                : $"UNDOCUMENTED {e}";
        }
        if (kind.Name == "meta")
            return "value: on no device";
        Tensor?[] expected;
        try
        {
            expected = scenario.Run(Setting.Given(kind.Numbers(), x => x * x));
        }
        catch (AutogradException e)
        {
            return results.All(result => result is null) ? "value: nothing" : $"WRONG {Text(results)} instead of {e}";
        }
        return results.Length == expected.Length && results.Zip(expected).All(pair => Equal(kind, pair.First, pair.Second)) ? "value"
            : $"WRONG {Text(results)} instead of {Text(expected)}";
    }

    private static bool Equal(TensorKind kind, Tensor? result, Tensor? expected)
    {
        if (result is null || expected is null)
            return result is null && expected is null;
        Tensor dense = Densified(kind, result);
        return dense.shape.SequenceEqual(expected.shape) && (dense.numel() == 0 || dense.sub(expected).abs().max().item<double>() < 1e-6);
    }

    private static string Text(Tensor?[] tensors) => string.Join("; ", tensors.Select(t => t is null ? "null"
        : $"[{string.Join(", ", t.shape)}] {string.Join(", ", Numeric.Values(t.to_dense().to(float64)))}"));

    /// <summary>A result may be of its kind, or dense.</summary>
    private static Tensor Densified(TensorKind kind, Tensor result)
    {
        Tensor plain = result.detach();
        try
        {
            return kind.Dense(plain).to(float64);
        }
        catch (ExternalException)
        {
            return plain.to(float64);
        }
    }
}
