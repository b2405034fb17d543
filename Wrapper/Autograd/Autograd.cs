namespace TorchBridge;

/// <summary>torch.autograd.</summary>
public static partial class Autograd
{
    /// <summary>
    /// Computes the gradients of several tensors at once with respect to the leaves of their graphs and adds them to <c>.grad</c>:
    /// <c>leaf.grad += Σᵢ gradTensors[i]ᵀ Jᵢ</c>. One call needs no retained graph where outputs share parts of it.
    /// </summary>
    /// <param name="tensors">The outputs, at least one, each requiring grad.</param>
    /// <param name="gradTensors">
    /// One gradient for each output, of its shape; null stands for 1 where the output is real and has one element. Null as a whole, the
    /// default, stands for all null. More gradients than outputs are ignored.
    /// </param>
    /// <param name="retainGraph">
    /// Whether the graph can be walked again. Null, the default, means the value of <paramref name="createGraph"/>.
    /// </param>
    /// <param name="createGraph">Whether the gradients get a graph of their own. Default false.</param>
    /// <param name="inputs">The tensors to accumulate into, at least one, each requiring grad. Null, the default, means all leaves.</param>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="tensors"/>, or an element of it or of <paramref name="inputs"/>, is null.
    /// </exception>
    /// <exception cref="ArgumentException">
    /// A list is empty; a tensor has been disposed; there are fewer gradients than outputs; a gradient has another shape than its
    /// output, or one is complex and the other is not.
    /// </exception>
    /// <exception cref="AutogradException">As in <see cref="TensorExtensions.Backward"/>.</exception>
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

    /// <summary>Forgets the gradients of several tensors, or fills them with zeros; see <see cref="TensorExtensions.ZeroGrad"/>.</summary>
    /// <param name="tensors">Any tensors, for example a module's <c>parameters()</c>. All are checked before the first is changed.</param>
    /// <param name="setToNone">True, the default: <c>.grad</c> becomes null. False: <c>.grad</c> stays and becomes all zeros.</param>
    /// <exception cref="ArgumentNullException"><paramref name="tensors"/> or an element of it is null.</exception>
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
