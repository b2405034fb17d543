using System.Runtime.CompilerServices;

namespace TorchBridge;

public static partial class Autograd
{
    /// <summary>
    /// The gradients of outputs in inputs, returned instead of accumulated: <c>result[j] = Σᵢ gradOutputs[i]ᵀ d outputs[i] / d
    /// inputs[j]</c>.
    /// </summary>
    /// <param name="outputs">The outputs, each requiring grad. One that is listed twice counts twice.</param>
    /// <param name="inputs">At least one tensor requiring grad, leaf or not. One that is listed twice has two results.</param>
    /// <param name="gradOutputs">
    /// One gradient for each output, of its shape; null stands for 1 where the output is real and has one element. Element types are
    /// converted, but complex and real do not mix. Null as a whole, the default, stands for all null; more of them than outputs are
    /// ignored.
    /// </param>
    /// <param name="retainGraph">
    /// Whether the graph can be walked again. Null, the default, means the value of <paramref name="createGraph"/>.
    /// </param>
    /// <param name="createGraph">Whether the results get a graph of their own, for higher derivatives. Default false.</param>
    /// <param name="allowUnused">Whether an input that no output depends on gets null; it is an error otherwise, the default.</param>
    /// <param name="isGradsBatched">
    /// Whether each of <paramref name="gradOutputs"/> has a batch dimension in front. Each result then has it too: row k belongs to row k
    /// of the gradients. Default false.
    /// </param>
    /// <param name="materializeGrads">
    /// Whether an input that no output depends on gets zeros of its own shape and type, which require grad. Default false.
    /// </param>
    /// <returns>
    /// A gradient for each input, of its shape and type, in any layout; it may share memory with one of <paramref name="gradOutputs"/>.
    /// Null where <paramref name="allowUnused"/> says. No <c>.grad</c> changes, but for a non-leaf between that <c>retain_grad</c> was
    /// called on.
    /// </returns>
    /// <exception cref="ArgumentNullException">
    /// A list, or an element of <paramref name="outputs"/> or <paramref name="inputs"/>, is null.
    /// </exception>
    /// <exception cref="ArgumentException">
    /// <paramref name="inputs"/> is empty; a tensor has been disposed; there are fewer gradients than outputs; a gradient has another shape
    /// than its output, or one is complex and the other is not; batches differ in size.
    /// </exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.NotScalar"/>: a gradient was left out and its output is not a real scalar.
    /// <see cref="AutogradError.DoesNotRequireGrad"/>: an output or an input does not require grad.
    /// <see cref="AutogradError.UnusedInput"/>: no output depends on an input. As in PyTorch, the graph has been walked by then.
    /// Other kinds: as in <see cref="TensorExtensions.Backward"/>.
    /// </exception>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.autograd.grad.html">torch.autograd.grad</seealso>
    public static Tensor?[] Grad(IEnumerable<Tensor> outputs, IEnumerable<Tensor> inputs, IEnumerable<Tensor?>? gradOutputs = null,
        bool? retainGraph = null, bool createGraph = false, bool allowUnused = false, bool isGradsBatched = false,
        bool materializeGrads = false)
    {
        Tensor[] from = Check.List(outputs);
        Tensor[] to = Guard.UsableNonEmptyList(inputs, nameof(Grad), nameof(inputs), ArgumentMessages.NoInputsOfGrad);
        Tensor?[] gradients = Guard.OptionalGradients(gradOutputs, from.Length, nameof(Grad), nameof(gradOutputs));
        return Operators.Reverse.Grad.Run(from, to, gradients, retainGraph ?? createGraph, createGraph, allowUnused, materializeGrads,
            isGradsBatched);
    }

