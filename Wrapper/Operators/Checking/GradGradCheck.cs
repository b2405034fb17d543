using TorchBridge.Engine;

namespace TorchBridge.Operators.Checking;

/// <summary>
/// torch.autograd.gradgradcheck: a gradient check of the gradients, as a function of the inputs and of the gradients of the outputs.
/// </summary>
internal static class GradGradCheck
{
    public static bool Run(Func<Tensor[], Tensor[]> func, Tensor[] inputs, Tensor[]? gradOutputs, string gradientName,
        GradCheckSettings settings)
    {
        using DisposeScope scope = NewDisposeScope();
        var subject = new GradCheckSubject(func, inputs, settings);
        Tensor[] outputs = Differentiable(subject.Evaluate().Outputs);
        if (outputs.Length == 0)
            throw new AutogradException(AutogradError.DoesNotRequireGrad,
                $"{settings.Api}: no output of func does not require grad and does not have a grad_fn. Compute at least one from the "
                    + $"inputs, in grad mode and without detach.");
        Tensor[] gradients = gradOutputs is null ? Random(outputs) : Given(outputs, gradOutputs, settings.Api, gradientName);
        return GradCheck.Run(Gradients, [.. inputs, .. gradients], settings);

        Tensor[] Gradients(Tensor[] arguments)
        {
            Tensor[] sources = arguments[..inputs.Length], cotangents = arguments[inputs.Length..];
            foreach (int i in subject.Wanted)
                sources[i].requires_grad_();      // dual numbers don't
            Tensor[] wanted = [.. subject.Wanted.Select(i => Handles.Another(sources[i]))];      // the function may dispose its arguments
            Tensor[] found = Differentiable(subject.Call(sources));
            if (found.Length != cotangents.Length)
                throw Guard.Changing(settings.Api, GradCheckSubject.Func,
                    $"as many outputs that require grad, but got: {cotangents.Length} and {found.Length}");
            return [.. Pass.Gradients(settings.Api, found, cotangents, wanted, retainGraph: true, createGraph: true).OfType<Tensor>()];
        }
    }

    private static Tensor[] Differentiable(Tensor[] outputs) => [.. outputs.Where(output => output.requires_grad)];

    private static Tensor[] Random(Tensor[] outputs)
    {
        using Generator random = RandomGradients.NewGenerator();
        return Array.ConvertAll(outputs, output => RandomGradients.Like(output, Shapes.Of(output), random).requires_grad_());
    }

    private static Tensor[] Given(Tensor[] outputs, Tensor[] gradients, string api, string parameter)
    {
        if (gradients.Length != outputs.Length)
            throw new ArgumentException($"{api}: {outputs.Length} outputs require grad and there are {gradients.Length} gradients; "
                + $"{parameter} takes one for each.", parameter);
        for (int i = 0; i < outputs.Length; i++)
            Guard.Gradient(outputs[i], gradients[i], api, parameter, i);
        return gradients;
    }
}
