using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace TorchBridge;

public static partial class Transforms
{
    /// <summary>
    /// Returns the Jacobian of a function, computed in forward mode, as a function: <c>J[o..., i...] = d output[o...] / d input[i...]</c>.
    /// The numbers are those of <c>JacRev</c>. Forward mode is faster if there are fewer inputs than outputs.
    /// </summary>
    /// <param name="func">
    /// The function of a real floating-point tensor. It is called once for each chunk of columns, with batched dual numbers.
    /// </param>
    /// <param name="randomness">
    /// What random operations in the function do. Default <see cref="VmapRandomness.Error"/>: they are an error.
    /// </param>
    /// <param name="chunkSize">
    /// How many columns are computed at once, at least 1. A smaller number takes less memory. Null, the default, chooses by the size of the
    /// columns. Name this argument in the call.
    /// </param>
    /// <returns>The function from an input to a tensor of shape [output..., input...].</returns>
    /// <exception cref="ArgumentNullException"><paramref name="func"/> is null.</exception>
    /// <exception cref="ArgumentNullException">In the call: the input is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="randomness"/> is not a member of the enumeration.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="chunkSize"/> is less than 1.</exception>
    /// <exception cref="ArgumentException">In the call: the input has been disposed.</exception>
    /// <exception cref="ArgumentException">In the call: the input is complex, or of integer or boolean type.</exception>
    /// <exception cref="ArgumentException">In the call: <paramref name="func"/> returned null.</exception>
    /// <exception cref="ArgumentException">In the call: <paramref name="func"/> returned a disposed tensor.</exception>
    /// <exception cref="ArgumentException">
    /// In the call: <paramref name="func"/> returned other shapes, types or numbers of tensors for a later chunk.
    /// </exception>
    /// <exception cref="AutogradException"><see cref="AutogradError.NotImplemented"/>, in the call: an output is complex.</exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.Other"/>, in the call: an output is of integer or boolean type.
    /// </exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.Other"/>, in the call: <paramref name="func"/> drew random numbers and <paramref name="randomness"/>
    /// forbids it.
    /// </exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.NotImplemented"/>, in the call: an operation has no derivative in forward mode.
    /// </exception>
    /// <example>
    /// A function of one input and three outputs: one column.
    /// <code>
    /// using var scope = NewDisposeScope();
    /// Func&lt;Tensor, Tensor> powers = t => stack([t, t.square(), t.pow(3)]);
    /// Tensor tangent = Transforms.JacFwd(powers)(tensor(2.0));
    /// Console.WriteLine(string.Join(", ", tangent.data&lt;double>()));      // 1, 4, 12
    /// </code>
    /// </example>
    /// <example>
    /// Forward mode over reverse mode: a Hessian.
    /// <code>
    /// using var scope = NewDisposeScope();
    /// Tensor hessian = Transforms.JacFwd(Transforms.Grad((Tensor x) => x[0].square() * x[1]))(tensor(new[] { 1.0, 2.0 }));
    /// Console.WriteLine(string.Join(", ", hessian.data&lt;double>()));      // 4, 2, 2, 0
    /// </code>
    /// </example>
    /// <example>
    /// Both modes give the same numbers.
    /// <code>
    /// using var scope = NewDisposeScope();
    /// Tensor x = tensor(new[] { 0.5, 1.5, 2.5 });
    /// Func&lt;Tensor, Tensor> f = t => t.sin() * t;
    /// Console.WriteLine(Transforms.JacFwd(f)(x).allclose(Transforms.JacRev(f)(x)));      // True
    /// </code>
    /// </example>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.jacfwd.html">torch.func.jacfwd</seealso>
    [OverloadResolutionPriority(2)]      // of an untyped lambda that fits a tensor and an array, the tensor is meant
    public static Func<Tensor, Tensor> JacFwd(Func<Tensor, Tensor> func, VmapRandomness randomness = VmapRandomness.Error,
        int? chunkSize = null)
    {
        CheckForward(func, randomness, chunkSize);
        return input => Operators.Jacobians.JacFwd.Run(nameof(JacFwd), arguments => (One(func, arguments), 0), Check.Input(input), [0],
            randomness, chunkSize).Jacobians[0][0];
    }

