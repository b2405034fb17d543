namespace TorchBridge;

/// <summary>The autograd methods of PyTorch's <c>torch.Tensor</c>, as extension methods of TorchSharp's tensor.</summary>
/// <seealso href="https://pytorch.org/docs/stable/tensors.html">torch.Tensor</seealso>
public static partial class TensorExtensions
{
    /// <summary>
    /// Computes the gradient of this tensor with respect to the leaves of its graph and adds it to their <c>.grad</c>. If J is the Jacobian
    /// of this tensor with respect to a leaf, then <c>leaf.grad += gradientᵀ J</c>.
    /// </summary>
    /// <param name="self">The output. It may have any shape and any floating-point or complex type, and it must require grad.</param>
    /// <param name="gradient">
    /// The vector v of the product vᵀJ, of the shape of <paramref name="self"/>. A gradient of one 1 and zeros elsewhere picks one row of
    /// the Jacobian. It is converted to the type of <paramref name="self"/>, but a real and a complex tensor cannot be combined. Null, the
    /// default, stands for 1; it is allowed if <paramref name="self"/> is real and has one element.
    /// </param>
    /// <param name="retainGraph">
    /// True keeps the graph, so that another pass can use it. False frees the tensors that the graph has saved, as soon as the pass has
    /// used them. Null, the default, means the value of <paramref name="createGraph"/>.
    /// </param>
    /// <param name="createGraph">
    /// True gives the gradients a graph of their own, so that they can be differentiated again. A leaf and its gradient then keep each
    /// other in memory until <c>ZeroGrad</c> removes the gradient. Default false.
    /// </param>
    /// <param name="inputs">
    /// The tensors whose <c>.grad</c> receives the gradients. Each must require grad; it need not be a leaf. No other tensor's <c>.grad</c>
    /// changes. A tensor that is not a leaf and is listed here keeps its gradient in later passes too, as after <c>retain_grad</c>. Null,
    /// the default, means all leaves. An empty list is an error.
    /// </param>
    /// <exception cref="ArgumentNullException"><paramref name="self"/> is null.</exception>
    /// <exception cref="ArgumentNullException">An element of <paramref name="inputs"/> is null.</exception>
    /// <exception cref="ArgumentException">A tensor has been disposed.</exception>
    /// <exception cref="ArgumentException"><paramref name="gradient"/> does not have the shape of <paramref name="self"/>.</exception>
    /// <exception cref="ArgumentException">
    /// One of <paramref name="gradient"/> and <paramref name="self"/> is complex and the other is real.
    /// </exception>
    /// <exception cref="ArgumentException"><paramref name="inputs"/> is an empty list.</exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.NotScalar"/>: <paramref name="gradient"/> is null and <paramref name="self"/> is not a real tensor of one
    /// element.
    /// </exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.DoesNotRequireGrad"/>: <paramref name="self"/> does not require grad.
    /// </exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.DoesNotRequireGrad"/>: an element of <paramref name="inputs"/> does not require grad.
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
    /// <remarks>
    /// <para>
    /// The call also works inside <c>no_grad()</c>. What a hook or a custom function throws during the pass comes out of this call
    /// unchanged.
    /// </para>
    /// <para>
    /// If the pass fails halfway, the leaves that it had already reached keep what was added to them, as in PyTorch. The graph of one
    /// tensor may be used by several threads at the same time if each of them retains it; the gradients are then added up.
    /// </para>
    /// </remarks>
    /// <example>
    /// The gradient of a scalar. Two passes add up.
    /// <code>
    /// using var scope = NewDisposeScope();
    /// Tensor x = tensor(new[] { 1.0, 2.0, 3.0 }, requires_grad: true);
    /// x.square().sum().Backward();
    /// Console.WriteLine(string.Join(", ", x.grad!.data&lt;double>()));      // 2, 4, 6
    /// x.square().sum().Backward();
    /// Console.WriteLine(string.Join(", ", x.grad!.data&lt;double>()));      // 4, 8, 12
    /// </code>
    /// </example>
    /// <example>
    /// An output that is not a scalar: the gradient picks a row of the Jacobian.
    /// <code>
    /// using var scope = NewDisposeScope();
    /// Tensor x = tensor(new[,] { { 1.0, 2.0 } }, requires_grad: true);
    /// Tensor y = tensor(new[,] { { 3.0, 4.0 }, { 5.0, 6.0 } });
    /// Tensor product = mm(x, y);
    /// product.Backward(tensor(new[,] { { 1.0, 0.0 } }), retainGraph: true);
    /// Console.WriteLine(string.Join(", ", x.grad!.data&lt;double>()));      // 3, 5
    /// x.ZeroGrad();
    /// product.Backward(tensor(new[,] { { 0.0, 1.0 } }));
    /// Console.WriteLine(string.Join(", ", x.grad!.data&lt;double>()));      // 4, 6
    /// </code>
    /// </example>
    /// <example>
    /// Gradients for one of two leaves, and the error of a second pass through a freed graph.
    /// <code>
    /// using var scope = NewDisposeScope();
    /// Tensor a = tensor(2.0, requires_grad: true), b = tensor(3.0, requires_grad: true);
    /// Tensor loss = a * b;
    /// loss.Backward(inputs: [a]);
    /// Console.WriteLine($"{a.grad!.ToDouble()}, {b.grad is null}");      // 3, True
    /// try
    /// {
    ///     loss.Backward();
    /// }
    /// catch (AutogradException e)
    /// {
    ///     Console.WriteLine(e.Kind);      // GraphFreed
    /// }
    /// </code>
    /// </example>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.Tensor.backward.html">torch.Tensor.backward</seealso>
    public static void Backward(this Tensor self, Tensor? gradient = null, bool? retainGraph = null, bool createGraph = false,
        IEnumerable<Tensor>? inputs = null)
    {
        Check.Usable(self);
        bool retain = retainGraph ?? createGraph;
        if (gradient is null && inputs is null)
        {
            Operators.Reverse.Backward.Run(self, retain, createGraph);
            return;
        }
        if (gradient is not null)
            Check.Usable(gradient);
        Tensor[] into = inputs is null ? [] : Guard.UsableNonEmptyList(inputs, nameof(Backward), nameof(inputs),
            ArgumentMessages.NoInputsOfBackward);
        Operators.Reverse.Backward.Run([self], [gradient], retain, createGraph, into, nameof(self), nameof(gradient));
    }

    /// <summary>Removes this tensor's gradient, or fills it with zeros.</summary>
    /// <param name="self">Any tensor. Nothing happens if it has no gradient.</param>
    /// <param name="setToNone">
    /// True, the default: <c>.grad</c> becomes null. False: <c>.grad</c> stays the same tensor and becomes all zeros, so that everything
    /// that holds the gradient sees the zeros. If the gradient has a graph, it is detached from it.
    /// </param>
    /// <exception cref="ArgumentNullException"><paramref name="self"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="self"/> has been disposed.</exception>
    /// <example>
    /// <code>
    /// using var scope = NewDisposeScope();
    /// Tensor x = tensor(3.0, requires_grad: true);
    /// x.square().Backward();
    /// Console.WriteLine(x.grad!.ToDouble());      // 6
    /// x.ZeroGrad();
    /// Console.WriteLine(x.grad is null);          // True
    /// </code>
    /// </example>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.optim.Optimizer.zero_grad.html">
    /// torch.optim.Optimizer.zero_grad
    /// </seealso>
    public static void ZeroGrad(this Tensor self, bool setToNone = true)
    {
        Check.Usable(self);
        Operators.Reverse.ZeroGrad.Run(self, setToNone);
    }
}