    /// <summary>The gradient of one output in one input: <c>gradOutputᵀ d output / d input</c>.</summary>
    /// <param name="output">The output, requiring grad.</param>
    /// <param name="input">The input, leaf or not, requiring grad.</param>
    /// <param name="gradOutput">
    /// The gradient of <paramref name="output"/>, of its shape. Null, the default, stands for 1 where the output is real and has one
    /// element.
    /// </param>
    /// <param name="retainGraph">
    /// Whether the graph can be walked again. Null, the default, means the value of <paramref name="createGraph"/>.
    /// </param>
    /// <param name="createGraph">Whether the result gets a graph of its own, for higher derivatives. Default false.</param>
    /// <returns>The gradient, of the shape and type of <paramref name="input"/>. No <c>.grad</c> changes.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="output"/> or <paramref name="input"/> is null.</exception>
    /// <exception cref="ArgumentException">A tensor has been disposed, or the gradient does not fit the output.</exception>
    /// <exception cref="AutogradException">
    /// As in the overload with lists. An input that the output does not depend on is an error here: that overload can give null or zeros
    /// for it.
    /// </exception>
    /// <example>
    /// <code>
    /// Tensor y = x.pow(3).sum();
    /// Tensor first = Autograd.Grad(y, x, createGraph: true);      // 3 x²
    /// Tensor second = Autograd.Grad(first.sum(), x);              // 6 x
    /// </code>
    /// </example>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.autograd.grad.html">torch.autograd.grad</seealso>
    [OverloadResolutionPriority(1)]      // of null
    public static Tensor Grad(Tensor output, Tensor input, Tensor? gradOutput = null, bool? retainGraph = null, bool createGraph = false)
    {
        Check.Usable(output);
        Check.Usable(input);
        if (gradOutput is not null)
            Check.Usable(gradOutput);
        return Operators.Reverse.Grad.Run(output, input, gradOutput, retainGraph ?? createGraph, createGraph, nameof(gradOutput));
    }

    /// <summary>The gradients of one output in several inputs: a module's parameters, for example.</summary>
    /// <param name="output">The output, requiring grad.</param>
    /// <param name="inputs">At least one tensor, leaf or not, each requiring grad.</param>
    /// <param name="gradOutput">
    /// The gradient of <paramref name="output"/>, of its shape. Null, the default, stands for 1 where the output is real and has one
    /// element.
    /// </param>
    /// <param name="retainGraph">
    /// Whether the graph can be walked again. Null, the default, means the value of <paramref name="createGraph"/>.
    /// </param>
    /// <param name="createGraph">Whether the results get a graph of their own, for higher derivatives. Default false.</param>
    /// <param name="allowUnused">Whether an input that the output does not depend on gets null; it is an error otherwise.</param>
    /// <param name="materializeGrads">Whether it gets zeros. Default false.</param>
    /// <returns>A gradient for each input, in their order. No <c>.grad</c> changes.</returns>
    /// <exception cref="ArgumentNullException">A tensor, the list, or an element of it is null.</exception>
    /// <exception cref="ArgumentException">
    /// <paramref name="inputs"/> is empty; a tensor has been disposed, or the gradient does not fit the output.
    /// </exception>
    /// <exception cref="AutogradException">As in the overload with lists.</exception>
    /// <example><code>Tensor?[] gradients = Autograd.Grad(loss, network.parameters());</code></example>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.autograd.grad.html">torch.autograd.grad</seealso>
    public static Tensor?[] Grad(Tensor output, IEnumerable<Tensor> inputs, Tensor? gradOutput = null, bool? retainGraph = null,
        bool createGraph = false, bool allowUnused = false, bool materializeGrads = false)
    {
        Check.Usable(output);
        Tensor[] to = Guard.UsableNonEmptyList(inputs, nameof(Grad), nameof(inputs), ArgumentMessages.NoInputsOfGrad);
        if (gradOutput is not null)
            Check.Usable(gradOutput);
        return Operators.Reverse.Grad.Run([output], to, [gradOutput], retainGraph ?? createGraph, createGraph, allowUnused,
            materializeGrads, batched: false);
    }
}
