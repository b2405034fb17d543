using System.Runtime.CompilerServices;

namespace TorchBridge;

public static partial class Transforms
{
    /// <summary>
    /// Returns the Hessian of a scalar function as a function: <c>H[i..., j...] = d² output / d input[i...] d input[j...]</c>. It is
    /// <c>JacFwd(JacRev(func))</c>: forward mode over reverse mode.
    /// </summary>
    /// <param name="func">The function of a real tensor. If its output has dimensions, they come first in the result.</param>
    /// <returns>The function from an input to a tensor of shape [input..., input...] and of the input's type.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="func"/> is null.</exception>
    /// <exception cref="ArgumentNullException">In the call: the input is null.</exception>
    /// <exception cref="ArgumentException">In the call: the input has been disposed.</exception>
    /// <exception cref="ArgumentException">In the call: the input is complex, or of integer or boolean type.</exception>
    /// <exception cref="ArgumentException">In the call: <paramref name="func"/> returned null.</exception>
    /// <exception cref="ArgumentException">In the call: <paramref name="func"/> returned a disposed tensor.</exception>
    /// <exception cref="AutogradException"><see cref="AutogradError.NotImplemented"/>, in the call: the output is complex.</exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.NotImplemented"/>, in the call: an operation has no second derivative.
    /// </exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.Other"/>, in the call: the output is of integer or boolean type.
    /// </exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.Other"/>, in the call: <paramref name="func"/> drew random numbers.
    /// </exception>
    /// <exception cref="AutogradException"><see cref="AutogradError.DoesNotRequireGrad"/>, in the call: inference mode is on.</exception>
    /// <remarks>
    /// If an operation has no forward derivative of its backward, the function is differentiated twice in forward mode instead.
    /// </remarks>
    /// <example>
    /// The Hessian of the sum of cubes has 6 x on its diagonal.
    /// <code>
    /// using var scope = NewDisposeScope();
    /// Func&lt;Tensor, Tensor> hessian = Transforms.Hessian((Tensor x) => x.pow(3).sum());
    /// Console.WriteLine(string.Join(", ", hessian(tensor(new[] { 1.0, 2.0 })).data&lt;double>()));      // 6, 0, 0, 12
    /// </code>
    /// </example>
    /// <example>
    /// One Hessian for each example of a batch.
    /// <code>
    /// using var scope = NewDisposeScope();
    /// Func&lt;Tensor, Tensor> perSample = Transforms.Vmap(Transforms.Hessian((Tensor x) => x[0] * x[1]));
    /// Tensor hessians = perSample(tensor(new[,] { { 1.0, 2.0 }, { 3.0, 4.0 } }));
    /// Console.WriteLine(string.Join(", ", hessians.shape));                  // 2, 2, 2
    /// Console.WriteLine(string.Join(", ", hessians[0].data&lt;double>()));      // 0, 1, 1, 0
    /// </code>
    /// </example>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.hessian.html">torch.func.hessian</seealso>
    [OverloadResolutionPriority(2)]      // of an untyped lambda that fits a tensor and an array, the tensor is meant
    public static Func<Tensor, Tensor> Hessian(Func<Tensor, Tensor> func)
    {
        Check.Function(func);
        Func<Tensor, Tensor> forwardOverReverse = JacFwd(JacRev(func)), forward = JacFwd(JacFwd(func));
        return input => Operators.Reverse.OtherRoute.Where(true, () => forwardOverReverse(input), () => forward(input));
    }

