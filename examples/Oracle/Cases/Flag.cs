namespace TorchBridge.Oracle.Cases;

/// <summary>The kind of error that a case can find.</summary>
/// <param name="Name">As it stands in cases.</param>
/// <param name="Description">What is special about such a case.</param>
/// <param name="Hint">The likely cause if such cases fail.</param>
/// <param name="IsOfValues">Whether the hint is of use where the value is wrong, too, and not only a derivative.</param>
internal sealed record Flag(string Name, string Description, string Hint, bool IsOfValues = false)
{
    /// <summary>The most specific flags are first.</summary>
    public static readonly Flag[] All =
    [
        new("Accumulate", "Gradients of several backward passes add up in .grad.", "backward must add to .grad, never replace it; only zero_grad clears it."),
        new("GraphFreed", "A graph whose saved values are gone is walked again.", "without retain_graph a second pass is an error, where saved values are needed."),
        new("RetainGraph", "The same graph is walked more than once.", "with retain_graph a pass must leave the graph and its saved values as they are."),
        new("SharedSubexpression", "An intermediate result is used more than once.", "finish the gradient of a node, summed over all its uses, before passing it on: walk in reverse topological order, each node once."),
        new("Broadcast", "Arguments are broadcast against each other.",
            "the gradient of a broadcast argument is summed over the broadcast dimensions, back to its own shape.", IsOfValues: true),
        new("Normalizer", "Every output of a row depends on every input of it, through a common normalizer.", "the Jacobian is not diagonal: softmax needs y * (g - sum(g * y)), not g * y * (1 - y)."),
        new("Kink", "A point where the derivative jumps.", "choose a subgradient; never divide by x or by |x| to find the slope."),
        new("Tie", "Equal candidates for a maximum or a minimum.", "the gradient goes to one of the tied elements or is shared: its sum stays the same."),
        new("MultipleOutputs", "The program has several outputs, each with a cotangent.", "start the walk from all outputs at once and add what meets."),
        new("ReusedInput", "An input is used more than once.", "gradients from all uses of an input are added."),
        new("UnusedInput", "An input or a node that the outputs do not depend on.", "its gradient is zeros of its own shape, and the walk must not trip over it."),
        new("InPlace", "A value is overwritten on the way.",
            "the gradient of an overwritten part goes to what was written, not to what was there.", IsOfValues: true),
        new("ZeroSize", "A tensor without elements.", "shapes are kept, and empty sums are 0.", IsOfValues: true),
        new("ZeroDim", "A tensor without dimensions.", "a scalar has shape [], not [1].", IsOfValues: true),
        new("NaNPropagation", "A NaN among the inputs.", "a NaN spreads where mathematics says so and nowhere else; 0 * NaN is not 0.",
            IsOfValues: true),
        new("Saturated", "Arguments so large or so near a limit that a naive formula overflows or gives 0 / 0.",
            "rearrange the formula: subtract the largest, use expm1 and log1p, divide late.", IsOfValues: true),
        new("Cancellation", "A naive formula subtracts nearly equal numbers or divides by a zero that cancels.",
            "rearrange the formula so that the small difference is computed directly.", IsOfValues: true),
        new("LinearZeroHessian", "The second derivative is zero, or the first is constant.", "a derivative that no longer depends on the input is zeros, not an error."),
        new("ComplexConjugate", "Complex inputs: the gradient of a real loss, conjugate as PyTorch has it.", "the gradient is dL/d(real) + i dL/d(imag): cotangents meet the conjugate of the derivative."),
        new("CreateGraph", "A derivative is differentiated again.", "gradients must be made of differentiable operations."),
        new("Infinite", "An infinity among the inputs or among the expected numbers.",
            "an infinite slope is Infinity with the right sign; an infinite input with slope 0 gives 0, not NaN.", IsOfValues: true),
        new("Masked", "Elements that a mask or a condition takes out.",
            "what is taken out gets exactly 0, whatever its value is: choose by the mask, never multiply by it.", IsOfValues: true),
        new("NegativeDim", "A dimension that is counted from the end.",
            "add the number of dimensions to a negative one before using it, in the backward pass too.", IsOfValues: true),
        new("Window", "Windows that overlap, strides, or holes between them.",
            "an input in several windows gets the gradients of all of them added; the index arithmetic of the forward pass holds for the backward pass.", IsOfValues: true),
        new("Singular", "A matrix without an inverse.",
            "the gradient of a determinant is its matrix of cofactors, which exists where the inverse does not."),
        new("LibTorchImprecise", "LibTorch's own answer fails the case: it loses digits, or has a constant in single precision. Expected is the true number.", "nothing to copy from LibTorch here: take the constants in the precision of the numbers, and rearrange where digits cancel.", IsOfValues: true),
        new("Error", "The right answer is an error.", "compare the code before the colon.", IsOfValues: true),
    ];

    public static readonly IReadOnlyDictionary<string, Flag> ByName = All.ToDictionary(flag => flag.Name);
}
