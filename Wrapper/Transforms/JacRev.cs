using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace TorchBridge;

public static partial class Transforms
{
    /// <summary>The Jacobian of a function by reverse mode, as a function: <c>J[o..., i...] = d output[o...] / d input[i...]</c>.</summary>
    /// <param name="func">The function, of real tensors. It is called once in each call.</param>
    /// <param name="chunkSize">How many rows at once, at least 1. Null, the default, to let it be chosen by their size.</param>
    /// <returns>From the input to a tensor of shape [output..., input...].</returns>
    /// <exception cref="ArgumentNullException"><paramref name="func"/> is null; in the call: the input is.</exception>
    /// <exception cref="ArgumentException">
    /// <paramref name="chunkSize"/> is less than 1. In the call: the input has been disposed or is not of a real floating-point type;
    /// <paramref name="func"/> returned null or a disposed tensor.
    /// </exception>
    /// <exception cref="AutogradException">In the call: an output is complex or of integer type, or what the engine reports.</exception>
    /// <example><code>Tensor j = Transforms.JacRev(x => torch.mm(x, y))(x0);      // [1, 2, 1, 2]</code></example>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.jacrev.html">torch.func.jacrev</seealso>
    [OverloadResolutionPriority(2)]      // of an untyped lambda that fits a tensor and an array, the tensor is meant
    public static Func<Tensor, Tensor> JacRev(Func<Tensor, Tensor> func, int? chunkSize = null)
    {
        CheckJacobian(func, nameof(JacRev), chunkSize);
        return input => Operators.Jacobians.JacRev.Run(nameof(JacRev), arguments => (One(func, arguments), 0), Check.Input(input), [0],
            chunkSize).Jacobians[0][0];
    }

    /// <summary>The same for several arguments and outputs; see <see cref="JacRev(Func{Tensor, Tensor}, int?)"/>.</summary>
    /// <param name="func">The function, of all arguments.</param>
    /// <param name="argnums">
    /// The numbers of the arguments that derivatives are taken in, negative ones counted from the end. Null, the default, for argument 0.
    /// </param>
    /// <param name="chunkSize">How many rows at once; null, the default, to let it be chosen.</param>
    /// <returns>From all arguments to [i][k] = d output i / d argument argnums[k], of shape [output i..., argument...].</returns>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="func"/> is null; in the call: the inputs or one of them is.
    /// </exception>
    /// <exception cref="ArgumentException">As for one argument; in the call also: a number is out of range or named twice.</exception>
    /// <exception cref="AutogradException">As for one argument.</exception>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.jacrev.html">torch.func.jacrev</seealso>
    [OverloadResolutionPriority(1)]      // the elements of an array are the arguments
    public static Func<Tensor[], Tensor[][]> JacRev(Func<Tensor[], Tensor[]> func, int[]? argnums = null, int? chunkSize = null)
    {
        CheckJacobian(func, nameof(JacRev), chunkSize);
        return inputs =>
        {
            Tensor[] at = Arguments(inputs);
            return Operators.Jacobians.JacRev.Run(nameof(JacRev), arguments => (func(arguments), 0), at,
                Guard.Argnums(argnums, at, nameof(JacRev)), chunkSize).Jacobians;
        };
    }

    /// <summary>
    /// The same for a function that returns something beside its output (has_aux); see <see cref="JacRev(Func{Tensor, Tensor}, int?)"/>.
    /// </summary>
    /// <param name="func">
    /// From the input to the output, and a tensor, an array of tensors, or plain data that is not differentiated.
    /// </param>
    /// <param name="chunkSize">How many rows at once; null, the default, to let it be chosen.</param>
    /// <typeparam name="TAux"><c>Tensor</c>, <c>Tensor[]</c>, or a type without tensors in it.</typeparam>
    /// <returns>From the input to the Jacobian and what the function returned beside its output.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="func"/> is null; in the call: the input is.</exception>
    /// <exception cref="ArgumentException">As without it.</exception>
    /// <exception cref="AutogradException">As without it.</exception>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.jacrev.html">torch.func.jacrev</seealso>
    [OverloadResolutionPriority(2)]      // of an untyped lambda that fits a tensor and an array, the tensor is meant
    public static Func<Tensor, (Tensor Jacobian, TAux Aux)> JacRev<TAux>(Func<Tensor, (Tensor, TAux)> func, int? chunkSize = null)
    {
        CheckJacobian(func, nameof(JacRev), chunkSize);
        return input =>
        {
            (Tensor[][] jacobians, TAux aux) = Operators.Jacobians.JacRev.Run(nameof(JacRev), arguments => One(func, arguments),
                Check.Input(input), [0], chunkSize);
            return (jacobians[0][0], aux);
        };
    }

