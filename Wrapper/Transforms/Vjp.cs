using System.Runtime.CompilerServices;

namespace TorchBridge;

public static partial class Transforms
{
    /// <summary>Computes a function's output and returns its vector-Jacobian product as a function: <c>v ↦ vᵀJ</c>.</summary>
    /// <param name="func">The function. It is called once, however often the product is computed.</param>
    /// <param name="primal">The point x at which to differentiate: a tensor of floating-point or complex type and any shape.</param>
    /// <returns>
    /// The output, and the product as a function of a vector of the output's shape. The product may be called any number of times, inside
    /// <c>Vmap</c> too. Its graph lives until the dispose scope of this call ends or, without a scope, until the function is
    /// garbage-collected.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="func"/> is null.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="primal"/> is null.</exception>
    /// <exception cref="ArgumentNullException">From the product: the vector is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="primal"/> has been disposed.</exception>
    /// <exception cref="ArgumentException"><paramref name="primal"/> is of integer or boolean type.</exception>
    /// <exception cref="ArgumentException"><paramref name="func"/> returned null.</exception>
    /// <exception cref="ArgumentException"><paramref name="func"/> returned a disposed tensor.</exception>
    /// <exception cref="ArgumentException">From the product: the vector does not have the output's shape.</exception>
    /// <exception cref="ArgumentException">From the product: one of the vector and the output is complex and the other is real.</exception>
    /// <exception cref="ObjectDisposedException">From the product: the dispose scope of this call has ended.</exception>
    /// <exception cref="AutogradException"><see cref="AutogradError.Other"/>: the output is of integer or boolean type.</exception>
    /// <exception cref="AutogradException"><see cref="AutogradError.NotImplemented"/>: an operation has no derivative.</exception>
    /// <exception cref="AutogradException"><see cref="AutogradError.DoesNotRequireGrad"/>: the call was made in inference mode.</exception>
    /// <example>
    /// One pass for each vector.
    /// <code>
    /// using var scope = NewDisposeScope();
    /// (Tensor y, Func&lt;Tensor, Tensor> vjp) = Transforms.Vjp((Tensor x) => x.square(), tensor(new[] { 1.0, 2.0, 3.0 }));
    /// Console.WriteLine(string.Join(", ", y.data&lt;double>()));                                              // 1, 4, 9
    /// Console.WriteLine(string.Join(", ", vjp(ones(3, dtype: float64)).data&lt;double>()));                   // 2, 4, 6
    /// Console.WriteLine(string.Join(", ", vjp(tensor(new[] { 0.0, 0.0, 1.0 })).data&lt;double>()));           // 0, 0, 6
    /// </code>
    /// </example>
    /// <example>
    /// All rows of the Jacobian at once: the product mapped over the identity matrix.
    /// <code>
    /// using var scope = NewDisposeScope();
    /// (_, Func&lt;Tensor, Tensor> vjp) = Transforms.Vjp((Tensor x) => x.cumsum(0), tensor(new[] { 1.0, 2.0 }));
    /// Tensor jacobian = Transforms.Vmap(vjp)(eye(2, dtype: float64));
    /// Console.WriteLine(string.Join(", ", jacobian.data&lt;double>()));      // 1, 0, 1, 1
    /// </code>
    /// </example>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.vjp.html">torch.func.vjp</seealso>
    [OverloadResolutionPriority(2)]      // of an untyped lambda that fits a tensor and an array, the tensor is meant
    public static (Tensor Output, Func<Tensor, Tensor> VjpFn) Vjp(Func<Tensor, Tensor> func, Tensor primal)
    {
        Check.Function(func);
        Operators.Jacobians.VjpTransform.Vjp<int> result = Operators.Jacobians.VjpTransform.Run(nameof(Vjp), arguments =>
            (One(func, arguments), 0), Check.Input(primal), [0]);
        return (result.Outputs[0], cotangent => result.Pullback.Apply([cotangent])[0]);
    }