    /// <summary>Returns the Jacobians of a function of several tensors, computed in forward mode, as a function.</summary>
    /// <param name="func">The function from all arguments to its outputs. It is called once for each chunk of columns.</param>
    /// <param name="argnums">
    /// The numbers of the arguments to differentiate with respect to. They count from 0; negative numbers count from the end. Null, the
    /// default, means argument 0.
    /// </param>
    /// <param name="randomness">
    /// What random operations in the function do. Default <see cref="VmapRandomness.Error"/>: they are an error.
    /// </param>
    /// <param name="chunkSize">
    /// How many columns are computed at once, at least 1. A smaller number takes less memory. Null, the default, chooses by the size of the
    /// columns. Name this argument in the call.
    /// </param>
    /// <returns>
    /// The function from all arguments to the Jacobians. Element [i][k] is d output i / d argument argnums[k], of shape [output i...,
    /// argument...].
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="func"/> is null.</exception>
    /// <exception cref="ArgumentNullException">In the call: the array of arguments is null.</exception>
    /// <exception cref="ArgumentNullException">In the call: an argument is null.</exception>
    /// <exception cref="ArgumentException">In the call: the array of arguments is empty.</exception>
    /// <exception cref="ArgumentException">In the call: an argument has been disposed.</exception>
    /// <exception cref="ArgumentException">In the call: <paramref name="argnums"/> is an empty array.</exception>
    /// <exception cref="ArgumentException">In the call: <paramref name="argnums"/> names an argument twice.</exception>
    /// <exception cref="ArgumentOutOfRangeException">In the call: <paramref name="argnums"/> has a number that no argument has.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="randomness"/> is not a member of the enumeration.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="chunkSize"/> is less than 1.</exception>
    /// <exception cref="ArgumentException">
    /// In the call: an argument that <paramref name="argnums"/> names is complex, or of integer or boolean type.
    /// </exception>
    /// <exception cref="ArgumentException">In the call: <paramref name="func"/> returned no tensors.</exception>
    /// <exception cref="ArgumentException">In the call: <paramref name="func"/> returned null.</exception>
    /// <exception cref="ArgumentException">In the call: <paramref name="func"/> returned a disposed tensor.</exception>
    /// <exception cref="ArgumentException">
    /// In the call: <paramref name="func"/> returned other shapes, types or numbers of tensors for a later chunk.
    /// </exception>
    /// <exception cref="AutogradException"><see cref="AutogradError.NotImplemented"/>, in the call: an output is complex.</exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.Other"/>, in the call: an output is of integer or boolean type.
    /// </exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.Other"/>, in the call: <paramref name="func"/> drew random numbers and <paramref name="randomness"/>
    /// forbids it.
    /// </exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.NotImplemented"/>, in the call: an operation has no derivative in forward mode.
    /// </exception>
    /// <example>
    /// <code>
    /// using var scope = NewDisposeScope();
    /// Tensor[][] j = Transforms.JacFwd((Tensor[] a) => new[] { a[0] * a[1] }, argnums: [0, 1])([tensor(2.0), tensor(3.0)]);
    /// Console.WriteLine($"{j[0][0].ToDouble()}, {j[0][1].ToDouble()}");      // 3, 2
    /// </code>
    /// </example>
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
    /// Not for use. A number alone could be the number of an argument or <c>chunkSize</c>: write <c>argnums: [1]</c> or
    /// <c>chunkSize: 1</c>. Calls of this overload do not compile.
    /// </summary>
    /// <param name="func">The function.</param>
    /// <param name="argnums">The number.</param>
    /// <returns>Nothing: the method always throws.</returns>
    /// <exception cref="ArgumentException">Always.</exception>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.jacfwd.html">torch.func.jacfwd</seealso>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [Obsolete("Write chunkSize: 1, or argnums: [1].", error: true)]
    [OverloadResolutionPriority(3)]
    public static Func<Tensor, Tensor> JacFwd(Func<Tensor, Tensor> func, int argnums) =>
        throw ArgumentMessages.NumberAlone(nameof(JacFwd), nameof(argnums));

    /// <summary>
    /// Not for use. A number alone could be the number of an argument or <c>chunkSize</c>: write <c>argnums: [1]</c> or
    /// <c>chunkSize: 1</c>. Calls of this overload do not compile.
    /// </summary>
    /// <param name="func">The function.</param>
    /// <param name="argnums">The number.</param>
    /// <returns>Nothing: the method always throws.</returns>
    /// <exception cref="ArgumentException">Always.</exception>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.jacfwd.html">torch.func.jacfwd</seealso>
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
