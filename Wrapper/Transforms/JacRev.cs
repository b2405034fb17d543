using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace TorchBridge;

public static partial class Transforms
{
    /// <summary>
    /// Returns the Jacobian of a function, computed in reverse mode, as a function: <c>J[o..., i...] = d output[o...] / d input[i...]</c>.
    /// Reverse mode is faster if there are fewer outputs than inputs.
    /// </summary>
    /// <param name="func">The function of a real floating-point tensor. Each call of the result calls it once.</param>
    /// <param name="chunkSize">
    /// How many rows are computed at once, at least 1. A smaller number takes less memory. Null, the default, chooses by the size of the
    /// rows. Name this argument in the call.
    /// </param>
    /// <returns>The function from an input to a tensor of shape [output..., input...].</returns>
    /// <exception cref="ArgumentNullException"><paramref name="func"/> is null.</exception>
    /// <exception cref="ArgumentNullException">In the call: the input is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="chunkSize"/> is less than 1.</exception>
    /// <exception cref="ArgumentException">In the call: the input has been disposed.</exception>
    /// <exception cref="ArgumentException">In the call: the input is complex, or of integer or boolean type.</exception>
    /// <exception cref="ArgumentException">In the call: <paramref name="func"/> returned null.</exception>
    /// <exception cref="ArgumentException">In the call: <paramref name="func"/> returned a disposed tensor.</exception>
    /// <exception cref="AutogradException"><see cref="AutogradError.NotImplemented"/>, in the call: an output is complex.</exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.Other"/>, in the call: an output is of integer or boolean type.
    /// </exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.NotImplemented"/>, in the call: an operation has no derivative.
    /// </exception>
    /// <exception cref="AutogradException"><see cref="AutogradError.DoesNotRequireGrad"/>, in the call: inference mode is on.</exception>
    /// <example>
    /// The Jacobian of a product of matrices.
    /// <code>
    /// using var scope = NewDisposeScope();
    /// Tensor y = tensor(new[,] { { 3.0, 4.0 }, { 5.0, 6.0 } });
    /// Tensor jacobian = Transforms.JacRev((Tensor x) => mm(x, y))(tensor(new[,] { { 1.0, 2.0 } }));
    /// Console.WriteLine(string.Join(", ", jacobian.shape));               // 1, 2, 1, 2
    /// Console.WriteLine(string.Join(", ", jacobian.data&lt;double>()));      // 3, 5, 4, 6
    /// </code>
    /// </example>
    /// <example>
    /// The second derivative of each element: the Jacobian of a gradient.
    /// <code>
    /// using var scope = NewDisposeScope();
    /// Func&lt;Tensor, Tensor> gradient = Transforms.Grad((Tensor x) => x.pow(4).sum());
    /// Tensor second = Transforms.JacRev(gradient)(tensor(new[] { 1.0, 2.0 }));
    /// Console.WriteLine(string.Join(", ", second.data&lt;double>()));      // 12, 0, 0, 48
    /// </code>
    /// </example>
    /// <example>
    /// One Jacobian for each example of a batch, with one row at a time.
    /// <code>
    /// using var scope = NewDisposeScope();
    /// Func&lt;Tensor, Tensor> perSample = Transforms.Vmap(Transforms.JacRev((Tensor x) => x.square(), chunkSize: 1));
    /// Tensor jacobians = perSample(tensor(new[,] { { 1.0, 2.0 }, { 3.0, 4.0 } }));
    /// Console.WriteLine(string.Join(", ", jacobians.data&lt;double>()));      // 2, 0, 0, 4, 6, 0, 0, 8
    /// </code>
    /// </example>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.jacrev.html">torch.func.jacrev</seealso>
    [OverloadResolutionPriority(2)]      // of an untyped lambda that fits a tensor and an array, the tensor is meant
    public static Func<Tensor, Tensor> JacRev(Func<Tensor, Tensor> func, int? chunkSize = null)
    {
        CheckJacobian(func, nameof(JacRev), chunkSize);
        return input => Operators.Jacobians.JacRev.Run(nameof(JacRev), arguments => (One(func, arguments), 0), Check.Input(input), [0],
            chunkSize).Jacobians[0][0];
    }

    /// <summary>Returns the Jacobians of a function of several tensors, computed in reverse mode, as a function.</summary>
    /// <param name="func">The function from all arguments to its outputs.</param>
    /// <param name="argnums">
    /// The numbers of the arguments to differentiate with respect to. They count from 0; negative numbers count from the end. Null, the
    /// default, means argument 0.
    /// </param>
    /// <param name="chunkSize">
    /// How many rows are computed at once, at least 1. Null, the default, chooses by the size of the rows. Name this argument in the call.
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
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="chunkSize"/> is less than 1.</exception>
    /// <exception cref="ArgumentException">
    /// In the call: an argument that <paramref name="argnums"/> names is complex, or of integer or boolean type.
    /// </exception>
    /// <exception cref="ArgumentException">In the call: <paramref name="func"/> returned no tensors.</exception>
    /// <exception cref="ArgumentException">In the call: <paramref name="func"/> returned null.</exception>
    /// <exception cref="ArgumentException">In the call: <paramref name="func"/> returned a disposed tensor.</exception>
    /// <exception cref="AutogradException"><see cref="AutogradError.NotImplemented"/>, in the call: an output is complex.</exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.Other"/>, in the call: an output is of integer or boolean type.
    /// </exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.NotImplemented"/>, in the call: an operation has no derivative.
    /// </exception>
    /// <exception cref="AutogradException"><see cref="AutogradError.DoesNotRequireGrad"/>, in the call: inference mode is on.</exception>
    /// <example>
    /// <code>
    /// using var scope = NewDisposeScope();
    /// Func&lt;Tensor[], Tensor[][]> jacobians = Transforms.JacRev((Tensor[] a) => new[] { a[0] * a[1], a[0] + a[1] }, argnums: [0, 1]);
    /// Tensor[][] j = jacobians([tensor(2.0), tensor(3.0)]);
    /// Console.WriteLine(string.Join(", ", j[0].Select(d => d.ToDouble())));      // 3, 2
    /// Console.WriteLine(string.Join(", ", j[1].Select(d => d.ToDouble())));      // 1, 1
    /// </code>
    /// </example>
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
    /// Not for use. A number alone could be the number of an argument or <c>chunkSize</c>: write <c>argnums: [1]</c> or
    /// <c>chunkSize: 1</c>. Calls of this overload do not compile.
    /// </summary>
    /// <param name="func">The function.</param>
    /// <param name="argnums">The number.</param>
    /// <returns>Nothing: the method always throws.</returns>
    /// <exception cref="ArgumentException">Always.</exception>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.jacrev.html">torch.func.jacrev</seealso>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [Obsolete("Write chunkSize: 1, or argnums: [1].", error: true)]
    [OverloadResolutionPriority(3)]
    public static Func<Tensor, Tensor> JacRev(Func<Tensor, Tensor> func, int argnums) =>
        throw ArgumentMessages.NumberAlone(nameof(JacRev), nameof(argnums));

    /// <summary>
    /// Not for use. A number alone could be the number of an argument or <c>chunkSize</c>: write <c>argnums: [1]</c> or
    /// <c>chunkSize: 1</c>. Calls of this overload do not compile.
    /// </summary>
    /// <param name="func">The function.</param>
    /// <param name="argnums">The number.</param>
    /// <returns>Nothing: the method always throws.</returns>
    /// <exception cref="ArgumentException">Always.</exception>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.jacrev.html">torch.func.jacrev</seealso>
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
