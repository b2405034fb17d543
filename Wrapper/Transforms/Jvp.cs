using System.Runtime.CompilerServices;

namespace TorchBridge;

public static partial class Transforms
{
    /// <summary>
    /// Computes a function's output and its Jacobian-vector product <c>J v</c> in forward mode: the derivative in the direction v.
    /// </summary>
    /// <param name="func">The function. It is called once, with a dual number.</param>
    /// <param name="primal">The point x at which to differentiate: a tensor of floating-point or complex type and any shape.</param>
    /// <param name="tangent">The vector v, of the shape of <paramref name="primal"/>.</param>
    /// <param name="strict">
    /// True: it is an error if an output does not depend on the input. False, the default: its tangent is then zeros.
    /// </param>
    /// <returns>The output, and the product in the output's shape and type. The caller disposes both.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="func"/> is null.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="primal"/> is null.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="tangent"/> is null.</exception>
    /// <exception cref="ArgumentException">A tensor has been disposed.</exception>
    /// <exception cref="ArgumentException">A tensor is of integer or boolean type.</exception>
    /// <exception cref="ArgumentException">The shapes of <paramref name="primal"/> and <paramref name="tangent"/> differ.</exception>
    /// <exception cref="ArgumentException">
    /// One of <paramref name="primal"/> and <paramref name="tangent"/> is complex and the other is real.
    /// </exception>
    /// <exception cref="ArgumentException">The tensors are on different devices.</exception>
    /// <exception cref="ArgumentException">A tensor is sparse.</exception>
    /// <exception cref="ArgumentException"><paramref name="func"/> returned null.</exception>
    /// <exception cref="ArgumentException"><paramref name="func"/> returned a disposed tensor.</exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.UnusedInput"/>: <paramref name="strict"/> is true and the output does not depend on the input.
    /// </exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.NotImplemented"/>: this build of LibTorch has no forward mode.
    /// </exception>
    /// <exception cref="AutogradException"><see cref="AutogradError.DoesNotRequireGrad"/>: the call was made in inference mode.</exception>
    /// <remarks>
    /// If an operation has no derivative in forward mode, TorchSharp throws an ExternalException with LibTorch's reason.
    /// <c>Autograd.Jvp</c> does not need forward derivatives.
    /// </remarks>
    /// <example>
    /// The derivative of x² at (1, 2) in the direction (1, 0.5).
    /// <code>
    /// using var scope = NewDisposeScope();
    /// (Tensor y, Tensor along) = Transforms.Jvp((Tensor x) => x.square(), tensor(new[] { 1.0, 2.0 }), tensor(new[] { 1.0, 0.5 }));
    /// Console.WriteLine(string.Join(", ", y.data&lt;double>()));          // 1, 4
    /// Console.WriteLine(string.Join(", ", along.data&lt;double>()));      // 2, 2
    /// </code>
    /// </example>
    /// <example>
    /// A Hessian-vector product: forward mode over reverse mode.
    /// <code>
    /// using var scope = NewDisposeScope();
    /// Func&lt;Tensor, Tensor> gradient = Transforms.Grad((Tensor x) => x.pow(3).sum());
    /// (Tensor g, Tensor hv) = Transforms.Jvp(gradient, tensor(new[] { 1.0, 2.0 }), tensor(new[] { 1.0, 0.0 }));
    /// Console.WriteLine($"{string.Join(", ", g.data&lt;double>())}; {string.Join(", ", hv.data&lt;double>())}");      // 3, 12; 6, 0
    /// </code>
    /// </example>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.jvp.html">torch.func.jvp</seealso>
    [OverloadResolutionPriority(2)]      // of an untyped lambda that fits a tensor and an array, the tensor is meant
    public static (Tensor Output, Tensor Tangent) Jvp(Func<Tensor, Tensor> func, Tensor primal, Tensor tangent, bool strict = false)
    {
        Check.Function(func);
        Check.Usable(primal);
        Check.Usable(tangent);
        (Tensor[] outputs, Tensor[] tangents, _) = Operators.Jacobians.JvpTransform.Run(arguments => (One(func, arguments), 0), [primal],
            [tangent], strict, nameof(primal), nameof(tangent));
        return (outputs[0], tangents[0]);
    }

