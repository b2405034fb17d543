namespace TorchBridge.Support.Messages;

/// <summary>What the caller's own code did inside a backward pass: a custom function's backward.</summary>
internal static partial class GraphMessages
{
    public static AutogradException BackwardReturnedNull(string api) => new(AutogradError.Other,
        $"{api}: function CustomFunction returned null instead of an array of gradients. "
        + "Return an array that has null for an input without a gradient.");

    public static AutogradException WrongNumberOfReturnedGradients(string api, int expected, int gradients) => new(AutogradError.Other,
        $"{api}: function CustomFunction returned an incorrect number of gradients (expected {expected}, got {gradients}). "
        + "Return one gradient, or null, for each input.");

    public static AutogradException BackwardReturnedDisposed(string api, int index) => new(AutogradError.Other,
        $"{api}: function CustomFunction returned a gradient that has been disposed, at index {index}. Return it without disposing it.");

    public static AutogradException GradientDoesNotFit(string api, long[] expected, long[] found) => new(AutogradError.Other,
        $"{api}: function CustomFunction returned an invalid gradient: got {Describe.Shape(found)} but expected shape compatible with "
        + $"{Describe.Shape(expected)}, for one example. Return gradients with the shapes of the inputs.");

    public static AutogradException DifferentiatedTwice(string api) => new(AutogradError.NotImplemented,
        $"{api}: trying to differentiate twice a function that was marked with @once_differentiable. "
        + "Define it without onceDifferentiable, and write its backward with differentiable operations.");

    public static AutogradException DirtyIsNoInput(string api, int index) => new(AutogradError.Other,
        $"{api}: Only input Tensors should be given to ctx.mark_dirty(). Tensor {index} that was passed to MarkDirty is not an input. "
        + "Leave it out.");

    public static AutogradException WrittenButNotDirty(string api, int index) => new(AutogradError.ModifiedInPlace,
        $"{api}: forward has written to input {index} in place without MarkDirty, so the gradient would be wrong. "
        + "Pass that input to MarkDirty and return it, or write to a clone() of it.");

    public static AutogradException NoJvpRule(string api) => new(AutogradError.NotImplemented,
        $"{api}: You must implement the jvp function for custom autograd.Function to use it with forward mode AD. "
        + "In C#: pass jvp to CustomFunction.Define, or differentiate in reverse mode.");

    public static AutogradException JvpReturnedNull(string api) => new(AutogradError.Other,
        $"{api}: jvp returned null instead of an array of tangents. Return an array that has null for an output without a tangent.");

    public static AutogradException JvpReturnedDisposed(string api, int index) => new(AutogradError.Other,
        $"{api}: jvp returned a tangent that has been disposed, at index {index}. Return it without disposing it.");

    public static AutogradException WrongNumberOfTangents(string api, int expected, int tangents) => new(AutogradError.Other,
        $"{api}: Function's jvp returned an invalid number of forward gradients (expected {expected} but got {tangents}). "
        + "Return one tangent, or null, for each output.");

    public static AutogradException TangentOfConstant(string api, int index) => new(AutogradError.Other,
        $"{api}: jvp returned a tangent for output {index}, which is not differentiable. Return null for that output.");

    public static AutogradException TangentDoesNotFit(string api, int index, Tensor output, Tensor tangent) => new(AutogradError.Other,
        $"{api}: jvp returned {Describe.Tensor(tangent)} for output {index}, which is {Describe.Tensor(output)}. "
        + "Return tangents with the shapes and types of the outputs.");

    public static AutogradException TangentNotInPlace(string api, int index) => new(AutogradError.Other,
        $"{api}: An inplace custom Function is not modifying the forward mode gradients inplace. Output {index} is an input that forward "
        + "has written to. Give that input a tangent, and let jvp write to that tangent and return it.");

    public static AutogradException RuleReturnsOtherOutputs(string api, int expected, int outputs) => new(AutogradError.Other,
        $"{api}: the vmap rule returned {outputs} outputs, but forward returns {expected}. Return the same number of outputs.");
}
