using System.Runtime.CompilerServices;

namespace TorchBridge;

public static partial class Transforms
{
    /// <summary>A function's output and its Jacobian-vector product <c>Jv</c>, by forward mode.</summary>
    /// <param name="func">The function. It is called once, on dual numbers.</param>
    /// <param name="primal">Where: a tensor of floating-point or complex type.</param>
    /// <param name="tangent">The vector v, of the shape of <paramref name="primal"/>.</param>
    /// <param name="strict">Whether an output that does not depend on the input is an error instead of zeros. Default false.</param>
    /// <returns>The output, and the product in its shape.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="func"/> or a tensor is null.</exception>
    /// <exception cref="ArgumentException">
    /// A tensor has been disposed or is of integer or boolean type; the shapes differ, or one is complex and the other is not;
    /// <paramref name="func"/> returned null or a disposed tensor.
    /// </exception>
    /// <exception cref="AutogradException"><see cref="AutogradError.UnusedInput"/>: what <paramref name="strict"/> forbids.</exception>
    /// <remarks>
    /// An operation without a derivative in forward mode is TorchSharp's ExternalException with LibTorch's reason. <c>Autograd.Jvp</c> does
    /// without such derivatives.
    /// </remarks>
    /// <example><code>(Tensor gradient, Tensor hv) = Transforms.Jvp(Transforms.Grad(f), x, v);      // forward over
    /// reverse</code></example>
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

    /// <summary>The same for several inputs and outputs; see <see cref="Jvp(Func{Tensor, Tensor}, Tensor, Tensor, bool)"/>.</summary>
    /// <param name="func">The function, of all inputs.</param>
    /// <param name="primals">Where: at least one tensor.</param>
    /// <param name="tangents">One vector for each input, of its shape.</param>
    /// <param name="strict">Whether an output that does not depend on the inputs is an error. Default false.</param>
    /// <returns>The outputs, and one product for each.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="func"/>, a list or an element of one is null.</exception>
    /// <exception cref="ArgumentException">
    /// <paramref name="primals"/> is empty, there are not as many tangents, or as for one input.
    /// </exception>
    /// <exception cref="AutogradException">As for one input.</exception>
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
    /// The same for a function that returns something beside its output (has_aux); see
    /// <see cref="Jvp(Func{Tensor, Tensor}, Tensor, Tensor, bool)"/>.
    /// </summary>
    /// <param name="func">From the input to the output, and a structure of tensors or plain data that is not differentiated.</param>
    /// <param name="primal">Where: a tensor of floating-point or complex type.</param>
    /// <param name="tangent">The vector v, of the shape of <paramref name="primal"/>.</param>
    /// <param name="strict">Whether an output that does not depend on the input is an error instead of zeros. Default false.</param>
    /// <typeparam name="TAux">A structure of tensors, or a type without tensors in it.</typeparam>
    /// <returns>The output, the product in its shape, and what the function returned beside the output.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="func"/> or a tensor is null.</exception>
    /// <exception cref="ArgumentException">As without it.</exception>
    /// <exception cref="AutogradException">As without it.</exception>
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
    /// The same for several inputs and outputs; see
    /// <see cref="Jvp(Func{Tensor[], Tensor[]}, IEnumerable{Tensor}, IEnumerable{Tensor}, bool)"/>.
    /// </summary>
    /// <param name="func">From the inputs to the outputs, and a structure of tensors or plain data that is not differentiated.</param>
    /// <param name="primals">Where: at least one tensor.</param>
    /// <param name="tangents">One vector for each input, of its shape.</param>
    /// <param name="strict">Whether an output that does not depend on the inputs is an error. Default false.</param>
    /// <typeparam name="TAux">A structure of tensors, or a type without tensors in it.</typeparam>
    /// <returns>The outputs, one product for each, and what the function returned beside the outputs.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="func"/>, a list or an element of one is null.</exception>
    /// <exception cref="ArgumentException">As without it.</exception>
    /// <exception cref="AutogradException">As without it.</exception>
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
