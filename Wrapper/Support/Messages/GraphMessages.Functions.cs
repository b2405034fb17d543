namespace TorchBridge.Support.Messages;

/// <summary>What the caller's own code did inside a backward pass: a custom function's backward.</summary>
internal static partial class GraphMessages
{
    public static AutogradException BackwardReturnedNull(string api) => new(AutogradError.Other,
        $"{api}: function CustomFunction returned null instead of an array of gradients; "
        + "return null in the array for an input without a gradient.");

    public static AutogradException WrongNumberOfReturnedGradients(string api, int expected, int gradients) => new(AutogradError.Other,
        $"{api}: function CustomFunction returned an incorrect number of gradients (expected {expected}, got {gradients}); "
        + "return one gradient, or null, for each input.");

    public static AutogradException BackwardReturnedDisposed(string api, int index) => new(AutogradError.Other,
        $"{api}: function CustomFunction returned a gradient that has been disposed, at index {index}; return it without disposing it.");

    public static AutogradException GradientDoesNotFit(string api, long[] expected, long[] found) => new(AutogradError.Other,
        $"{api}: function CustomFunction returned an invalid gradient: got {Describe.Shape(found)} but expected shape compatible with "
        + $"{Describe.Shape(expected)}, for one example; return gradients in the shapes of the inputs.");

    public static AutogradException DifferentiatedTwice(string api) => new(AutogradError.NotImplemented,
        $"{api}: trying to differentiate twice a function that was marked with @once_differentiable. "
        + "Define it without onceDifferentiable, with a backward made of differentiable operations.");

    public static AutogradException DirtyIsNoInput(string api, int index) => new(AutogradError.Other,
        $"{api}: Only input Tensors should be given to ctx.mark_dirty(). Tensor {index} given to MarkDirty is not one of the inputs; "
        + "leave it out.");

    public static AutogradException WrittenButNotDirty(string api, int index) => new(AutogradError.ModifiedInPlace,
        $"{api}: forward has written to input {index} in place, and its gradient would be wrong. "
        + "Pass that input to MarkDirty and return it, or write to a clone() of it.");

    public static AutogradException NoJvpRule(string api) => new(AutogradError.NotImplemented,
        $"{api}: You must implement the jvp function for custom autograd.Function to use it with forward mode AD. "
        + "In C#: pass jvp to CustomFunction.Define, or differentiate in reverse mode.");

    public static AutogradException JvpReturnedNull(string api) => new(AutogradError.Other,
        $"{api}: jvp returned null instead of an array of tangents; return null in the array for an output without a tangent.");

    public static AutogradException JvpReturnedDisposed(string api, int index) => new(AutogradError.Other,
        $"{api}: jvp returned a tangent that has been disposed, at index {index}; return it without disposing it.");

    public static AutogradException WrongNumberOfTangents(string api, int expected, int tangents) => new(AutogradError.Other,
        $"{api}: Function's jvp returned an invalid number of forward gradients (expected {expected} but got {tangents}); "
        + "return one tangent, or null, for each output.");

    public static AutogradException TangentOfConstant(string api, int index) => new(AutogradError.Other,
        $"{api}: jvp returned a tangent for output {index}, which is not differentiable; return null for it.");

    public static AutogradException TangentDoesNotFit(string api, int index, Tensor output, Tensor tangent) => new(AutogradError.Other,
        $"{api}: jvp returned {Describe.Tensor(tangent)} for output {index}, which is {Describe.Tensor(output)}; "
        + "return tangents like the outputs.");

    public static AutogradException TangentNotInPlace(string api, int index) => new(AutogradError.Other,
        $"{api}: An inplace custom Function is not modifying the forward mode gradients inplace. Output {index} is an input that forward "
        + "has written to: jvp must write to the tangent of that input, which must have one, and return it.");

    public static AutogradException RuleReturnsOtherOutputs(string api, int expected, int outputs) => new(AutogradError.Other,
        $"{api}: the vmap rule returned {outputs} outputs, but forward returns {expected}; return as many.");
}
