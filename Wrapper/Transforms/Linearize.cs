using System.Runtime.CompilerServices;

namespace TorchBridge;

public static partial class Transforms
{
    /// <summary>A function's output, and its Jacobian-vector product at that point as a function of the vector: <c>v ↦ Jv</c>.</summary>
    /// <param name="func">
    /// The function. It is called once, however often the product is: random numbers and branches are those of that call.
    /// </param>
    /// <param name="primal">Where: a tensor of floating-point or complex type.</param>
    /// <returns>
    /// The output, and the product. Its graph lives as long as the dispose scope that is current here or, without one, until the function
    /// is collected.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="func"/> or <paramref name="primal"/> is null.</exception>
    /// <exception cref="ArgumentException">
    /// <paramref name="primal"/> has been disposed or is of integer or boolean type; <paramref name="func"/> returned null or a disposed
    /// tensor. From the product: the vector has another shape.
    /// </exception>
    /// <exception cref="AutogradException">
    /// The output is of integer or boolean type, or what the engine reports: an operation in it has neither a forward nor a second
    /// derivative, for example.
    /// </exception>
    /// <remarks>
    /// Computed from forward derivatives, as in <c>Jvp</c>. Where forward mode stops, <paramref name="func"/> is called once more and its
    /// backward pass is differentiated.
    /// </remarks>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.linearize.html">torch.func.linearize</seealso>
    [OverloadResolutionPriority(2)]      // of an untyped lambda that fits a tensor and an array, the tensor is meant
    public static (Tensor Output, Func<Tensor, Tensor> JvpFn) Linearize(Func<Tensor, Tensor> func, Tensor primal)
    {
        Check.Function(func);
        (Tensor[] outputs, Func<Tensor[], Tensor[]> product) = Operators.Jacobians.Linearize.Run(arguments => One(func, arguments),
            Check.Input(primal));
        return (outputs[0], tangent => product([tangent])[0]);
    }

    /// <summary>The same for several inputs and outputs; see <see cref="Linearize(Func{Tensor, Tensor}, Tensor)"/>.</summary>
    /// <param name="func">The function, of all inputs.</param>
    /// <param name="primals">Where: at least one tensor.</param>
    /// <returns>The outputs, and the function from one vector for each input to one product for each output.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="func"/>, <paramref name="primals"/> or an element of it is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="primals"/> is empty, or as for one input.</exception>
    /// <exception cref="AutogradException">As for one input.</exception>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.linearize.html">torch.func.linearize</seealso>
    [OverloadResolutionPriority(1)]      // the elements of an array are the arguments
    public static (Tensor[] Outputs, Func<Tensor[], Tensor[]> JvpFn) Linearize(Func<Tensor[], Tensor[]> func, params Tensor[] primals)
    {
        Check.Function(func);
        return Operators.Jacobians.Linearize.Run(func, Check.Inputs(primals));
    }

    /// <summary>The same for inputs that are no array: a module's parameters.</summary>
    /// <inheritdoc cref="Linearize(Func{Tensor[], Tensor[]}, Tensor[])"/>
    [OverloadResolutionPriority(1)]      // the elements of an array are the arguments
    public static (Tensor[] Outputs, Func<Tensor[], Tensor[]> JvpFn) Linearize(Func<Tensor[], Tensor[]> func,
        IEnumerable<Tensor> primals) => Linearize(func, Check.Inputs(primals));
}
