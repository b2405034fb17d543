namespace TorchBridge.Operators.Reverse;

/// <summary>torch.utils.checkpoint.checkpoint_sequential: functions one after the other, in segments that are checkpointed.</summary>
internal static class CheckpointSequential
{
    public static Tensor Run(Func<Tensor, Tensor>[] functions, int segments, Tensor input, Checkpoint.Options options)
    {
        int size = functions.Length / segments;
        using DisposeScope scope = NewDisposeScope();
        Tensor value = input;
        for (int at = 0; at < size * (segments - 1); at += size)
        {
            Func<Tensor, Tensor>[] segment = functions[at..(at + size)];
            value = Checkpoint.Run(arguments => [Chain(segment, arguments[0])], [value], nameof(input), options)[0];
        }
        // A backward pass needs the results of the last segment first, so they are kept.
        Tensor result = Chain(functions[(size * (segments - 1))..], value);
        return scope.MoveToOuter(Guard.UsableResult([result], nameof(CheckpointSequential), nameof(functions))[0]);
    }

    private static Tensor Chain(Func<Tensor, Tensor>[] functions, Tensor input) =>
        functions.Aggregate(input, (value, function) => function(value));
}
