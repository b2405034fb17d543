namespace TorchBridge;

public static partial class Autograd
{
    /// <summary>
    /// The functions one after the other, with the same gradients and less memory: they are split into segments, and of all segments but
    /// the last only the inputs are kept; see <see cref="Checkpoint(Func{Tensor, Tensor}, Tensor)"/>.
    /// </summary>
    /// <param name="functions">The functions, at least one, such as the <c>call</c> of a Sequential's modules.</param>
    /// <param name="segments">
    /// How many segments, from 1 (nothing is computed again) to the number of functions. All segments have the same number of functions;
    /// what is left over belongs to the last. About the square root of the number of functions saves most.
    /// </param>
    /// <param name="input">The argument of the first function.</param>
    /// <param name="preserveRngState">Whether random numbers of the CPU generator are replayed. Default true.</param>
    /// <returns>What the last function returned.</returns>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="functions"/>, an element of it or <paramref name="input"/> is null.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="segments"/> is less than 1 or more than the number of functions.
    /// </exception>
    /// <exception cref="ArgumentException">
    /// <paramref name="functions"/> is empty, or as in <see cref="Checkpoint(Func{Tensor, Tensor}, Tensor)"/>.
    /// </exception>
    /// <example><code>Tensor y = Autograd.CheckpointSequential([.. layers.Select(layer => layer.call)], 4, x);</code></example>
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
