using TorchBridge.Engine;

namespace TorchBridge.Operators.Checking;

/// <summary>
/// torch.autograd.gradgradcheck: a gradient check of the gradients, as a function of the inputs and of the gradients of the outputs.
/// </summary>
internal static class GradGradCheck
{
    public static bool Run(Func<Tensor[], Tensor[]> func, Tensor[] inputs, Tensor[]? gradOutputs, string gradientName,
        GradCheckSettings settings) =>
        ProgressReport.Run(settings.Options.Progress, report =>
            Reported(func, inputs, gradOutputs, gradientName, settings with { Report = report }));

    private static bool Reported(Func<Tensor[], Tensor[]> func, Tensor[] inputs, Tensor[]? gradOutputs, string gradientName,
        GradCheckSettings settings)
    {
        using DisposeScope scope = NewDisposeScope();
        var subject = new GradCheckSubject(func, inputs, settings);
        Tensor[] outputs = Differentiable(subject.Evaluate().Outputs);
        if (outputs.Length == 0)
            throw GraphMessages.NoCheckedOutput(settings.Api, GradCheckSubject.Func);
        Tensor[] gradients = gradOutputs is null
            ? Random(outputs, settings.Options.GenNonContigGradOutputs)
            : Given(outputs, gradOutputs, settings.Api, gradientName);
        return GradCheck.Reported(Gradients, [.. inputs, .. gradients], settings);

        Tensor[] Gradients(Tensor[] arguments)
        {
            Tensor[] sources = arguments[..inputs.Length], cotangents = arguments[inputs.Length..];
            foreach (int i in subject.Wanted)
                sources[i].requires_grad_();      // dual numbers don't require grad
            Tensor[] wanted = [.. subject.Wanted.Select(i => Handles.Another(sources[i]))];      // the function may dispose its arguments
            Tensor[] found = Differentiable(subject.Call(sources));
            if (found.Length != cotangents.Length)
                throw ArgumentMessages.DifferentiableOutputCountChanges(
                    settings.Api, GradCheckSubject.Func, cotangents.Length, found.Length);
            return [.. Pass.Gradients(settings.Api, found, cotangents, wanted, retainGraph: true, createGraph: true).OfType<Tensor>()];
        }
    }

    private static Tensor[] Differentiable(Tensor[] outputs) => [.. outputs.Where(output => output.requires_grad)];

    private static Tensor[] Random(Tensor[] outputs, bool withGaps)
    {
        using Generator random = RandomGradients.NewGenerator();
        return Array.ConvertAll(outputs, output => (withGaps
            ? RandomGradients.Like(output, [.. Shapes.Of(output), 2], random).select(-1, 0)      // every second element
            : RandomGradients.Like(output, Shapes.Of(output), random)).requires_grad_());
    }

    private static Tensor[] Given(Tensor[] outputs, Tensor[] gradients, string api, string parameter)
    {
        if (gradients.Length != outputs.Length)
            throw ArgumentMessages.WrongNumberOfCheckedGradients(api, parameter, outputs.Length, gradients.Length);
        for (int i = 0; i < outputs.Length; i++)
            Guard.Gradient(outputs[i], gradients[i], api, parameter, i);
        return gradients;
    }
}
