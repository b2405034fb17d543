using System.Runtime.CompilerServices;

namespace TorchBridge;

public static partial class Transforms
{
    /// <summary>Computes a function's output and returns its Jacobian-vector product at that point as a function: <c>v ↦ J v</c>.</summary>
    /// <param name="func">
    /// The function. It is called once, however often the product is computed: random numbers and branches are those of that call.
    /// </param>
    /// <param name="primal">The point x at which to differentiate: a tensor of floating-point or complex type.</param>
    /// <returns>
    /// The output, and the product as a function of a vector of the shape of <paramref name="primal"/>. Its graph lives until the dispose
    /// scope of this call ends or, without a scope, until the function is garbage-collected.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="func"/> is null.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="primal"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="primal"/> has been disposed.</exception>
    /// <exception cref="ArgumentException"><paramref name="primal"/> is of integer or boolean type.</exception>
    /// <exception cref="ArgumentException"><paramref name="func"/> returned null.</exception>
    /// <exception cref="ArgumentException"><paramref name="func"/> returned a disposed tensor.</exception>
    /// <exception cref="ArgumentException">From the product: the vector does not have the shape of <paramref name="primal"/>.</exception>
    /// <exception cref="ObjectDisposedException">From the product: the dispose scope of this call has ended.</exception>
    /// <exception cref="AutogradException"><see cref="AutogradError.Other"/>: the output is of integer or boolean type.</exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.NotImplemented"/>: an operation has neither a forward nor a second derivative.
    /// </exception>
    /// <remarks>
    /// The product is computed from forward derivatives, as in <c>Jvp</c>. If an operation has none, <paramref name="func"/> is called once
    /// more and its backward pass is differentiated.
    /// </remarks>
    /// <example>
    /// <code>
    /// using var scope = NewDisposeScope();
    /// (Tensor y, Func&lt;Tensor, Tensor> jvp) = Transforms.Linearize((Tensor x) => x.square(), tensor(new[] { 1.0, 2.0 }));
    /// Console.WriteLine(string.Join(", ", jvp(tensor(new[] { 1.0, 0.0 })).data&lt;double>()));      // 2, 0
    /// Console.WriteLine(string.Join(", ", jvp(tensor(new[] { 0.0, 1.0 })).data&lt;double>()));      // 0, 4
    /// </code>
    /// </example>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.linearize.html">torch.func.linearize</seealso>
    [OverloadResolutionPriority(2)]      // of an untyped lambda that fits a tensor and an array, the tensor is meant
    public static (Tensor Output, Func<Tensor, Tensor> JvpFn) Linearize(Func<Tensor, Tensor> func, Tensor primal)
    {
        Check.Function(func);
        (Tensor[] outputs, Func<Tensor[], Tensor[]> product) = Operators.Jacobians.Linearize.Run(arguments => One(func, arguments),
            Check.Input(primal));
        return (outputs[0], tangent => product([tangent])[0]);
    }

    /// <summary>Computes the outputs of a function of several tensors and returns its Jacobian-vector product as a function.</summary>
    /// <param name="func">The function from all inputs to its outputs. It is called once.</param>
    /// <param name="primals">The point at which to differentiate: at least one tensor of floating-point or complex type.</param>
    /// <returns>The outputs, and the function from one vector for each input to one product for each output.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="func"/> is null.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="primals"/> or one of its elements is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="primals"/> is empty.</exception>
    /// <exception cref="ArgumentException">An input has been disposed.</exception>
    /// <exception cref="ArgumentException">An input is of integer or boolean type.</exception>
    /// <exception cref="ArgumentException"><paramref name="func"/> returned null.</exception>
    /// <exception cref="ArgumentException"><paramref name="func"/> returned a null or a disposed tensor.</exception>
    /// <exception cref="ArgumentException">From the product: there is not one vector for each input.</exception>
    /// <exception cref="ArgumentException">From the product: a vector does not have the shape of its input.</exception>
    /// <exception cref="ObjectDisposedException">From the product: the dispose scope of this call has ended.</exception>
    /// <exception cref="AutogradException"><see cref="AutogradError.Other"/>: an output is of integer or boolean type.</exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.NotImplemented"/>: an operation has neither a forward nor a second derivative.
    /// </exception>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.linearize.html">torch.func.linearize</seealso>
    [OverloadResolutionPriority(1)]      // the elements of an array are the arguments
    public static (Tensor[] Outputs, Func<Tensor[], Tensor[]> JvpFn) Linearize(Func<Tensor[], Tensor[]> func, params Tensor[] primals)
    {
        Check.Function(func);
        return Operators.Jacobians.Linearize.Run(func, Check.Inputs(primals));
    }

    /// <summary>
    /// Computes the outputs of a function of several tensors and returns its Jacobian-vector product as a function. The inputs are any
    /// sequence, such as the parameters of a module.
    /// </summary>
    /// <param name="func">The function from all inputs to its outputs. It is called once.</param>
    /// <param name="primals">The point at which to differentiate: at least one tensor of floating-point or complex type.</param>
    /// <returns>The outputs, and the function from one vector for each input to one product for each output.</returns>
    /// <inheritdoc cref="Linearize(Func{Tensor[], Tensor[]}, Tensor[])" path="/exception"/>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.linearize.html">torch.func.linearize</seealso>
    [OverloadResolutionPriority(1)]      // the elements of an array are the arguments
    public static (Tensor[] Outputs, Func<Tensor[], Tensor[]> JvpFn) Linearize(Func<Tensor[], Tensor[]> func,
        IEnumerable<Tensor> primals) => Linearize(func, Check.Inputs(primals));
}
