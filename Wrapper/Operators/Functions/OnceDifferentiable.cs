using TorchBridge.Engine;

namespace TorchBridge.Operators.Functions;

/// <summary>torch.autograd.function.once_differentiable: gradients that throw an error if they are differentiated.</summary>
internal static class OnceDifferentiable
{
    /// <param name="api">The public name for messages.</param>
    /// <param name="backward">A backward that need not be differentiable. It runs without recording.</param>
    public static Func<FunctionContext, Tensor?[], Tensor?[]> Backward(string api, Func<FunctionContext, Tensor?[], Tensor?[]> backward) =>
        (context, gradients) =>
        {
            Tensor?[] found;
            using (no_grad())
                found = backward(context, gradients);
            if (found is null || !is_grad_enabled() && !DualLevelClaim.AnyOpen)
                return found!;
            int[] some = [.. Enumerable.Range(0, found.Length).Where(i => found[i] is { IsInvalid: false })];
            // Every tensor that the gradients are computed from gets a node that throws the error, at every level where the tensor has a
            // derivative.
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
