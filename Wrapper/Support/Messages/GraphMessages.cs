using System.Globalization;

namespace TorchBridge.Support.Messages;

/// <summary>The errors that only the graph, or what a function computed, can show. Each has PyTorch's phrase and its kind.</summary>
internal static partial class GraphMessages
{
    public static AutogradException NoGraph(string api, string parameter, int index, Tensor output) => new(
        AutogradError.DoesNotRequireGrad,
        $"{api}: element {(index < 0 ? 0 : index)} of tensors does not require grad and does not have a grad_fn; "
        + $"{Describe.Element(parameter, index)} is {Describe.Tensor(output)}. Set requires_grad to true on a leaf before computing it, "
        + "and compute it outside no_grad, inference_mode and detach.");

    public static AutogradException ConstantInput(string api, string parameter, int index, Tensor input) => new(
        AutogradError.DoesNotRequireGrad,
        $"{api}: One of the differentiated Tensors does not require grad; {Describe.Element(parameter, index)} is "
        + $"{Describe.Tensor(input)}. "
        + "Set requires_grad to true on it before the outputs are computed, or leave it out.");

    public static AutogradException CannotKeepGradient(string api, string parameter, int index, Tensor input) => new(
        AutogradError.DoesNotRequireGrad,
        $"{api}: can't retain_grad on Tensor that has requires_grad=False; {Describe.Element(parameter, index)} is "
        + $"{Describe.Tensor(input)}. "
        + "Set requires_grad to true on it before the outputs are computed, or leave it out.");

    public static AutogradException UnusedInput(string api, string parameter, int index) => new(AutogradError.UnusedInput,
        $"{api}: One of the differentiated Tensors appears to not have been used in the graph. "
        + $"Set allow_unused=True if this is the desired behavior. It is {Describe.Element(parameter, index)}; "
        + "in C#, pass allowUnused: true to the overload with lists to get null for it, or materializeGrads: true for zeros.");

    public static AutogradException NoImplicitGradient(string api, string parameter, int index, Tensor output) => new(
        AutogradError.NotScalar,
        $"{api}: grad can be implicitly created only for scalar outputs; output {index} is {Describe.Tensor(output)}. "
        + $"Give its gradient as {parameter}, of that shape, or reduce the output to one element first, for example with sum().");

    public static AutogradException NoImplicitComplexGradient(string api, string parameter, int index, Tensor output) => new(
        AutogradError.NotScalar,
        $"{api}: grad can be implicitly created only for real scalar outputs but got torch.{Describe.Type(output.dtype)}; "
        + $"output {index} is {Describe.Tensor(output)}. "
        + $"Give its gradient as {parameter}, or take the real part or the absolute value first.");

    public static AutogradException NoVectorForOutputs(string api, string parameter, Tensor[] outputs) => new(AutogradError.NotScalar,
        $"{api}: The vector v can only be None if the user-provided function returns a single Tensor with a single element. "
        + ArgumentMessages.GiveVectors(parameter, outputs));

    public static AutogradException NotAScalar(string api, string function, Tensor output) => new(AutogradError.NotScalar,
        $"{api}: Expected f(*args) to return a scalar Tensor, got tensor with {output.dim()} dims. "
        + $"Maybe you wanted to use the vjp or jacrev APIs instead? {function} returned {Describe.Tensor(output)}; "
        + "reduce it to no dimensions, for example with sum().");

    public static AutogradException NotASingleElement(string api, string function, Tensor output) => new(AutogradError.NotScalar,
        $"{api}: The Tensor returned by the function given to {api.ToLowerInvariant()} should contain a single element; "
        + $"{function} returned {Describe.Tensor(output)}. Reduce it, for example with sum(), or use Jacobian.");

    public static AutogradException IntegerOutput(string api, Tensor output) => new(AutogradError.Other,
        $"{api}: All outputs of f must be floating-point or complex Tensors, got Tensor with dtype "
        + $"{Describe.Type(output.dtype)}. Convert it with to_type, or return it as an auxiliary output.");

    public static AutogradException InferenceMode(string api) => new(AutogradError.DoesNotRequireGrad,
        $"{api}: in inference mode nothing is recorded, element 0 of tensors does not require grad and does not have a grad_fn, "
        + "and every derivative would be zero. Call it outside of inference_mode, or inside `using (inference_mode(false))`.");

    public static AutogradException GraphIsKeptFromTransform(string api) => new(AutogradError.DoesNotRequireGrad,
        $"{api}: a tensor requires grad but has no graph: it is an inference tensor, or is kept from a transform that has ended. "
        + "Use a copy made by clone() outside of inference_mode, or what the transform returned.");

    public static AutogradException GraphIsHidden(string api) => new(AutogradError.NotImplemented,
        $"{api}: this build of LibTorch does not show its graph; NativeRuntime.Diagnose() lists what it can do. "
        + "Everything else works without it.");

    public static AutogradException GraphTooLargeToDraw(string api, int nodes, int edges) => new(AutogradError.Other,
        $"{api}: the graph is too large for a picture: it has {nodes} nodes and {edges} edges. Draw the graph of an intermediate result, "
        + "or of a smaller model or a shorter sequence; or give the text of ToDot() to Graphviz.");

    public static AutogradException NoCheckedOutput(string api, string function) => new(AutogradError.DoesNotRequireGrad,
        $"{api}: no output of {function} does not require grad and does not have a grad_fn. Compute at least one from the "
        + "inputs, in grad mode and without detach.");

    public static AutogradException NotInThisLibTorch(string api) => new(AutogradError.NotImplemented,
        $"{api}: this build of LibTorch does not export what it needs; NativeRuntime.Diagnose() lists what was loaded. "
        + "Everything else works without it.");

    public static AutogradException NoEdge(string api, string parameter, Tensor tensor) => new(AutogradError.DoesNotRequireGrad,
        $"{api}: It is not possible to get the gradient edge for a Tensor that does not require gradients; {parameter} is "
        + $"{Describe.Tensor(tensor)}. Set requires_grad to true on a leaf before computing it, outside no_grad and inference_mode.");

    public static AutogradException NoVersion(string api) => new(AutogradError.Other,
        $"{api}: Inference tensors do not track version counter. Give a clone() of it that is made outside inference_mode.");

    public static InvalidOperationException ScopeOfOtherThread(string api) => new(
        $"{api}: the setting belongs to the thread that made the scope, and another thread has disposed it. "
        + "Dispose it on the same thread, with no await in between.");

    public static AutogradException NonfiniteNorm(string api, double order) => new(AutogradError.Other,
        $"{api}: The total norm of order "
        + (double.IsInfinity(order) ? "inf" : order.ToString("0.0###", CultureInfo.InvariantCulture))
        + " for gradients from `parameters` is non-finite, so it cannot be clipped. To disable this error and scale the gradients by the "
        + "non-finite norm anyway, set `error_if_nonfinite=False`. No gradient was changed; find its cause with Autograd.DetectAnomaly.");
}
