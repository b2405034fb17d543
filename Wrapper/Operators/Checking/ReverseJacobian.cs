using TorchBridge.Engine;
using TorchBridge.Operators.Reverse;

namespace TorchBridge.Operators.Checking;

/// <summary>The analytical side of a gradient check: what backward says, asked twice, because it must say the same.</summary>
internal sealed class ReverseJacobian(GradCheckSettings settings, Tensor[] leaves, int[] inputs)
{
    /// <summary>
    /// The gradients of each element of a real-valued output: by leaf, a row for each element of the leaf, a column for each of the output.
    /// </summary>
    public Tensor[] Jacobian(Tensor output) => Twice(() =>
        [.. Of(output).Rows(0, new(Vectorize: false, Size: null, settings.Report), createGraph: false, check: SameTypes)
            .Select((rows, i) => rows.reshape(output.numel(), leaves[i].numel()).t())]);

    /// <summary>The gradients of the output's product with a direction: by leaf, flat.</summary>
    public Tensor[] Along(Tensor output, Tensor direction) => Twice(() =>
    {
        Tensor[] gradients = Of(output).ApplyOrZeros([direction.view(Shapes.Of(output))], createGraph: false, retainGraph: true);
        SameTypes(gradients);
        settings.Report?.Step();
        return Array.ConvertAll(gradients, gradient => Handles.Dense(gradient).reshape(-1).clone());
    });

    /// <summary>Each gradient has its input's type, if that is asked for. (The engine converts gradients on its way.)</summary>
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
