using System.Globalization;

namespace TorchBridge.Support.Messages;

/// <summary>The errors that only the graph, or what a function computed, can show. Each has PyTorch's phrase and its kind.</summary>
internal static partial class GraphMessages
{
    public static AutogradException NoGraph(string api, string parameter, int index, Tensor output) => new(
        AutogradError.DoesNotRequireGrad,
        $"{api}: element {(index < 0 ? 0 : index)} of tensors does not require grad and does not have a grad_fn. "
        + $"{Describe.Element(parameter, index)} is {Describe.Tensor(output)}. Set requires_grad to true on a leaf before you compute it, "
        + "and compute it without no_grad, inference_mode and detach.");

    public static AutogradException ConstantInput(string api, string parameter, int index, Tensor input) => new(
        AutogradError.DoesNotRequireGrad,
        $"{api}: One of the differentiated Tensors does not require grad. {Describe.Element(parameter, index)} is "
        + $"{Describe.Tensor(input)}. "
        + "Set requires_grad to true on it before you compute the outputs, or leave it out.");

    public static AutogradException CannotKeepGradient(string api, string parameter, int index, Tensor input) => new(
        AutogradError.DoesNotRequireGrad,
        $"{api}: can't retain_grad on Tensor that has requires_grad=False. {Describe.Element(parameter, index)} is "
        + $"{Describe.Tensor(input)}. "
        + "Set requires_grad to true on it before you compute the outputs, or leave it out.");

    public static AutogradException UnusedInput(string api, string parameter, int index) => new(AutogradError.UnusedInput,
        $"{api}: One of the differentiated Tensors appears to not have been used in the graph. "
        + $"Set allow_unused=True if this is the desired behavior. The unused tensor is {Describe.Element(parameter, index)}. "
        + "In C#: call the overload with lists, with allowUnused: true to get null for it, or materializeGrads: true to get zeros.");

    public static AutogradException NoImplicitGradient(string api, string parameter, int index, Tensor output) => new(
        AutogradError.NotScalar,
        $"{api}: grad can be implicitly created only for scalar outputs. Output {index} is {Describe.Tensor(output)}. "
        + $"Pass a gradient of that shape as {parameter}, or reduce the output to one element first, for example with sum().");

    public static AutogradException NoImplicitComplexGradient(string api, string parameter, int index, Tensor output) => new(
        AutogradError.NotScalar,
        $"{api}: grad can be implicitly created only for real scalar outputs but got torch.{Describe.Type(output.dtype)}. "
        + $"Output {index} is {Describe.Tensor(output)}. "
        + $"Pass its gradient as {parameter}, or take the real part or the absolute value first.");

    public static AutogradException NoVectorForOutputs(string api, string parameter, Tensor[] outputs) => new(AutogradError.NotScalar,
        $"{api}: The vector v can only be None if the user-provided function returns a single Tensor with a single element. "
        + ArgumentMessages.GiveVectors(parameter, outputs));

    public static AutogradException NotAScalar(string api, string function, Tensor output) => new(AutogradError.NotScalar,
        $"{api}: Expected f(*args) to return a scalar Tensor, got tensor with {output.dim()} dims. "
        + $"Maybe you wanted to use the vjp or jacrev APIs instead? {function} returned {Describe.Tensor(output)}. "
        + "Reduce it to a tensor without dimensions, for example with sum().");

    public static AutogradException NotASingleElement(string api, string function, Tensor output) => new(AutogradError.NotScalar,
        $"{api}: The Tensor returned by the function given to {api.ToLowerInvariant()} should contain a single element. "
        + $"{function} returned {Describe.Tensor(output)}. Reduce it, for example with sum(), or call Jacobian.");

    public static AutogradException IntegerOutput(string api, Tensor output) => new(AutogradError.Other,
        $"{api}: All outputs of f must be floating-point or complex Tensors, got Tensor with dtype "
        + $"{Describe.Type(output.dtype)}. Convert it with to_type, or return it as an auxiliary output.");

    public static AutogradException InferenceMode(string api) => new(AutogradError.DoesNotRequireGrad,
        $"{api}: element 0 of tensors does not require grad and does not have a grad_fn. In inference mode no graph is recorded, "
        + "so every derivative would be zero. Call it outside inference_mode, or inside `using (inference_mode(false))`.");

    public static AutogradException GraphIsKeptFromTransform(string api) => new(AutogradError.DoesNotRequireGrad,
        $"{api}: a tensor requires grad but has no graph. It is an inference tensor, or was kept from a transform that has ended. "
        + "Call clone() on it outside inference_mode and use the copy, or use what the transform returned.");

    public static AutogradException GraphIsHidden(string api) => new(AutogradError.NotImplemented,
        $"{api}: this build of LibTorch does not give access to its graph. Call NativeRuntime.Diagnose() to see what is available. "
        + "Everything else works without it.");

    public static AutogradException GraphTooLargeToDraw(string api, int nodes, int edges) => new(AutogradError.Other,
        $"{api}: the graph is too large for a picture: it has {nodes} nodes and {edges} edges, or its edges go past too many "
        + "operations. Draw the graph of an intermediate result, "
        + "or of a smaller model or a shorter sequence; or give the text of ToDot() to Graphviz.");

    public static AutogradException NoCheckedOutput(string api, string function) => new(AutogradError.DoesNotRequireGrad,
        $"{api}: element 0 of tensors does not require grad and does not have a grad_fn, and neither has any other output of {function}. "
        + "Compute at least one output from the inputs, without no_grad and detach.");

    public static AutogradException NotInThisLibTorch(string api) => new(AutogradError.NotImplemented,
        $"{api}: this build of LibTorch does not export the functions that this needs. Call NativeRuntime.Diagnose() to see what was "
        + "loaded. "
        + "Everything else works without them.");

    public static AutogradException NoEdge(string api, string parameter, Tensor tensor) => new(AutogradError.DoesNotRequireGrad,
        $"{api}: It is not possible to get the gradient edge for a Tensor that does not require gradients. {parameter} is "
        + $"{Describe.Tensor(tensor)}. Set requires_grad to true on a leaf before you compute it, outside no_grad and inference_mode.");

    public static AutogradException NoVersion(string api) => new(AutogradError.Other,
        $"{api}: Inference tensors do not track version counter. Call clone() on it outside inference_mode and use the copy.");

    public static InvalidOperationException ScopeOfOtherThread(string api) => new(
        $"{api}: one thread made this scope, and another thread has disposed it. "
        + "Dispose it on the thread that made it, without an await in between.");

    public static AutogradException NonfiniteNorm(string api, double order) => new(AutogradError.Other,
        $"{api}: The total norm of order "
        + (double.IsInfinity(order) ? "inf" : order.ToString("0.0###", CultureInfo.InvariantCulture))
        + " for gradients from `parameters` is non-finite, so it cannot be clipped. To disable this error and scale the gradients by the "
        + "non-finite norm anyway, set `error_if_nonfinite=False`. No gradient was changed. Find the cause with Autograd.DetectAnomaly.");
}
