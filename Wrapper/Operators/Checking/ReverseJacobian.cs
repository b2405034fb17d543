using TorchBridge.Engine;
using TorchBridge.Operators.Reverse;

namespace TorchBridge.Operators.Checking;

/// <summary>The analytical Jacobians of a gradient check. Backward runs twice, because both results must be the same.</summary>
internal sealed class ReverseJacobian(GradCheckSettings settings, Tensor[] leaves, int[] inputs)
{
    /// <summary>
    /// The gradients of each element of a real-valued output. Each leaf has a matrix with a row for each element of the leaf and a column
    /// for each element of the output.
    /// </summary>
    public Tensor[] Jacobian(Tensor output) => Twice(() =>
        [.. Of(output).Rows(0, new(Vectorize: false, Size: null, settings.Report), createGraph: false, check: SameTypes)
            .Select((rows, i) => rows.reshape(output.numel(), leaves[i].numel()).t())]);

    /// <summary>The gradients of the output's product with a direction, as a flat vector for each leaf.</summary>
    public Tensor[] Along(Tensor output, Tensor direction) => Twice(() =>
    {
        Tensor[] gradients = Of(output).ApplyOrZeros([direction.view(Shapes.Of(output))], createGraph: false, retainGraph: true);
        SameTypes(gradients);
        settings.Report?.Step();
        return Array.ConvertAll(gradients, gradient => Handles.Dense(gradient).reshape(-1).clone());
    });

    /// <summary>
    /// Checks that each gradient has the type of its input, if that option is set. (The engine converts gradients between nodes.)
    /// </summary>
    internal void SameTypes(Tensor?[] gradients)
    {
        if (!settings.Options.CheckGradDtypes)
            return;
        for (int i = 0; i < gradients.Length; i++)
            if (gradients[i] is { } gradient && gradient.dtype != leaves[i].dtype)
                throw GradCheckFailure.OtherType(settings, inputs[i], gradient, leaves[i]);
    }

    private Pullback Of(Tensor output) => new(settings.Api, [output], leaves);

    private Tensor[] Twice(Func<Tensor[]> gradients)
    {
        Tensor[] first = gradients(), second = gradients();
        for (int i = 0; i < first.Length; i++)
            if (first[i].numel() > 0 && first[i].sub(second[i]).abs().max().to(float64, CPU).item<double>() > settings.NondetTol)
                throw GradCheckFailure.NotReentrant(settings);
        return first;
    }
}