    /// <summary>Computes the outputs of a function of several tensors and its Jacobian-vector products in forward mode.</summary>
    /// <param name="func">The function from all inputs to its outputs. It is called once.</param>
    /// <param name="primals">The point at which to differentiate: at least one tensor of floating-point or complex type.</param>
    /// <param name="tangents">One vector for each input, of its shape.</param>
    /// <param name="strict">
    /// True: it is an error if an output does not depend on the inputs. False, the default: its tangent is then zeros.
    /// </param>
    /// <returns>The outputs, and one product for each output: the sum over all inputs k of J_k v_k.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="func"/> is null.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="primals"/> or one of its elements is null.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="tangents"/> or one of its elements is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="primals"/> is empty.</exception>
    /// <exception cref="ArgumentException"><paramref name="tangents"/> does not have one element for each input.</exception>
    /// <exception cref="ArgumentException">A tensor has been disposed.</exception>
    /// <exception cref="ArgumentException">A tensor is of integer or boolean type.</exception>
    /// <exception cref="ArgumentException">The shapes of an input and of its tangent differ.</exception>
    /// <exception cref="ArgumentException">One of an input and its tangent is complex and the other is real.</exception>
    /// <exception cref="ArgumentException"><paramref name="func"/> returned null.</exception>
    /// <exception cref="ArgumentException"><paramref name="func"/> returned a null or a disposed tensor.</exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.UnusedInput"/>: <paramref name="strict"/> is true and an output does not depend on the inputs.
    /// </exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.NotImplemented"/>: this build of LibTorch has no forward mode.
    /// </exception>
    /// <exception cref="AutogradException"><see cref="AutogradError.DoesNotRequireGrad"/>: the call was made in inference mode.</exception>
    /// <example>
    /// <code>
    /// using var scope = NewDisposeScope();
    /// (Tensor[] outputs, Tensor[] tangents) = Transforms.Jvp(
    ///     (Tensor[] a) => new[] { a[0] * a[1] }, [tensor(2.0), tensor(3.0)], [tensor(1.0), tensor(10.0)]);
    /// Console.WriteLine($"{outputs[0].ToDouble()}, {tangents[0].ToDouble()}");      // 6, 23
    /// </code>
    /// </example>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.jvp.html">torch.func.jvp</seealso>
    [OverloadResolutionPriority(1)]      // the elements of an array are the arguments
    public static (Tensor[] Outputs, Tensor[] Tangents) Jvp(Func<Tensor[], Tensor[]> func, IEnumerable<Tensor> primals,
        IEnumerable<Tensor> tangents, bool strict = false)
    {
        Check.Function(func);
        (Tensor[] outputs, Tensor[] products, _) = Jvp(arguments => (func(arguments), 0), primals, tangents, strict);
        return (outputs, products);
    }

    /// <summary>
    /// Computes the output and the Jacobian-vector product of a function that has an additional result, which is not differentiated:
    /// PyTorch's <c>has_aux=True</c>.
    /// </summary>
    /// <typeparam name="TAux">The type of the additional result: a structure of tensors, or a type without tensors.</typeparam>
    /// <param name="func">The function from the input to the output and the additional result.</param>
    /// <param name="primal">The point at which to differentiate: a tensor of floating-point or complex type.</param>
    /// <param name="tangent">The vector v, of the shape of <paramref name="primal"/>.</param>
    /// <param name="strict">
    /// True: it is an error if the output does not depend on the input. False, the default: its tangent is then zeros.
    /// </param>
    /// <returns>The output, the product in the output's shape and type, and the additional result.</returns>
    /// <inheritdoc cref="Jvp(Func{Tensor, Tensor}, Tensor, Tensor, bool)" path="/exception"/>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.jvp.html">torch.func.jvp</seealso>
    [OverloadResolutionPriority(2)]      // of an untyped lambda that fits a tensor and an array, the tensor is meant
    public static (Tensor Output, Tensor Tangent, TAux Aux) Jvp<TAux>(Func<Tensor, (Tensor, TAux)> func, Tensor primal, Tensor tangent,
        bool strict = false)
    {
        Check.Function(func);
        Check.Usable(primal);
        Check.Usable(tangent);
        (Tensor[] outputs, Tensor[] tangents, TAux aux) = Operators.Jacobians.JvpTransform.Run(arguments => One(func, arguments), [primal],
            [tangent], strict, nameof(primal), nameof(tangent));
        return (outputs[0], tangents[0], aux);
    }

    /// <summary>
    /// Computes the outputs and the Jacobian-vector products of a function of several tensors that has an additional result, which is not
    /// differentiated: PyTorch's <c>has_aux=True</c>.
    /// </summary>
    /// <typeparam name="TAux">The type of the additional result: a structure of tensors, or a type without tensors.</typeparam>
    /// <param name="func">The function from all inputs to its outputs and the additional result.</param>
    /// <param name="primals">The point at which to differentiate: at least one tensor of floating-point or complex type.</param>
    /// <param name="tangents">One vector for each input, of its shape.</param>
    /// <param name="strict">
    /// True: it is an error if an output does not depend on the inputs. False, the default: its tangent is then zeros.
    /// </param>
    /// <returns>The outputs, one product for each output, and the additional result.</returns>
    /// <inheritdoc cref="Jvp(Func{Tensor[], Tensor[]}, IEnumerable{Tensor}, IEnumerable{Tensor}, bool)" path="/exception"/>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.jvp.html">torch.func.jvp</seealso>
    [OverloadResolutionPriority(1)]      // the elements of an array are the arguments
    public static (Tensor[] Outputs, Tensor[] Tangents, TAux Aux) Jvp<TAux>(Func<Tensor[], (Tensor[], TAux)> func,
        IEnumerable<Tensor> primals, IEnumerable<Tensor> tangents, bool strict = false)
    {
        Check.Function(func);
        Tensor[] at = Check.Inputs(primals);
        Tensor[] along = Check.List(tangents);
        if (along.Length != at.Length)
            throw ArgumentMessages.WrongNumberOfTangents(nameof(Jvp), nameof(tangents), at.Length, along.Length);
        return Operators.Jacobians.JvpTransform.Run(func, at, along, strict, nameof(primals), nameof(tangents));
    }
}
