namespace TorchBridge;

public static partial class Autograd
{
    /// <summary>
    /// Computes the gradients of outputs with respect to inputs and returns them:
    /// <c>result[j] = Σᵢ gradOutputs[i]ᵀ d outputs[i] / d inputs[j]</c>. No <c>.grad</c> changes.
    /// </summary>
    /// <param name="outputs">The outputs. Each must require grad. An output that is listed twice counts twice.</param>
    /// <param name="inputs">
    /// At least one tensor that requires grad. It need not be a leaf. An input that is listed twice has two results.
    /// </param>
    /// <param name="gradOutputs">
    /// One gradient for each output, of its shape. A null element stands for 1; it is allowed if the output is real and has one element.
    /// The gradients are converted to the types of the outputs, but a real and a complex tensor cannot be combined. Null as a whole, the
    /// default, means that all are null. Gradients beyond the number of outputs are ignored.
    /// </param>
    /// <param name="retainGraph">
    /// True keeps the graph, so that another pass can use it. Null, the default, means the value of <paramref name="createGraph"/>.
    /// </param>
    /// <param name="createGraph">True gives the results a graph of their own, for higher derivatives. Default false.</param>
    /// <param name="allowUnused">
    /// True: the result for an input that no output depends on is null. False, the default: such an input is an error.
    /// </param>
    /// <param name="isGradsBatched">
    /// True: each element of <paramref name="gradOutputs"/> has a batch dimension in front, and so has each result. Row k of the results
    /// belongs to row k of the gradients. Default false.
    /// </param>
    /// <param name="materializeGrads">
    /// True: the result for an input that no output depends on is zeros of its shape and type. The zeros require grad. Default false.
    /// </param>
    /// <returns>
    /// A gradient for each input, of its shape and type. It may have any layout, and may share memory with an element of
    /// <paramref name="gradOutputs"/>. The caller disposes it. It is null as <paramref name="allowUnused"/> says. The only <c>.grad</c>
    /// that changes is that of a tensor inside the graph on which <c>retain_grad</c> was called.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="outputs"/> is null.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="inputs"/> is null.</exception>
    /// <exception cref="ArgumentNullException">An element of <paramref name="outputs"/> or <paramref name="inputs"/> is null.</exception>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="isGradsBatched"/> is true and an element of <paramref name="gradOutputs"/> is null.
    /// </exception>
    /// <exception cref="ArgumentException"><paramref name="inputs"/> is empty.</exception>
    /// <exception cref="ArgumentException">A tensor has been disposed.</exception>
    /// <exception cref="ArgumentException"><paramref name="gradOutputs"/> has fewer elements than <paramref name="outputs"/>.</exception>
    /// <exception cref="ArgumentException">A gradient does not have the shape of its output.</exception>
    /// <exception cref="ArgumentException">One of a gradient and its output is complex and the other is real.</exception>
    /// <exception cref="ArgumentException"><paramref name="isGradsBatched"/> is true and the batches have different sizes.</exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.NotScalar"/>: a gradient is null and its output is not a real tensor of one element.
    /// </exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.DoesNotRequireGrad"/>: an output or an input does not require grad.
    /// </exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.UnusedInput"/>: no output depends on an input, and neither <paramref name="allowUnused"/> nor
    /// <paramref name="materializeGrads"/> is true. As in PyTorch, the pass has then already run.
    /// </exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.GraphFreed"/>: an earlier pass without <paramref name="retainGraph"/> has freed the graph.
    /// </exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.ModifiedInPlace"/>: a tensor that the graph saved has been written to in place.
    /// </exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.NotImplemented"/>: an operation of the graph has no derivative.
    /// </exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.Other"/>: LibTorch's engine reports another failure. The message has its text.
    /// </exception>
    /// <example>
    /// Gradients with respect to two inputs, of which one is not used.
    /// <code>
    /// using var scope = NewDisposeScope();
    /// Tensor x = tensor(2.0, requires_grad: true), unused = tensor(1.0, requires_grad: true);
    /// Tensor?[] gradients = Autograd.Grad([x.pow(3)], [x, unused], allowUnused: true);
    /// Console.WriteLine($"{gradients[0]!.ToDouble()}, {gradients[1] is null}");      // 12, True
    /// </code>
    /// </example>
    /// <example>
    /// All rows of a Jacobian in one call.
    /// <code>
    /// using var scope = NewDisposeScope();
    /// Tensor x = tensor(new[] { 1.0, 2.0 }, requires_grad: true);
    /// Tensor rows = Autograd.Grad([x.square()], [x], [eye(2, dtype: float64)], isGradsBatched: true)[0]!;
    /// Console.WriteLine(string.Join(", ", rows.data&lt;double>()));      // 2, 0, 0, 4
    /// </code>
    /// </example>
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
}
