using TorchBridge.Engine;

namespace TorchBridge.Operators.Reverse;

/// <summary>
/// torch.autograd.grad: the vector-Jacobian product of the outputs with respect to the inputs. It is returned and not accumulated.
/// </summary>
internal static class Grad
{
    private const string Api = "Grad";

    /// <summary>One output, one input. <paramref name="gradient"/> names the caller's parameter in messages.</summary>
    public static Tensor Run(Tensor output, Tensor input, Tensor? gradOutput, bool retainGraph, bool createGraph, string gradient)
    {
        Admission.Usable(Api, output, "output");
        Admission.Usable(Api, input, "input");
        if (gradOutput is not null)
            Admission.Shaped(Api, [gradOutput], gradient);
        Guard.Gradient(output, gradOutput, Api, gradient, 0);
        Guard.RequiresGrad(output, Api, "output", -1);
        Guard.Differentiable(input, Api, "input", -1);
        return (gradOutput is null
            ? Pass.Gradient(Api, output, input, retainGraph, createGraph)
            : Pass.Gradients(Api, [output], [gradOutput], [input], retainGraph, createGraph)[0])
            ?? throw GraphMessages.UnusedInput(Api, "input", -1);
    }

    /// <summary>Several outputs and inputs. With allowUnused, a result is null if no output depends on the input.</summary>
    public static Tensor?[] Run(Tensor[] outputs, Tensor[] inputs, Tensor?[] gradOutputs, bool retainGraph, bool createGraph,
        bool allowUnused, bool materializeGrads, bool batched)
    {
        Check(outputs, inputs, gradOutputs, batched);
        Tensor?[] results = outputs.Length == 0
            ? new Tensor?[inputs.Length]
            : batched ? new Pullback(Api, outputs, inputs).ApplyToBatch(gradOutputs!, createGraph, retainGraph)
            : Once(outputs, inputs, gradOutputs, retainGraph, createGraph);
        for (int i = 0; i < results.Length; i++)
        {
            if (results[i] is not null)
                continue;
            if (materializeGrads)
                results[i] = zeros_like(inputs[i], requires_grad: true);
            else if (!allowUnused)
            {
                foreach (Tensor? result in results)
                    result?.Dispose();
                throw GraphMessages.UnusedInput(Api, "inputs", i);
            }
        }
        GC.KeepAlive(inputs);
        return results;
    }

    private static Tensor?[] Once(Tensor[] outputs, Tensor[] inputs, Tensor?[] gradOutputs, bool retainGraph, bool createGraph)
    {
        using ImplicitGradients made = ImplicitGradients.For(outputs, gradOutputs);
        return Pass.Gradients(Api, outputs, made.Gradients, inputs, retainGraph, createGraph);
    }

    /// <summary>The checks have Python's order: gradients, then outputs, then inputs.</summary>
    private static void Check(Tensor[] outputs, Tensor[] inputs, Tensor?[] gradOutputs, bool batched)
    {
        Admission.Usable(Api, outputs, "outputs");
        Admission.Usable(Api, inputs, "inputs");
        if (batched)
            Admission.ToLevel(Api, gradOutputs, "gradOutputs");
        else
            Admission.Shaped(Api, gradOutputs, "gradOutputs");
        for (int i = 0; i < outputs.Length; i++)
        {
            if (batched)
                Guard.BatchOfGradients(outputs[i], gradOutputs[i], Api, "gradOutputs", i);
            else if (gradOutputs[i] is not null || outputs[i].requires_grad)
                Guard.Gradient(outputs[i], gradOutputs[i], Api, "gradOutputs", i);
        }
        if (batched)
            Guard.SameBatchSize(gradOutputs, Api, "gradOutputs");
        for (int i = 0; i < outputs.Length; i++)
            Guard.RequiresGrad(outputs[i], Api, "outputs", i);
        for (int i = 0; i < inputs.Length; i++)
            Guard.Differentiable(inputs[i], Api, "inputs", i);
    }
}