    /// <summary>
    /// The same for several arguments and outputs and something beside them (has_aux); see
    /// <see cref="JacRev(Func{Tensor[], Tensor[]}, int[], int?)"/>.
    /// </summary>
    /// <param name="func">From all arguments to the outputs, and a structure of tensors or plain data that is not differentiated.</param>
    /// <param name="argnums">The numbers of the arguments that derivatives are taken in. Null, the default, for argument 0.</param>
    /// <param name="chunkSize">How many rows at once; null, the default, to let it be chosen.</param>
    /// <typeparam name="TAux">A structure of tensors, or a type without tensors in it.</typeparam>
    /// <returns>From all arguments to [output][argument], and what the function returned beside its outputs.</returns>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="func"/> is null; in the call: the inputs or one of them is.
    /// </exception>
    /// <exception cref="ArgumentException">As without it.</exception>
    /// <exception cref="AutogradException">As without it.</exception>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.jacrev.html">torch.func.jacrev</seealso>
    [OverloadResolutionPriority(1)]      // the elements of an array are the arguments
    public static Func<Tensor[], (Tensor[][] Jacobians, TAux Aux)> JacRev<TAux>(Func<Tensor[], (Tensor[], TAux)> func,
        int[]? argnums = null, int? chunkSize = null)
    {
        CheckJacobian(func, nameof(JacRev), chunkSize);
        return inputs =>
        {
            Tensor[] at = Arguments(inputs);
            return Operators.Jacobians.JacRev.Run(nameof(JacRev), func, at, Guard.Argnums(argnums, at, nameof(JacRev)), chunkSize);
        };
    }

    /// <summary>Refuses a number alone, which may be meant as an argument's number or as <c>chunkSize</c>.</summary>
    /// <param name="func">The function.</param>
    /// <param name="argnums">The number.</param>
    /// <returns>Nothing.</returns>
    /// <exception cref="ArgumentException">Always.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [Obsolete("Write chunkSize: 1, or argnums: [1].", error: true)]
    [OverloadResolutionPriority(3)]
    public static Func<Tensor, Tensor> JacRev(Func<Tensor, Tensor> func, int argnums) =>
        throw ArgumentMessages.NumberAlone(nameof(JacRev), nameof(argnums));

    /// <inheritdoc cref="JacRev(Func{Tensor, Tensor}, int)"/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [Obsolete("Write chunkSize: 1, or argnums: [1].", error: true)]
    [OverloadResolutionPriority(3)]
    public static Delegate JacRev(Delegate func, int argnums) => throw ArgumentMessages.NumberAlone(nameof(JacRev), nameof(argnums));

    private static Operators.Structures.TypedTransforms.Rows<TAux> Rows<TAux>(int? chunkSize) => (api, func, inputs, argnums) =>
        Operators.Jacobians.JacRev.Run(api, func, inputs, argnums, chunkSize);

    private static Tensor[] One(Func<Tensor, Tensor> func, Tensor[] arguments) => [func(arguments[0])];

    private static (Tensor[], TAux) One<TAux>(Func<Tensor, (Tensor, TAux)> func, Tensor[] arguments)
    {
        (Tensor output, TAux aux) = func(arguments[0]);
        return ([output], aux);
    }

    private static void CheckJacobian(Delegate func, string api, int? chunkSize)
    {
        Check.Function(func, api: api);
        Guard.ChunkSize(chunkSize, api, nameof(chunkSize));
    }
}