    /// <summary>
    /// Returns the Hessian of a scalar function of several tensors as a function, in blocks: one block for each pair of arguments.
    /// </summary>
    /// <param name="func">The function of all arguments, which are real tensors.</param>
    /// <param name="argnums">
    /// The numbers of the arguments to differentiate with respect to. They count from 0; negative numbers count from the end. Null, the
    /// default, means argument 0.
    /// </param>
    /// <returns>
    /// The function from all arguments to the blocks. Block [k][l] is d² output / d argument argnums[k] d argument argnums[l].
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="func"/> is null.</exception>
    /// <exception cref="ArgumentNullException">In the call: the array of arguments is null.</exception>
    /// <exception cref="ArgumentNullException">In the call: an argument is null.</exception>
    /// <exception cref="ArgumentException">In the call: the array of arguments is empty.</exception>
    /// <exception cref="ArgumentException">In the call: an argument has been disposed.</exception>
    /// <exception cref="ArgumentException">In the call: <paramref name="argnums"/> is an empty array.</exception>
    /// <exception cref="ArgumentException">In the call: <paramref name="argnums"/> names an argument twice.</exception>
    /// <exception cref="ArgumentOutOfRangeException">In the call: <paramref name="argnums"/> has a number that no argument has.</exception>
    /// <exception cref="ArgumentException">
    /// In the call: an argument that <paramref name="argnums"/> names is complex, or of integer or boolean type.
    /// </exception>
    /// <exception cref="ArgumentException">In the call: <paramref name="func"/> returned null.</exception>
    /// <exception cref="ArgumentException">In the call: <paramref name="func"/> returned a disposed tensor.</exception>
    /// <exception cref="AutogradException"><see cref="AutogradError.NotImplemented"/>, in the call: the output is complex.</exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.NotImplemented"/>, in the call: an operation has no second derivative.
    /// </exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.Other"/>, in the call: the output is of integer or boolean type.
    /// </exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.Other"/>, in the call: <paramref name="func"/> drew random numbers.
    /// </exception>
    /// <exception cref="AutogradException"><see cref="AutogradError.DoesNotRequireGrad"/>, in the call: inference mode is on.</exception>
    /// <example>
    /// <code>
    /// using var scope = NewDisposeScope();
    /// Func&lt;Tensor[], Tensor[][]> hessian = Transforms.Hessian((Tensor[] a) => a[0].square() * a[1], argnums: [0, 1]);
    /// Tensor[][] blocks = hessian([tensor(3.0), tensor(5.0)]);
    /// Console.WriteLine($"{blocks[0][0].ToDouble()}, {blocks[0][1].ToDouble()}, {blocks[1][1].ToDouble()}");      // 10, 6, 0
    /// </code>
    /// </example>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.hessian.html">torch.func.hessian</seealso>
    [OverloadResolutionPriority(1)]      // the elements of an array are the arguments
    public static Func<Tensor[], Tensor[][]> Hessian(Func<Tensor[], Tensor> func, int[]? argnums = null)
    {
        Check.Function(func);
        Func<Tensor[], Tensor[][]> gradient = JacRev(arguments => [func(arguments)], argnums),
            columns = JacFwd(arguments => [func(arguments)], argnums);
        Func<Tensor[], Tensor[][]> forwardOverReverse = JacFwd(arguments => gradient(arguments)[0], argnums);
        Func<Tensor[], Tensor[][]> forward = JacFwd(arguments => columns(arguments)[0], argnums);
        return inputs => Operators.Reverse.OtherRoute.Where(true, () => forwardOverReverse(inputs), () => forward(inputs));
    }

    /// <summary>
    /// Returns the Hessian of a scalar function of several tensors as a function, in blocks. The numbers of the arguments are listed one
    /// after the other.
    /// </summary>
    /// <param name="func">The function of all arguments, which are real tensors.</param>
    /// <param name="argnum">
    /// The number of the first argument to differentiate with respect to. It counts from 0; a negative number counts from the end.
    /// </param>
    /// <param name="others">The numbers of the further arguments.</param>
    /// <returns>
    /// The function from all arguments to the blocks. Block [k][l] is the second derivative with respect to the arguments that come k-th
    /// and l-th in the list.
    /// </returns>
    /// <inheritdoc cref="Grad(Func{Tensor[], Tensor}, int, int[])" path="/exception"/>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.hessian.html">torch.func.hessian</seealso>
    public static Func<Tensor[], Tensor[][]> Hessian(Func<Tensor[], Tensor> func, int argnum, params int[]? others) =>
        Hessian(func, [argnum, .. others ?? []]);
}
