using System.Runtime.CompilerServices;

namespace TorchBridge;

public static partial class Transforms
{
    /// <summary>The Hessian of a scalar function, as a function: <c>JacFwd(JacRev(func))</c>.</summary>
    /// <param name="func">The function, of a real tensor. With an output that has dimensions they come first in the result.</param>
    /// <returns>From the input to a tensor of shape [input..., input...].</returns>
    /// <exception cref="ArgumentNullException"><paramref name="func"/> is null; in the call: the input is.</exception>
    /// <exception cref="ArgumentException">As in <c>JacRev</c>.</exception>
    /// <exception cref="AutogradException">As in <c>JacRev</c>.</exception>
    /// <example><code>Tensor perSample = Transforms.Vmap(Transforms.Hessian(f))(batch);</code></example>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.hessian.html">torch.func.hessian</seealso>
    [OverloadResolutionPriority(2)]      // of an untyped lambda that fits a tensor and an array, the tensor is meant
    public static Func<Tensor, Tensor> Hessian(Func<Tensor, Tensor> func)
    {
        Check.Function(func);
        Func<Tensor, Tensor> forwardOverReverse = JacFwd(JacRev(func)), forward = JacFwd(JacFwd(func));
        return input => Operators.Reverse.OtherRoute.Where(true, () => forwardOverReverse(input), () => forward(input));
    }

    /// <summary>The same in some of several arguments; see <see cref="Hessian(Func{Tensor, Tensor})"/>.</summary>
    /// <param name="func">The function, of all arguments.</param>
    /// <param name="argnums">
    /// The numbers of the arguments that derivatives are taken in, negative ones counted from the end. Null, the default, for argument 0.
    /// </param>
    /// <returns>From all arguments to [k][l] = d² output / d argument argnums[k] d argument argnums[l].</returns>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="func"/> is null; in the call: the inputs or one of them is.
    /// </exception>
    /// <exception cref="ArgumentException">As in <c>JacRev</c>.</exception>
    /// <exception cref="AutogradException">As in <c>JacRev</c>.</exception>
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

    /// <summary>The same with the numbers of the arguments one after the other.</summary>
    /// <param name="func">The function, of all arguments.</param>
    /// <param name="argnum">The number of the first of the arguments. A negative one counts from the end.</param>
    /// <param name="others">The numbers of the others.</param>
    /// <returns>From all arguments to [k][l] = d² output / d argument k d argument l, of the arguments that are named.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="func"/> is null.</exception>
    /// <exception cref="ArgumentException">As with an array of numbers.</exception>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.hessian.html">torch.func.hessian</seealso>
    public static Func<Tensor[], Tensor[][]> Hessian(Func<Tensor[], Tensor> func, int argnum, params int[]? others) =>
        Hessian(func, [argnum, .. others ?? []]);
}
