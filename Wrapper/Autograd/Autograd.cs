namespace TorchBridge;

/// <summary>
/// The functions of torch.autograd, torch.autograd.functional, torch.autograd.graph, torch.utils.checkpoint and torch.nn.utils that compute
/// and handle gradients.
/// </summary>
/// <seealso href="https://pytorch.org/docs/stable/autograd.html">torch.autograd</seealso>
public static partial class Autograd
{
    /// <summary>
    /// Computes the gradients of several tensors with respect to the leaves of their graphs and adds them to the leaves' <c>.grad</c>:
    /// <c>leaf.grad += Σᵢ gradTensors[i]ᵀ Jᵢ</c>, where Jᵢ is the Jacobian of tensor i. Because it is one pass, no graph must be retained
    /// even if the tensors share a part of it.
    /// </summary>
    /// <param name="tensors">The outputs: at least one tensor. Each must require grad.</param>
    /// <param name="gradTensors">
    /// One gradient for each output, of its shape. A null element stands for 1; it is allowed if the output is real and has one element.
    /// Null as a whole, the default, means that all are null. Gradients beyond the number of outputs are ignored.
    /// </param>
    /// <param name="retainGraph">
    /// True keeps the graph, so that another pass can use it. Null, the default, means the value of <paramref name="createGraph"/>.
    /// </param>
    /// <param name="createGraph">
    /// True gives the gradients a graph of their own, so that they can be differentiated again. Default false.
    /// </param>
    /// <param name="inputs">
    /// The tensors whose <c>.grad</c> receives the gradients: at least one. Each must require grad. Null, the default, means all leaves.
    /// </param>
    /// <exception cref="ArgumentNullException"><paramref name="tensors"/> is null.</exception>
    /// <exception cref="ArgumentNullException">An element of <paramref name="tensors"/> is null.</exception>
    /// <exception cref="ArgumentNullException">An element of <paramref name="inputs"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="tensors"/> is empty.</exception>
    /// <exception cref="ArgumentException"><paramref name="inputs"/> is an empty list.</exception>
    /// <exception cref="ArgumentException">A tensor has been disposed.</exception>
    /// <exception cref="ArgumentException"><paramref name="gradTensors"/> has fewer elements than <paramref name="tensors"/>.</exception>
    /// <exception cref="ArgumentException">A gradient does not have the shape of its output.</exception>
    /// <exception cref="ArgumentException">One of a gradient and its output is complex and the other is real.</exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.NotScalar"/>: a gradient is null and its output is not a real tensor of one element.
    /// </exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.DoesNotRequireGrad"/>: an output or an element of <paramref name="inputs"/> does not require grad.
    /// </exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.GraphFreed"/>: an earlier pass without retainGraph has freed the graph.
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
    /// Two losses that share a part of the graph.
    /// <code>
    /// using var scope = NewDisposeScope();
    /// Tensor x = tensor(3.0, requires_grad: true);
    /// Tensor hidden = x.square();
    /// Autograd.Backward([hidden * 2, hidden * 5]);
    /// Console.WriteLine(x.grad!.ToDouble());      // 42
    /// </code>
    /// </example>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.autograd.backward.html">torch.autograd.backward</seealso>
    public static void Backward(IEnumerable<Tensor> tensors, IEnumerable<Tensor?>? gradTensors = null, bool? retainGraph = null,
        bool createGraph = false, IEnumerable<Tensor>? inputs = null)
    {
        Tensor[] outputs = Guard.UsableNonEmptyList(tensors, nameof(Backward), nameof(tensors),
            ArgumentMessages.NoOutputsOfBackward);
        Tensor?[] gradients = Guard.OptionalGradients(gradTensors, outputs.Length, nameof(Backward), nameof(gradTensors));
        Tensor[] into = inputs is null ? [] : Guard.UsableNonEmptyList(inputs, nameof(Backward), nameof(inputs),
            ArgumentMessages.NoInputsOfBackward);
        Operators.Reverse.Backward.Run(outputs, gradients, retainGraph ?? createGraph, createGraph, into, nameof(tensors),
            nameof(gradTensors));
    }

    /// <summary>
    /// Removes the gradients of several tensors, or fills them with zeros; see <see cref="TensorExtensions.ZeroGrad"/>. All tensors are
    /// checked before the first one is changed.
    /// </summary>
    /// <param name="tensors">Any tensors, for example the <c>parameters()</c> of a module.</param>
    /// <param name="setToNone">
    /// True, the default: <c>.grad</c> becomes null. False: <c>.grad</c> stays the same tensor and becomes all zeros.
    /// </param>
    /// <exception cref="ArgumentNullException"><paramref name="tensors"/> is null.</exception>
    /// <exception cref="ArgumentNullException">An element of <paramref name="tensors"/> is null.</exception>
    /// <exception cref="ArgumentException">A tensor has been disposed.</exception>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.optim.Optimizer.zero_grad.html">
    /// torch.optim.Optimizer.zero_grad
    /// </seealso>
    public static void ZeroGrad(IEnumerable<Tensor> tensors, bool setToNone = true)
    {
        foreach (Tensor tensor in Guard.UsableList(tensors?.ToArray(), nameof(ZeroGrad), nameof(tensors)))
            Operators.Reverse.ZeroGrad.Run(tensor, setToNone);
    }
}
