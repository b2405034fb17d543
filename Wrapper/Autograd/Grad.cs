using System.Runtime.CompilerServices;

namespace TorchBridge;

public static partial class Autograd
{
    /// <summary>
    /// Computes the gradient of one output with respect to one input and returns it: <c>gradOutputᵀ d output / d input</c>. No <c>.grad</c>
    /// changes.
    /// </summary>
    /// <param name="output">The output. It must require grad.</param>
    /// <param name="input">The input. It must require grad and need not be a leaf.</param>
    /// <param name="gradOutput">
    /// The gradient of <paramref name="output"/>, of its shape. Null, the default, stands for 1; it is allowed if <paramref name="output"/>
    /// is real and has one element.
    /// </param>
    /// <param name="retainGraph">
    /// True keeps the graph, so that another pass can use it. Null, the default, means the value of <paramref name="createGraph"/>.
    /// </param>
    /// <param name="createGraph">True gives the result a graph of its own, for higher derivatives. Default false.</param>
    /// <returns>The gradient, of the shape and type of <paramref name="input"/>. The caller disposes it.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="output"/> is null.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="input"/> is null.</exception>
    /// <exception cref="ArgumentException">A tensor has been disposed.</exception>
    /// <exception cref="ArgumentException"><paramref name="gradOutput"/> does not have the shape of <paramref name="output"/>.</exception>
    /// <exception cref="ArgumentException">
    /// One of <paramref name="gradOutput"/> and <paramref name="output"/> is complex and the other is real.
    /// </exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.NotScalar"/>: <paramref name="gradOutput"/> is null and <paramref name="output"/> is not a real tensor of
    /// one element.
    /// </exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.DoesNotRequireGrad"/>: <paramref name="output"/> or <paramref name="input"/> does not require grad.
    /// </exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.UnusedInput"/>: <paramref name="output"/> does not depend on <paramref name="input"/>. Use the overload
    /// with lists to get null or zeros instead.
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
    /// The first and the second derivative of x³.
    /// <code>
    /// using var scope = NewDisposeScope();
    /// Tensor x = tensor(2.0, requires_grad: true);
    /// Tensor first = Autograd.Grad(x.pow(3), x, createGraph: true);
    /// Tensor second = Autograd.Grad(first, x);
    /// Console.WriteLine($"{first.ToDouble()}, {second.ToDouble()}, {x.grad is null}");      // 12, 12, True
    /// </code>
    /// </example>
    /// <example>
    /// A gradient penalty: a loss that contains a gradient.
    /// <code>
    /// using var scope = NewDisposeScope();
    /// Tensor weight = tensor(3.0, requires_grad: true), x = tensor(2.0, requires_grad: true);
    /// Tensor slope = Autograd.Grad(weight * x.square(), x, createGraph: true);
    /// (slope - 1).square().Backward(inputs: [weight]);
    /// Console.WriteLine($"{slope.ToDouble()}, {weight.grad!.ToDouble()}");      // 12, 88
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

    /// <summary>
    /// Computes the gradients of one output with respect to several inputs, such as the parameters of a module, and returns them. No
    /// <c>.grad</c> changes.
    /// </summary>
    /// <param name="output">The output. It must require grad.</param>
    /// <param name="inputs">At least one tensor that requires grad. It need not be a leaf.</param>
    /// <param name="gradOutput">
    /// The gradient of <paramref name="output"/>, of its shape. Null, the default, stands for 1; it is allowed if <paramref name="output"/>
    /// is real and has one element.
    /// </param>
    /// <param name="retainGraph">
    /// True keeps the graph, so that another pass can use it. Null, the default, means the value of <paramref name="createGraph"/>.
    /// </param>
    /// <param name="createGraph">True gives the results a graph of their own, for higher derivatives. Default false.</param>
    /// <param name="allowUnused">
    /// True: the result for an input that the output does not depend on is null. False, the default: such an input is an error.
    /// </param>
    /// <param name="materializeGrads">True: the result for such an input is zeros. Default false.</param>
    /// <returns>A gradient for each input, of its shape and type. The caller disposes it.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="output"/> is null.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="inputs"/> is null.</exception>
    /// <exception cref="ArgumentNullException">An element of <paramref name="inputs"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="inputs"/> is empty.</exception>
    /// <exception cref="ArgumentException">A tensor has been disposed.</exception>
    /// <exception cref="ArgumentException"><paramref name="gradOutput"/> does not have the shape of <paramref name="output"/>.</exception>
    /// <exception cref="ArgumentException">
    /// One of <paramref name="gradOutput"/> and <paramref name="output"/> is complex and the other is real.
    /// </exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.NotScalar"/>: <paramref name="gradOutput"/> is null and <paramref name="output"/> is not a real tensor of
    /// one element.
    /// </exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.DoesNotRequireGrad"/>: <paramref name="output"/> or an input does not require grad.
    /// </exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.UnusedInput"/>: <paramref name="output"/> does not depend on an input, and neither
    /// <paramref name="allowUnused"/> nor <paramref name="materializeGrads"/> is true.
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
    /// <code>
    /// using var scope = NewDisposeScope();
    /// var linear = nn.Linear(2, 1, dtype: float64);
    /// Tensor loss = linear.call(tensor(new[,] { { 1.0, 2.0 } })).sum();
    /// Tensor?[] gradients = Autograd.Grad(loss, linear.parameters());
    /// Console.WriteLine(string.Join("; ", gradients.Select(g => string.Join(", ", g!.data&lt;double>()))));      // 1, 2; 1
    /// </code>
    /// </example>
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
