namespace TorchBridge.Support.Messages;

/// <summary>The gradients and vectors that a derivative is multiplied by.</summary>
internal static partial class ArgumentMessages
{
    public static ArgumentException TooFewGradients(string api, string parameter, int tensors, int gradients) => new(
        $"{api}: got {tensors} tensors and {gradients} gradients. In {parameter}, pass one gradient, or null, for each tensor.", parameter);

    public static ArgumentException WrongShapeOfGradient(string api, string parameter, int index, Tensor output, Tensor gradient) => new(
        $"{api}: Mismatch in shape: grad_output[{index}] has a shape of torch.Size({Describe.Shape(gradient)}) and output[{index}] "
        + $"has a shape of torch.Size({Describe.Shape(output)}). A gradient has the shape of its output and is not broadcast. "
        + "Call expand or reshape on it first.", parameter);

    public static ArgumentException RealAndComplex(string api, string parameter, int index, Tensor output, Tensor gradient) => new(
        $"{api}: For complex Tensors, both grad_output and output are required to have the same dtype. "
        + $"Mismatch in dtype: grad_output[{index}] has a dtype of torch.{Describe.Type(gradient.dtype)} and output[{index}] has a "
        + $"dtype of torch.{Describe.Type(output.dtype)}. Convert the gradient with to_type first.", parameter);

    public static ArgumentNullException NoBatchOfGradients(string api, string parameter, int index) => new(parameter,
        $"{api}: {Describe.Element(parameter, index)} is null. With isGradsBatched: true, pass a batch of gradients for each output.");

    public static ArgumentException WrongShapeOfBatch(string api, string parameter, int index, Tensor output, Tensor gradients) => new(
        $"{api}: If `is_grads_batched=True`, we interpret the first dimension of each grad_output as the batch dimension. "
        + "The sizes of the remaining dimensions are expected to match the shape of corresponding output, "
        + $"but a mismatch was detected: grad_output[{index}] has a shape "
        + $"of torch.Size({Describe.Shape(gradients, 1)}) and output[{index}] has a shape of torch.Size({Describe.Shape(output)}). "
        + "If you only want some tensors in `grad_output` to be considered batched, consider using vmap.", parameter);

    public static ArgumentException BatchesOfDifferentSizes(string api, string parameter, long first, int index, long other) => new(
        $"{api}: Expected all tensors to have the same size in the mapped dimension. "
        + $"{parameter}[0] has {first} rows and {parameter}[{index}] has {other}. Pass the same number of rows for each "
        + "output.", parameter);

    public static ArgumentException WrongNumberOfCotangents(string api, string parameter, int outputs, int cotangents) => new(
        $"{api}: Expected pytree structure of cotangents to be the same as pytree structure of outputs to the function. "
        + $"There are {outputs} outputs and {cotangents} cotangents. Pass one cotangent for each output.", parameter);

    public static ArgumentException WrongNumberOfTangents(string api, string parameter, int primals, int tangents) => new(
        $"{api}: Expected primals and tangents to have the same python structure. There are {primals} primals and {tangents} tangents. "
        + "Pass one tangent for each primal.", parameter);

    public static ArgumentException NotOneVector(string api, string parameter, int vectors) =>
        new($"{api}: The given v should contain a single Tensor. {parameter} has {vectors}. Pass one vector.", parameter);

    public static ArgumentException WrongNumberOfVectors(string api, string parameter, int expected, int vectors) => new(
        $"{api}: v is a tuple of invalid length: should be {expected} but got {vectors}. Pass {expected} vectors.", parameter);

    /// <param name="api">The public name.</param>
    /// <param name="parameter">The caller's parameter.</param>
    /// <param name="index">The vector's index; -1 if the caller gave one tensor instead of a list.</param>
    /// <param name="expected">A tensor of the right shape.</param>
    /// <param name="vector">The vector.</param>
    public static ArgumentException WrongSizeOfVector(string api, string parameter, int index, Tensor expected, Tensor vector) => new(
        $"{api}: {(index < 0 ? "" : $"Entry {index} in ")}v has invalid size: should be torch.Size({Describe.Shape(expected)}) but "
        + $"got torch.Size({Describe.Shape(vector)}). A vector is not broadcast. Call expand or reshape on it first.", parameter);

    public static ArgumentNullException NoVectorForInputs(string api, string parameter, Tensor[] inputs) => new(parameter,
        $"{api}: The vector v can only be None if the input to the user-provided function is a single Tensor with a single element. "
        + GiveVectors(parameter, inputs));

    /// <summary>The way out for a missing vector.</summary>
    internal static string GiveVectors(string parameter, Tensor[] tensors) =>
        $"Pass {parameter}, with one vector for each tensor. Number of tensors: {tensors.Length}"
        + (tensors.Length == 0 ? "." : $"; the first is {Describe.Tensor(tensors[0])}.");

    /// <param name="api">The public name.</param>
    /// <param name="parameter">The caller's parameter.</param>
    /// <param name="role">Whether it is the primal or the tangent.</param>
    /// <param name="tensor">The tensor.</param>
    public static ArgumentException IntegerDual(string api, string parameter, string role, Tensor tensor) => new(
        $"{api}: Expected {role} to be floating point or complex, but got: torch.{Describe.Type(tensor.dtype)}. "
        + "Convert it with to_type first.", parameter);

    public static ArgumentException WrongSizeOfTangent(string api, string parameter, Tensor primal, Tensor tangent) => new(
        $"{api}: Trying to set a forward gradient that has a different size than that of the original Tensor, "
        + $"this is not supported. Tensor is of size {Describe.Shape(primal)} while the given forward gradient is of size "
        + $"{Describe.Shape(tangent)}. A tangent is not broadcast. Call expand or reshape on it first.", parameter);

    public static ArgumentException TangentOnOtherDevice(string api, string parameter, Tensor primal, Tensor tangent) => new(
        $"{api}: Expected all tensors to be on the same device, but found at least two devices, "
        + $"{primal.device} and {tangent.device}! Move the tangent to the device of its primal first.", parameter);

    public static ArgumentException SparseTangent(string api, string name, string parameter) => new(
        $"{api}: a sparse tensor cannot carry a tangent, and {name} is sparse. Call to_dense() on it first, or use reverse "
        + "mode.", parameter);

    public static ArgumentNullException NullEdges(string api, string parameter) =>
        new(parameter, $"{api}: {parameter} is null. Pass a list of gradient edges.");

    public static ArgumentNullException NullEdge(string api, string parameter, int index) => new(parameter,
        $"{api}: {Describe.Element(parameter, index)} is null. Pass what Autograd.GradientEdge returned.");

    public static ArgumentException EdgeOfNonLeaf(string api, string parameter, int index) => new(
        $"{api}: can't retain_grad of an edge. {Describe.Element(parameter, index)} is not the edge of a leaf, so there is no tensor "
        + "to keep the gradient in. Call Autograd.Grad, which returns the gradient.", parameter);
}
