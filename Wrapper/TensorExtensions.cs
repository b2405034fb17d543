namespace TorchBridge;

/// <summary>PyTorch's autograd methods of a tensor.</summary>
public static partial class TensorExtensions
{
    /// <summary>
    /// Computes the gradient of this tensor with respect to the leaves of its graph and adds it to their <c>.grad</c>: with J the Jacobian
    /// of this tensor in a leaf, <c>leaf.grad += gradientᵀ J</c>.
    /// </summary>
    /// <param name="self">The output, of any shape and any floating-point or complex type; it must require grad.</param>
    /// <param name="gradient">
    /// The vector v of the product vᵀJ, of the shape of <paramref name="self"/>. A one in one place and zeros elsewhere picks that row of
    /// the Jacobian. It is converted to the type of <paramref name="self"/>, but complex and real do not mix. Null, the default, stands
    /// for 1 and is allowed where <paramref name="self"/> is real and has one element.
    /// </param>
    /// <param name="retainGraph">
    /// Whether the graph can be walked again. False frees the tensors it saved, as soon as they have been used. Null, the default, means
    /// the value of <paramref name="createGraph"/>.
    /// </param>
    /// <param name="createGraph">
    /// Whether the gradients get a graph of their own, to be differentiated again. A leaf and its gradient then hold each other in memory:
    /// take the gradient out with <c>ZeroGrad</c> when done with it. Default false.
    /// </param>
    /// <param name="inputs">
    /// The tensors to accumulate into, leaves or not; each must require grad. Others are left alone. A non-leaf named here goes on keeping
    /// its gradient, as after <c>retain_grad</c>. Null, the default, means all leaves; an empty list is an error.
    /// </param>
    /// <exception cref="ArgumentNullException"><paramref name="self"/> or an element of <paramref name="inputs"/> is null.</exception>
    /// <exception cref="ArgumentException">
    /// A tensor has been disposed; <paramref name="gradient"/> has another shape than <paramref name="self"/>, or one is complex and the
    /// other is not; <paramref name="inputs"/> is empty.
    /// </exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.NotScalar"/>: <paramref name="gradient"/> is null and <paramref name="self"/> is not a real scalar.
    /// <see cref="AutogradError.DoesNotRequireGrad"/>: <paramref name="self"/> or an input does not require grad.
    /// <see cref="AutogradError.GraphFreed"/>: an earlier pass freed the graph. <see cref="AutogradError.ModifiedInPlace"/>: a saved
    /// tensor has been written to. Other kinds: whatever else the engine reports.
    /// </exception>
    /// <remarks>
    /// Works under <c>no_grad</c>. Where the engine itself fails half way, leaves that it had reached may have been added to, as in
    /// PyTorch.
    /// </remarks>
    /// <example>
    /// <code>
    /// Tensor loss = torch.mm(x, y);                                  // [1, 2]
    /// loss.Backward(torch.tensor(new[,] { { 1.0, 0.0 } }), retainGraph: true);   // x.grad: the first row of d loss / d x
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

    /// <summary>Forgets this tensor's gradient, or fills it with zeros.</summary>
    /// <param name="self">Any tensor; one without a gradient is left as it is.</param>
    /// <param name="setToNone">
    /// True, the default: <c>.grad</c> becomes null. False: <c>.grad</c> stays the same tensor, is cut off from its graph if it has one,
    /// and becomes all zeros; whoever holds it sees that.
    /// </param>
    /// <exception cref="ArgumentNullException"><paramref name="self"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="self"/> has been disposed.</exception>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.optim.Optimizer.zero_grad.html">
    /// torch.optim.Optimizer.zero_grad
    /// </seealso>
    public static void ZeroGrad(this Tensor self, bool setToNone = true)
    {
        Check.Usable(self);
        Operators.Reverse.ZeroGrad.Run(self, setToNone);
    }

    /// <summary>
    /// The same tensor, whose gradient passes through a function on its way back: <c>y = x</c>, and <c>dL/dx = hook(dL/dy)</c>.
    /// </summary>
    /// <param name="self">A tensor that requires grad, leaf or not.</param>
    /// <param name="hook">
    /// Gets the gradient of the result, in its shape and type, whenever a pass computes it, and returns one to go on with, or null to leave
    /// it as it is. What it throws comes out of the <c>Backward</c> or <c>Grad</c> that ran it. The tensor that it gets and the one that it
    /// returns are disposed after it: clone to keep them. Others that it makes are left to the dispose scope that is current when the pass
    /// is run.
    /// </param>
    /// <returns>
    /// A view of <paramref name="self"/> to be used in its place: the hook sees only what flows through the view. There is no call to take
    /// the hook off (<see cref="RegisterHook"/> has one); use <paramref name="self"/> again. Under <c>no_grad</c> it has no graph and the
    /// hook never runs. Don't write to it in place.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="self"/> or <paramref name="hook"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="self"/> has been disposed.</exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.DoesNotRequireGrad"/>: <paramref name="self"/> does not require grad. From the pass:
    /// <see cref="AutogradError.Other"/>, the hook has changed the shape, type or device.
    /// </exception>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.Tensor.register_hook.html">torch.Tensor.register_hook</seealso>
    public static Tensor WithGradHook(this Tensor self, Func<Tensor, Tensor?> hook)
    {
        Check.Usable(self);
        Check.Function(hook);
        return Operators.Reverse.GradHook.Run(nameof(WithGradHook), self, hook);
    }
}
