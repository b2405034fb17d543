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
    public static Func<Tensor, Tensor> JacRev(Func<Tensor, Tensor> func, int? chunkSize = null)
    {
        CheckJacobian(func, nameof(JacRev), chunkSize);
        return input => Operators.Jacobians.JacRev.Run(nameof(JacRev), arguments => (One(func, arguments), 0), Check.Input(input), [0],
            chunkSize).Jacobians[0][0];
    }

    /// <summary>The same for several arguments and outputs; see <see cref="JacRev(Func{Tensor, Tensor}, int?)"/>.</summary>
    /// <param name="func">The function, of all arguments.</param>
    /// <param name="argnums">
    /// The numbers of the arguments that derivatives are taken in, negative ones counted from the end. None, or null, for argument 0.
    /// </param>
    /// <param name="chunkSize">How many rows at once; null, the default, to let it be chosen.</param>
    /// <returns>From all arguments to [i][k] = d output i / d argument argnums[k], of shape [output i..., argument...].</returns>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="func"/> is null; in the call: the inputs or one of them is.
    /// </exception>
    /// <exception cref="ArgumentException">As for one argument; in the call also: a number is out of range or named twice.</exception>
    /// <exception cref="AutogradException">As for one argument.</exception>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.jacrev.html">torch.func.jacrev</seealso>
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
    public static Func<Tensor,
        Tensor> JacFwd(Func<Tensor, Tensor> func, VmapRandomness randomness = VmapRandomness.Error, int? chunkSize = null)
    {
        CheckForward(func, randomness, chunkSize);
        return input => Operators.Jacobians.JacFwd.Run(nameof(JacFwd), arguments => (One(func, arguments), 0), Check.Input(input), [0],
            randomness, chunkSize).Jacobians[0][0];
    }

    /// <summary>The same for several arguments and outputs; see <see cref="JacFwd(Func{Tensor, Tensor}, VmapRandomness, int?)"/>.</summary>
    /// <param name="func">The function, of all arguments.</param>
    /// <param name="randomness">What random operations in it do; an error by default.</param>
    /// <param name="argnums">
    /// The numbers of the arguments that derivatives are taken in, negative ones counted from the end. None, or null, for argument 0.
    /// </param>
    /// <param name="chunkSize">How many columns at once; null, the default, to let it be chosen.</param>
    /// <returns>From all arguments to [i][k] = d output i / d argument argnums[k], of shape [output i..., argument...].</returns>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="func"/> is null; in the call: the inputs or one of them is.
    /// </exception>
    /// <exception cref="ArgumentException">As in <c>JacRev</c>.</exception>
    /// <exception cref="AutogradException">As in <c>JacRev</c>.</exception>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.jacfwd.html">torch.func.jacfwd</seealso>
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
    public static Func<Tensor,
        (Tensor Jacobian, TAux Aux)> JacFwd<TAux>(Func<Tensor, (Tensor, TAux)> func, VmapRandomness randomness = VmapRandomness.Error,
            int? chunkSize = null)
    {
        CheckForward(func, randomness, chunkSize);
        return input =>
        {
            (Tensor[][] jacobians, TAux aux) = Operators.Jacobians.JacFwd.Run(nameof(JacFwd), arguments => One(func, arguments),
                Check.Input(input), [0], randomness, chunkSize);
            return (jacobians[0][0], aux);
        };
    }

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

    private static void CheckForward(Delegate func, VmapRandomness randomness, int? chunkSize)
    {
        CheckJacobian(func, nameof(JacFwd), chunkSize);
        Guard.Randomness(randomness, nameof(JacFwd), nameof(randomness));
    }
}
