namespace TorchBridge.Support.Messages;

/// <summary>The strict mode of torch.autograd.functional: outputs that do not depend on inputs.</summary>
internal static partial class GraphMessages
{
    private const string NotAllowed = "This is not allowed in strict mode", GetZeros = "Pass strict: false to get zeros for it.";

    public static AutogradException ConstantOutput(string api, int output) => new(AutogradError.DoesNotRequireGrad,
        $"{api}: Output {output} of the user-provided function does not require gradients. "
        + $"The outputs must be computed in a differentiable manner from the input when running in strict mode. {GetZeros}");

    public static AutogradException OutputIndependent(string api, int input) => new(AutogradError.UnusedInput,
        $"{api}: The output of the user-provided function is independent of input {input}. {NotAllowed}. {GetZeros}");

    public static AutogradException RowIndependent(string api, int output, int input) => new(AutogradError.UnusedInput,
        $"{api}: Output {output} of the user-provided function is independent of input {input}. {NotAllowed}. {GetZeros}");

    public static AutogradException JacobianIndependent(string api, int input) => new(AutogradError.UnusedInput,
        $"{api}: The jacobian of the user-provided function is independent of input {input}. {NotAllowed}. {GetZeros}");

    public static AutogradException GradientIndependent(string api, int input) => new(AutogradError.UnusedInput,
        $"{api}: The gradient with respect to input {input} is independent of the inputs of the user-provided function. "
        + $"{NotAllowed}. {GetZeros}");

    public static AutogradException HessianIsZero(string api, int input) => new(AutogradError.UnusedInput,
        $"{api}: While computing the hessian, found that the jacobian of the user-provided function with respect to input {input} is "
        + $"independent of the input. {NotAllowed}. You should ensure that your function is twice differentiable and that the "
        + $"jacobian depends on the inputs (this would be violated by a linear function for example). {GetZeros}");

    public static AutogradException GradientIndependentOfVector(string api, int entry) => new(AutogradError.UnusedInput,
        $"{api}: The gradient with respect to the input is independent of entry {entry} in the grad_outputs when using the double backward "
        + $"trick to compute forward mode gradients. {NotAllowed}. {GetZeros}");

    public static AutogradException HessianIndependentOfVector(string api, int entry) => new(AutogradError.UnusedInput,
        $"{api}: The hessian of the user-provided function is independent of entry {entry} in the grad_jacobian. "
        + $"{NotAllowed} as it prevents from using the double backward trick to replace forward mode AD. {GetZeros}");

    /// <param name="api">The public name.</param>
    /// <param name="derivative">Jacobian or hessian.</param>
    /// <param name="input">The input's index.</param>
    public static AutogradException ConstantDerivative(string api, string derivative, int input) => new(AutogradError.UnusedInput,
        $"{api}: The {derivative} of the user-provided function is independent of input {input}. "
        + $"{NotAllowed} when create_graph=True. {GetZeros}");

    /// <summary>For torch.func, which names its parameters in the message.</summary>
    public static AutogradException JvpIndependent() => new(AutogradError.UnusedInput,
        "jvp(f, primals, tangents, strict=True): The output of f is independent of the inputs. "
        + "This is not allowed with strict=True. Pass strict: false to get zeros for it.");
}
