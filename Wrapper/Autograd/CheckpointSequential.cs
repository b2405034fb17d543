namespace TorchBridge;

public static partial class Autograd
{
    /// <summary>
    /// Calls functions one after the other and saves little for the backward pass. The functions are split into segments. For each segment
    /// except the last, only the input is saved, and a pass computes the intermediate results again; see
    /// <see cref="Checkpoint(Func{Tensor, Tensor}, Tensor)"/>.
    /// </summary>
    /// <param name="functions">The functions: at least one. For example the <c>call</c> of each module of a Sequential.</param>
    /// <param name="segments">
    /// The number of segments, from 1 (nothing is computed again) to the number of functions. All segments have the same number of
    /// functions, and the last one has the rest too. About the square root of the number of functions saves the most memory.
    /// </param>
    /// <param name="input">The argument of the first function.</param>
    /// <param name="preserveRngState">
    /// True, the default: random numbers of the CPU generator are the same when a segment runs again.
    /// </param>
    /// <returns>What the last function returned. The caller disposes it.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="functions"/> is null.</exception>
    /// <exception cref="ArgumentNullException">An element of <paramref name="functions"/> is null.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="input"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="segments"/> is less than 1 or more than the number of functions.
    /// </exception>
    /// <exception cref="ArgumentException"><paramref name="functions"/> is empty.</exception>
    /// <exception cref="ArgumentException"><paramref name="input"/> has been disposed.</exception>
    /// <exception cref="ArgumentException"><paramref name="input"/> is an inference tensor.</exception>
    /// <exception cref="ArgumentException">A function returned null or a disposed tensor.</exception>
    /// <exception cref="ArgumentException">A function used a computed tensor that requires grad and is not its argument.</exception>
    /// <exception cref="ArgumentException">A function wrote to its argument in place.</exception>
    /// <example>
    /// <code>
    /// using var scope = NewDisposeScope();
    /// Func&lt;Tensor, Tensor>[] layers = [x => x.square(), x => x + 1, x => x * 3, x => x.square()];
    /// Tensor x = tensor(1.0, requires_grad: true);
    /// Tensor y = Autograd.CheckpointSequential(layers, segments: 2, x);
    /// y.Backward();
    /// Console.WriteLine($"{y.ToDouble()}, {x.grad!.ToDouble()}");      // 36, 72
    /// </code>
    /// </example>
    /// <seealso href="https://pytorch.org/docs/stable/checkpoint.html#torch.utils.checkpoint.checkpoint_sequential">
    /// torch.utils.checkpoint.checkpoint_sequential
    /// </seealso>
    public static Tensor CheckpointSequential(IReadOnlyList<Func<Tensor, Tensor>> functions, int segments, Tensor input,
        bool preserveRngState = true)
    {
        if (functions is null)
            throw ArgumentMessages.NullList(nameof(CheckpointSequential), nameof(functions));
        Func<Tensor, Tensor>[] list = [.. functions];
        foreach (Func<Tensor, Tensor> function in list)
            Check.Function(function, nameof(functions));
        if (list.Length == 0)
            throw ArgumentMessages.NoFunctions(nameof(CheckpointSequential), nameof(functions));
        if (segments < 1 || segments > list.Length)
            throw ArgumentMessages.NoSuchSegments(nameof(CheckpointSequential), nameof(segments), segments, list.Length);
        Check.Usable(input);
        return Operators.Reverse.CheckpointSequential.Run(list, segments, input, new(preserveRngState, DeterminismCheck: true));
    }
}
