using System.Runtime.CompilerServices;

namespace TorchBridge;

public static partial class Autograd
{
    /// <summary>
    /// <c>func(input)</c>, with the same gradients and less memory: its intermediate results are not kept for the backward pass but
    /// computed again in it.
    /// </summary>
    /// <param name="func">
    /// The function. It is called once now and once in each pass, and must do the same each time; random numbers of the CPU generator are
    /// replayed. It may use leaves, such as a module's parameters, besides its argument; any computed tensor that requires grad must be an
    /// argument.
    /// </param>
    /// <param name="input">Its argument.</param>
    /// <returns>
    /// What it returned, differentiable as often as it is itself. An output that would share memory with an argument, with a leaf or with
    /// another output is a copy, so that writing to it in place changes nothing else.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="func"/> or <paramref name="input"/> is null.</exception>
    /// <exception cref="ArgumentException">
    /// <paramref name="input"/> has been disposed, or is an inference tensor; <paramref name="func"/> returned null, a disposed tensor, or
    /// an inference tensor that requires grad; it used a computed tensor that is not its argument; or it wrote to its argument in place.
    /// </exception>
    /// <remarks>
    /// A pass throws an <see cref="AutogradException"/> of kind <see cref="AutogradError.Other"/> where <paramref name="func"/> did
    /// something else when it was computed again: the outputs have to come from the same operations, of the same shapes, types and devices.
    /// Where LibTorch does not export its graph (see <see cref="NativeRuntime.Diagnose"/>) it calls <paramref name="func"/> and saves no
    /// memory. Checkpoints may contain checkpoints.
    /// </remarks>
    /// <example><code>Tensor y = Autograd.Checkpoint(block.forward, x);</code></example>
    /// <seealso href="https://pytorch.org/docs/stable/checkpoint.html">torch.utils.checkpoint.checkpoint</seealso>
    [OverloadResolutionPriority(1)]      // of an untyped lambda that fits a tensor and an array, the tensor is meant
    public static Tensor Checkpoint(Func<Tensor, Tensor> func, Tensor input) => Checkpoint(func, input, preserveRngState: true);

    /// <summary>The same with what is remembered and compared; see <see cref="Checkpoint(Func{Tensor, Tensor}, Tensor)"/>.</summary>
    /// <param name="func">The function.</param>
    /// <param name="input">Its argument.</param>
    /// <param name="preserveRngState">
    /// Whether random numbers of the CPU generator are replayed. Without, the generator's state (5 KB) is not kept.
    /// </param>
    /// <param name="determinismCheck">
    /// Whether a pass compares the operations of the computation again, and the shapes, types and devices of their results, with those of
    /// the first. Their number is compared in any case.
    /// </param>
    /// <returns>What it returned.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="func"/> or <paramref name="input"/> is null.</exception>
    /// <exception cref="ArgumentException">As without these options.</exception>
    /// <seealso href="https://pytorch.org/docs/stable/checkpoint.html">torch.utils.checkpoint.checkpoint</seealso>
    [OverloadResolutionPriority(1)]      // of an untyped lambda that fits a tensor and an array, the tensor is meant
    public static Tensor Checkpoint(Func<Tensor, Tensor> func, Tensor input, bool preserveRngState = true, bool determinismCheck = true)
    {
        Check.Function(func);
        Check.Usable(input);
        return Operators.Reverse.Checkpoint.Run(arguments => [func(arguments[0])], [input], nameof(input),
            new(preserveRngState, determinismCheck))[0];
    }

    /// <summary>The same for several inputs and outputs; see <see cref="Checkpoint(Func{Tensor, Tensor}, Tensor)"/>.</summary>
    /// <param name="func">The function, of all inputs.</param>
    /// <param name="inputs">Its arguments.</param>
    /// <returns>What it returned.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="func"/>, <paramref name="inputs"/> or an element of it is null.</exception>
    /// <exception cref="ArgumentException">As for one input.</exception>
    /// <seealso href="https://pytorch.org/docs/stable/checkpoint.html">torch.utils.checkpoint.checkpoint</seealso>
    public static Tensor[] Checkpoint(Func<Tensor[], Tensor[]> func, params Tensor[] inputs) =>
        Checkpoint(func, inputs, preserveRngState: true);

    /// <summary>
    /// The same with what is remembered and compared; see <see cref="Checkpoint(Func{Tensor, Tensor}, Tensor, bool, bool)"/>.
    /// </summary>
    /// <param name="func">The function, of all inputs.</param>
    /// <param name="inputs">Its arguments.</param>
    /// <param name="preserveRngState">Whether random numbers are replayed.</param>
    /// <param name="determinismCheck">Whether a pass compares what is computed again with what was computed first.</param>
    /// <returns>What it returned.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="func"/>, <paramref name="inputs"/> or an element of it is null.</exception>
    /// <exception cref="ArgumentException">As for one input.</exception>
    /// <seealso href="https://pytorch.org/docs/stable/checkpoint.html">torch.utils.checkpoint.checkpoint</seealso>
    public static Tensor[] Checkpoint(Func<Tensor[], Tensor[]> func, IEnumerable<Tensor> inputs, bool preserveRngState = true,
        bool determinismCheck = true)
    {
        Check.Function(func);
        return Operators.Reverse.Checkpoint.Run(func, Check.List(inputs), nameof(inputs), new(preserveRngState, determinismCheck));
    }
}