    /// <summary>Computes the outputs of a function of several tensors and returns its vector-Jacobian product as a function.</summary>
    /// <param name="func">The function from all inputs to its outputs. It is called once.</param>
    /// <param name="primals">The point at which to differentiate: at least one tensor of floating-point or complex type.</param>
    /// <returns>
    /// The outputs, and the function from one vector for each output to one product for each input. Its graph lives until the dispose scope
    /// of this call ends or, without a scope, until the function is garbage-collected.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="func"/> is null.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="primals"/> or one of its elements is null.</exception>
    /// <exception cref="ArgumentNullException">From the product: the array of vectors or one of them is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="primals"/> is empty.</exception>
    /// <exception cref="ArgumentException">An input has been disposed.</exception>
    /// <exception cref="ArgumentException">An input is of integer or boolean type.</exception>
    /// <exception cref="ArgumentException"><paramref name="func"/> returned null.</exception>
    /// <exception cref="ArgumentException"><paramref name="func"/> returned a null or a disposed tensor.</exception>
    /// <exception cref="ArgumentException">From the product: there is not one vector for each output.</exception>
    /// <exception cref="ArgumentException">From the product: a vector does not have the shape of its output.</exception>
    /// <exception cref="ObjectDisposedException">From the product: the dispose scope of this call has ended.</exception>
    /// <exception cref="AutogradException"><see cref="AutogradError.Other"/>: an output is of integer or boolean type.</exception>
    /// <exception cref="AutogradException"><see cref="AutogradError.NotImplemented"/>: an operation has no derivative.</exception>
    /// <exception cref="AutogradException"><see cref="AutogradError.DoesNotRequireGrad"/>: the call was made in inference mode.</exception>
    /// <example>
    /// <code>
    /// using var scope = NewDisposeScope();
    /// (Tensor[] outputs, Func&lt;Tensor[], Tensor[]> vjp) = Transforms.Vjp(a => new[] { a[0] * a[1] }, tensor(2.0), tensor(3.0));
    /// Console.WriteLine(string.Join(", ", vjp([tensor(10.0)]).Select(g => g.ToDouble())));      // 30, 20
    /// </code>
    /// </example>
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

    /// <summary>
    /// Computes the outputs of a function of several tensors and returns its vector-Jacobian product as a function. The inputs are any
    /// sequence, such as the parameters of a module.
    /// </summary>
    /// <param name="func">The function from all inputs to its outputs. It is called once.</param>
    /// <param name="primals">The point at which to differentiate: at least one tensor of floating-point or complex type.</param>
    /// <returns>The outputs, and the function from one vector for each output to one product for each input.</returns>
    /// <inheritdoc cref="Vjp(Func{Tensor[], Tensor[]}, Tensor[])" path="/exception"/>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.vjp.html">torch.func.vjp</seealso>
    [OverloadResolutionPriority(1)]      // the elements of an array are the arguments
    public static (Tensor[] Outputs, Func<Tensor[], Tensor[]> VjpFn) Vjp(Func<Tensor[], Tensor[]> func, IEnumerable<Tensor> primals) =>
        Vjp(func, Check.Inputs(primals));

    /// <summary>
    /// Computes the output of a function that has an additional result, which is not differentiated (PyTorch's <c>has_aux=True</c>), and
    /// returns its vector-Jacobian product as a function.
    /// </summary>
    /// <typeparam name="TAux">The type of the additional result: a structure of tensors, or a type without tensors.</typeparam>
    /// <param name="func">The function from the input to the output and the additional result.</param>
    /// <param name="primal">The point at which to differentiate: a tensor of floating-point or complex type.</param>
    /// <returns>The output, the product as a function of the vector, and the additional result.</returns>
    /// <inheritdoc cref="Vjp(Func{Tensor, Tensor}, Tensor)" path="/exception"/>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.vjp.html">torch.func.vjp</seealso>
    [OverloadResolutionPriority(2)]      // of an untyped lambda that fits a tensor and an array, the tensor is meant
    public static (Tensor Output, Func<Tensor, Tensor> VjpFn, TAux Aux) Vjp<TAux>(Func<Tensor, (Tensor, TAux)> func, Tensor primal)
    {
        Check.Function(func);
        Operators.Jacobians.VjpTransform.Vjp<TAux> result = Operators.Jacobians.VjpTransform.Run(nameof(Vjp), arguments =>
            One(func, arguments), Check.Input(primal), [0]);
        return (result.Outputs[0], cotangent => result.Pullback.Apply([cotangent])[0], result.Aux);
    }

    /// <summary>
    /// Computes the outputs of a function of several tensors that has an additional result, which is not differentiated (PyTorch's
    /// <c>has_aux=True</c>), and returns its vector-Jacobian product as a function.
    /// </summary>
    /// <typeparam name="TAux">The type of the additional result: a structure of tensors, or a type without tensors.</typeparam>
    /// <param name="func">The function from all inputs to its outputs and the additional result.</param>
    /// <param name="primals">The point at which to differentiate: at least one tensor of floating-point or complex type.</param>
    /// <returns>
    /// The outputs, the function from one vector for each output to one product for each input, and the additional result.
    /// </returns>
    /// <inheritdoc cref="Vjp(Func{Tensor[], Tensor[]}, Tensor[])" path="/exception"/>
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
