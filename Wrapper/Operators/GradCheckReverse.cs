using TorchBridge.Engine;
using TorchBridge.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchBridge.Operators;

/// <summary>The analytical side of a gradient check: what backward says, asked twice, because it must say the same.</summary>
internal sealed class GradCheckReverse(GradCheckSettings settings, Tensor[] leaves)
{
    /// <summary>The gradients of each element of a real-valued output: by leaf, a row for each element of the leaf, a column for each of the output.</summary>
    public Tensor[] Jacobian(Tensor output) => Twice(() =>
    {
        Tensor[] rows = [.. leaves.Select(leaf => leaf.new_zeros(output.numel(), leaf.numel()))];
        using var one = ones([], output.dtype, output.device);
        for (int element = 0; element < output.numel(); element++)
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor cotangent = zeros(Shapes.Of(output), output.dtype, output.device);
            cotangent.view(-1).select(0, element).copy_(one);
            Tensor?[] found = Vjp(output, cotangent);
            for (int i = 0; i < rows.Length; i++)
                if (found[i] is { } gradient)
                    rows[i].select(0, element).copy_(Flat(gradient));
        }
        return Array.ConvertAll(rows, row => row.t());
    });

    /// <summary>The gradients of the output's product with a direction: by leaf, flat.</summary>
    public Tensor[] Along(Tensor output, Tensor direction) => Twice(() =>
    {
        Tensor?[] found = Vjp(output, direction.view(Shapes.Of(output)));
        return [.. leaves.Select((leaf, i) => found[i] is { } gradient ? Flat(gradient).clone() : leaf.new_zeros(leaf.numel()))];
    });

    private Tensor[] Twice(Func<Tensor[]> gradients)
    {
        Tensor[] first = gradients(), second = gradients();
        for (int i = 0; i < first.Length; i++)
            if (first[i].numel() > 0 && first[i].sub(second[i]).abs().max().to(float64, CPU).item<double>() > settings.NondetTol)
                throw GradCheckFailure.NotReentrant(settings);
        return first;
    }

    private Tensor?[] Vjp(Tensor output, Tensor cotangent) => GradPass.Run(settings.Api, [output], [cotangent], leaves, retainGraph: true, createGraph: false);

    private static Tensor Flat(Tensor gradient) => (gradient.is_sparse ? gradient.to_dense() : gradient).reshape(-1);
}
