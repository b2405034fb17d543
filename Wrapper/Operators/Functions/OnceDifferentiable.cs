using TorchBridge.Engine;

namespace TorchBridge.Operators.Functions;

/// <summary>torch.autograd.function.once_differentiable: gradients that report an error if they are differentiated in turn.</summary>
internal static class OnceDifferentiable
{
    /// <param name="api">The public name for messages.</param>
    /// <param name="backward">A backward that may be made of anything. It runs without recording.</param>
    public static Func<FunctionContext, Tensor?[], Tensor?[]> Backward(string api, Func<FunctionContext, Tensor?[], Tensor?[]> backward) =>
        (context, gradients) =>
        {
            Tensor?[] found;
            using (no_grad())
                found = backward(context, gradients);
            if (found is null || !is_grad_enabled() && !DualLevelClaim.AnyOpen)
                return found!;
            int[] some = [.. Enumerable.Range(0, found.Length).Where(i => found[i] is { IsInvalid: false })];
            // Whatever the gradients are computed from leads to the error, at every level where it has a derivative.
            Tensor[] marked = FunctionApplication.Run(Marking(api, some.Length),
                [.. some.Select(i => found[i]!), .. gradients.OfType<Tensor>(), .. context.SavedTensors]);
            for (int k = 0; k < some.Length; k++)
                found[some[k]] = marked[k];
            return found;
        };

    private static FunctionRules Marking(string api, int count) => new(api, (_, inputs) => inputs[..count], null,
        Backward: (_, _) => throw GraphMessages.DifferentiatedTwice(api),
        Jvp: (_, _) => throw GraphMessages.DifferentiatedTwice(api),
        GeneratesVmap: true);
}
