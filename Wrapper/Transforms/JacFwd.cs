using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace TorchBridge;

public static partial class Transforms
{
    /// <summary>
    /// The Jacobian of a function by forward mode, as a function; the same numbers as <c>JacRev</c>, and faster where there are fewer
    /// inputs than outputs.
    /// </summary>
    /// <param name="func">
    /// The function, of real tensors. It is called once for each chunk of columns, at a level of batched dual numbers.
    /// </param>
    /// <param name="randomness">What random operations in it do; an error by default.</param>
    /// <param name="chunkSize">How many columns at once, at least 1. Null, the default, to let it be chosen by their size.</param>
    /// <returns>From the input to a tensor of shape [output..., input...].</returns>
    /// <exception cref="ArgumentNullException"><paramref name="func"/> is null; in the call: the input is.</exception>
    /// <exception cref="ArgumentException">As in <c>JacRev</c>.</exception>
    /// <exception cref="AutogradException">As in <c>JacRev</c>.</exception>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.jacfwd.html">torch.func.jacfwd</seealso>
    [OverloadResolutionPriority(2)]      // of an untyped lambda that fits a tensor and an array, the tensor is meant
    public static Func<Tensor, Tensor> JacFwd(Func<Tensor, Tensor> func, VmapRandomness randomness = VmapRandomness.Error,
        int? chunkSize = null)
    {
        CheckForward(func, randomness, chunkSize);
        return input => Operators.Jacobians.JacFwd.Run(nameof(JacFwd), arguments => (One(func, arguments), 0), Check.Input(input), [0],
            randomness, chunkSize).Jacobians[0][0];
    }

    /// <summary>The same for several arguments and outputs; see <see cref="JacFwd(Func{Tensor, Tensor}, VmapRandomness, int?)"/>.</summary>
    /// <param name="func">The function, of all arguments.</param>
    /// <param name="randomness">What random operations in it do; an error by default.</param>
    /// <param name="argnums">
    /// The numbers of the arguments that derivatives are taken in, negative ones counted from the end. Null, the default, for argument 0.
    /// </param>
    /// <param name="chunkSize">How many columns at once; null, the default, to let it be chosen.</param>
    /// <returns>From all arguments to [i][k] = d output i / d argument argnums[k], of shape [output i..., argument...].</returns>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="func"/> is null; in the call: the inputs or one of them is.
    /// </exception>
    /// <exception cref="ArgumentException">As in <c>JacRev</c>.</exception>
    /// <exception cref="AutogradException">As in <c>JacRev</c>.</exception>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.jacfwd.html">torch.func.jacfwd</seealso>
    [OverloadResolutionPriority(1)]      // the elements of an array are the arguments
    public static Func<Tensor[], Tensor[][]> JacFwd(Func<Tensor[], Tensor[]> func, int[]? argnums = null,
        VmapRandomness randomness = VmapRandomness.Error, int? chunkSize = null)
    {
        CheckForward(func, randomness, chunkSize);
        return inputs =>
        {
            Tensor[] at = Arguments(inputs);
            return Operators.Jacobians.JacFwd.Run(nameof(JacFwd), arguments => (func(arguments), 0), at,
                Guard.Argnums(argnums, at, nameof(JacFwd)), randomness, chunkSize).Jacobians;
        };
    }

