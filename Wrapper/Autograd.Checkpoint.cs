using TorchBridge.Support;
using static TorchSharp.torch;

namespace TorchBridge;

public static partial class Autograd
{
    /// <summary>
    /// <c>func(input)</c>, with the same gradients and less memory: its intermediate results are not kept for the backward pass but computed again in it.
    /// </summary>
    /// <param name="func">
    /// The function. It is called once now and once in each pass, and must do the same each time; random numbers of the CPU generator are
    /// replayed. It may use leaves, such as a module's parameters, besides its argument; any computed tensor that requires grad must be an
    /// argument.
    /// </param>
    /// <param name="input">Its argument.</param>
    /// <returns>What it returned, differentiable as often as it is itself.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="func"/> or <paramref name="input"/> is null.</exception>
    /// <exception cref="ArgumentException">
    /// <paramref name="input"/> has been disposed; <paramref name="func"/> returned null or a disposed tensor, or used a computed tensor that is not its argument.
    /// </exception>
    /// <remarks>
    /// Where LibTorch does not export its graph (see <see cref="NativeRuntime.Diagnose"/>) it calls <paramref name="func"/> and saves no
    /// memory. Checkpoints may contain checkpoints.
    /// </remarks>
    /// <example><code>Tensor y = Autograd.Checkpoint(block.forward, x);</code></example>
    /// <seealso href="https://pytorch.org/docs/stable/checkpoint.html">torch.utils.checkpoint.checkpoint</seealso>
    public static Tensor Checkpoint(Func<Tensor, Tensor> func, Tensor input)
    {
        Guard.Function(func, nameof(Checkpoint), nameof(func));
        Guard.Usable(input, nameof(Checkpoint), nameof(input));
        return Operators.Checkpoint.Run(arguments => [func(arguments[0])], [input])[0];
    }

    /// <summary>The same for several inputs and outputs; see <see cref="Checkpoint(Func{Tensor, Tensor}, Tensor)"/>.</summary>
    /// <param name="func">The function, of all inputs.</param>
    /// <param name="inputs">Its arguments.</param>
    /// <returns>What it returned.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="func"/>, <paramref name="inputs"/> or an element of it is null.</exception>
    /// <exception cref="ArgumentException">As for one input.</exception>
    /// <seealso href="https://pytorch.org/docs/stable/checkpoint.html">torch.utils.checkpoint.checkpoint</seealso>
    public static Tensor[] Checkpoint(Func<Tensor[], Tensor[]> func, params Tensor[] inputs)
    {
        Guard.Function(func, nameof(Checkpoint), nameof(func));
        return Operators.Checkpoint.Run(func, Guard.UsableList(inputs, nameof(Checkpoint), nameof(inputs)));
    }
}
