using System.Runtime.CompilerServices;

namespace TorchBridge;

public static partial class Transforms
{
    /// <summary>A function's output, and its vector-Jacobian product as a function of the vector: <c>v ↦ vᵀJ</c>.</summary>
    /// <param name="func">The function. It is called once.</param>
    /// <param name="primal">Where: a tensor of floating-point or complex type.</param>
    /// <returns>
    /// The output, and the product, which may be called any number of times, under <c>Vmap</c> too. Its graph lives as long as the dispose
    /// scope that is current here or, without one, until the function is collected.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="func"/> or <paramref name="primal"/> is null.</exception>
    /// <exception cref="ArgumentException">
    /// <paramref name="primal"/> has been disposed or is of integer or boolean type; <paramref name="func"/> returned null or a disposed
    /// tensor. From the product: the vector has another shape than the output, or one is complex and the other is not.
    /// </exception>
    /// <exception cref="AutogradException">The output is of integer or boolean type, or what the engine reports.</exception>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.vjp.html">torch.func.vjp</seealso>
    [OverloadResolutionPriority(2)]      // of an untyped lambda that fits a tensor and an array, the tensor is meant
    public static (Tensor Output, Func<Tensor, Tensor> VjpFn) Vjp(Func<Tensor, Tensor> func, Tensor primal)
    {
        Check.Function(func);
        Operators.Jacobians.VjpTransform.Vjp<int> result = Operators.Jacobians.VjpTransform.Run(nameof(Vjp), arguments =>
            (One(func, arguments), 0), Check.Input(primal), [0]);
        return (result.Outputs[0], cotangent => result.Pullback.Apply([cotangent])[0]);
    }

    /// <summary>The same for several inputs and outputs; see <see cref="Vjp(Func{Tensor, Tensor}, Tensor)"/>.</summary>
    /// <param name="func">The function, of all inputs.</param>
    /// <param name="primals">Where: at least one tensor.</param>
    /// <returns>The outputs, and the function from one vector for each output to one product for each input.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="func"/>, <paramref name="primals"/> or an element of it is null.</exception>
    /// <exception cref="ArgumentException">
    /// <paramref name="primals"/> is empty, or as for one input; from the product also: there are not as many vectors as outputs.
    /// </exception>
    /// <exception cref="AutogradException">As for one input.</exception>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.vjp.html">torch.func.vjp</seealso>
    [OverloadResolutionPriority(1)]      // the elements of an array are the arguments
    public static (Tensor[] Outputs, Func<Tensor[], Tensor[]> VjpFn) Vjp(Func<Tensor[], Tensor[]> func, params Tensor[] primals)
    {
        Check.Function(func);
        Tensor[] at = Check.Inputs(primals);
        Operators.Jacobians.VjpTransform.Vjp<int> result = Operators.Jacobians.VjpTransform.Run(nameof(Vjp), arguments =>
            (func(arguments), 0), at, All(at));
        return (result.Outputs, cotangents => result.Pullback.Apply(Check.List(cotangents)));
    }

    /// <summary>The same for inputs that are no array: a module's parameters.</summary>
    /// <inheritdoc cref="Vjp(Func{Tensor[], Tensor[]}, Tensor[])"/>
    [OverloadResolutionPriority(1)]      // the elements of an array are the arguments
    public static (Tensor[] Outputs, Func<Tensor[], Tensor[]> VjpFn) Vjp(Func<Tensor[], Tensor[]> func, IEnumerable<Tensor> primals) =>
        Vjp(func, Check.Inputs(primals));

    /// <summary>
    /// The same for a function that returns something beside its output (has_aux); see <see cref="Vjp(Func{Tensor, Tensor}, Tensor)"/>.
    /// </summary>
    /// <param name="func">From the input to the output, and a structure of tensors or plain data that is not differentiated.</param>
    /// <param name="primal">Where: a tensor of floating-point or complex type.</param>
    /// <typeparam name="TAux">A structure of tensors, or a type without tensors in it.</typeparam>
    /// <returns>The output, the product, and what the function returned beside the output.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="func"/> or <paramref name="primal"/> is null.</exception>
    /// <exception cref="ArgumentException">As without it.</exception>
    /// <exception cref="AutogradException">As without it.</exception>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.vjp.html">torch.func.vjp</seealso>
    [OverloadResolutionPriority(2)]      // of an untyped lambda that fits a tensor and an array, the tensor is meant
    public static (Tensor Output, Func<Tensor, Tensor> VjpFn, TAux Aux) Vjp<TAux>(Func<Tensor, (Tensor, TAux)> func, Tensor primal)
    {
        Check.Function(func);
        Operators.Jacobians.VjpTransform.Vjp<TAux> result = Operators.Jacobians.VjpTransform.Run(nameof(Vjp), arguments =>
            One(func, arguments), Check.Input(primal), [0]);
        return (result.Outputs[0], cotangent => result.Pullback.Apply([cotangent])[0], result.Aux);
    }

    /// <summary>The same for several inputs and outputs; see <see cref="Vjp(Func{Tensor[], Tensor[]}, Tensor[])"/>.</summary>
    /// <param name="func">From the inputs to the outputs, and a structure of tensors or plain data that is not differentiated.</param>
    /// <param name="primals">Where: at least one tensor.</param>
    /// <typeparam name="TAux">A structure of tensors, or a type without tensors in it.</typeparam>
    /// <returns>The outputs, the product, and what the function returned beside the outputs.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="func"/>, <paramref name="primals"/> or an element of it is null.</exception>
    /// <exception cref="ArgumentException">As without it.</exception>
    /// <exception cref="AutogradException">As without it.</exception>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.vjp.html">torch.func.vjp</seealso>
    [OverloadResolutionPriority(1)]      // the elements of an array are the arguments
    public static (Tensor[] Outputs, Func<Tensor[], Tensor[]> VjpFn, TAux Aux) Vjp<TAux>(Func<Tensor[], (Tensor[], TAux)> func,
        params Tensor[] primals)
    {
        Check.Function(func);
        Tensor[] at = Check.Inputs(primals);
        Operators.Jacobians.VjpTransform.Vjp<TAux> result = Operators.Jacobians.VjpTransform.Run(nameof(Vjp), func, at, All(at));
        return (result.Outputs, cotangents => result.Pullback.Apply(Check.List(cotangents)), result.Aux);
    }
}