    /// <summary>
    /// The same for a function that returns something beside its output (has_aux); see
    /// <see cref="JacFwd(Func{Tensor, Tensor}, VmapRandomness, int?)"/>.
    /// </summary>
    /// <param name="func">
    /// From the input to the output, and a tensor, an array of tensors, or plain data that is not differentiated.
    /// </param>
    /// <param name="randomness">What random operations in it do; an error by default.</param>
    /// <param name="chunkSize">How many columns at once; null, the default, to let it be chosen.</param>
    /// <typeparam name="TAux"><c>Tensor</c>, <c>Tensor[]</c>, or a type without tensors in it.</typeparam>
    /// <returns>From the input to the Jacobian and what the function returned beside its output.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="func"/> is null; in the call: the input is.</exception>
    /// <exception cref="ArgumentException">As in <c>JacRev</c>.</exception>
    /// <exception cref="AutogradException">As in <c>JacRev</c>.</exception>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.jacfwd.html">torch.func.jacfwd</seealso>
    [OverloadResolutionPriority(2)]      // of an untyped lambda that fits a tensor and an array, the tensor is meant
    public static Func<Tensor, (Tensor Jacobian, TAux Aux)> JacFwd<TAux>(Func<Tensor, (Tensor, TAux)> func,
        VmapRandomness randomness = VmapRandomness.Error, int? chunkSize = null)
    {
        CheckForward(func, randomness, chunkSize);
        return input =>
        {
            (Tensor[][] jacobians, TAux aux) = Operators.Jacobians.JacFwd.Run(nameof(JacFwd), arguments => One(func, arguments),
                Check.Input(input), [0], randomness, chunkSize);
            return (jacobians[0][0], aux);
        };
    }

    /// <summary>
    /// The same for several arguments and outputs and something beside them (has_aux); see
    /// <see cref="JacFwd(Func{Tensor[], Tensor[]}, int[], VmapRandomness, int?)"/>.
    /// </summary>
    /// <param name="func">From all arguments to the outputs, and a structure of tensors or plain data that is not differentiated.</param>
    /// <param name="argnums">The numbers of the arguments that derivatives are taken in. Null, the default, for argument 0.</param>
    /// <param name="randomness">What random operations in it do; an error by default.</param>
    /// <param name="chunkSize">How many columns at once; null, the default, to let it be chosen.</param>
    /// <typeparam name="TAux">A structure of tensors, or a type without tensors in it.</typeparam>
    /// <returns>From all arguments to [output][argument], and what the function returned beside its outputs.</returns>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="func"/> is null; in the call: the inputs or one of them is.
    /// </exception>
    /// <exception cref="ArgumentException">As without it.</exception>
    /// <exception cref="AutogradException">As without it.</exception>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.jacfwd.html">torch.func.jacfwd</seealso>
    [OverloadResolutionPriority(1)]      // the elements of an array are the arguments
    public static Func<Tensor[], (Tensor[][] Jacobians, TAux Aux)> JacFwd<TAux>(Func<Tensor[], (Tensor[], TAux)> func,
        int[]? argnums = null, VmapRandomness randomness = VmapRandomness.Error, int? chunkSize = null)
    {
        CheckForward(func, randomness, chunkSize);
        return inputs =>
        {
            Tensor[] at = Arguments(inputs);
            return Operators.Jacobians.JacFwd.Run(nameof(JacFwd), func, at, Guard.Argnums(argnums, at, nameof(JacFwd)), randomness,
                chunkSize);
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
    public static Func<Tensor, Tensor> JacFwd(Func<Tensor, Tensor> func, int argnums) =>
        throw ArgumentMessages.NumberAlone(nameof(JacFwd), nameof(argnums));

    /// <inheritdoc cref="JacFwd(Func{Tensor, Tensor}, int)"/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [Obsolete("Write chunkSize: 1, or argnums: [1].", error: true)]
    [OverloadResolutionPriority(3)]
    public static Delegate JacFwd(Delegate func, int argnums) => throw ArgumentMessages.NumberAlone(nameof(JacFwd), nameof(argnums));

    private static Operators.Structures.TypedTransforms.Rows<TAux> Rows<TAux>(VmapRandomness randomness, int? chunkSize) =>
        (api, func, inputs, argnums) => Operators.Jacobians.JacFwd.Run(api, func, inputs, argnums, randomness, chunkSize);

    private static void CheckForward(Delegate func, VmapRandomness randomness, int? chunkSize)
    {
        CheckJacobian(func, nameof(JacFwd), chunkSize);
        Guard.Randomness(randomness, nameof(JacFwd), nameof(randomness));
    }
}
