namespace TorchBridge.Support;

/// <summary>Checks of the arguments and options of a Jacobian.</summary>
internal static partial class Guard
{
    /// <summary>Checks that inputs are real: torch.func has no Jacobians of complex inputs.</summary>
    public static void Real(Tensor[] tensors, int[] which, string api, string parameter, string what)
    {
        foreach (int i in which)
            if (tensors[i].is_complex())
                throw new ArgumentException(
                    $"{api}: Expected all {what} to be real but received complex tensor at flattened input idx: {i}. "
                    + "Use Autograd.Jacobian, or split it with view_as_real.", parameter);
    }

    /// <summary>Checks that outputs are real.</summary>
    public static void RealResults(Tensor[] outputs, string api)
    {
        if (Array.FindIndex(outputs, output => output.is_complex()) is var i and >= 0)
            throw new AutogradException(AutogradError.NotImplemented,
                $"{api}: Expected all outputs to be real but received complex tensor at flattened input idx: {i}. "
                + "Use Autograd.Jacobian, or return it by view_as_real.");
    }

    /// <summary>
    /// Checks argnums, the indices of the inputs to differentiate in. Negative ones count from the end. None means the first input.
    /// </summary>
    public static int[] Argnums(int[]? argnums, Tensor[] inputs, string api)
    {
        int[] numbers = argnums is not { Length: > 0 }
            ? [0]
            : Array.ConvertAll(argnums, number => number < 0 ? number + inputs.Length : number);
        for (int i = 0; i < numbers.Length; i++)
        {
            if (numbers[i] < 0 || numbers[i] >= inputs.Length)
                throw new ArgumentOutOfRangeException(nameof(argnums),
                    $"{api}: Got argnum={(argnums is { Length: > 0 } ? argnums[i] : 0)}, but only {inputs.Length} positional inputs. "
                    + "Count from 0.");
            if (Array.IndexOf(numbers, numbers[i]) < i)
                throw new ArgumentException(
                    $"{api}: argnums must be unique; {numbers[i]} is named twice. Name each argument once.", nameof(argnums));
            HasDerivatives(inputs[numbers[i]], api, nameof(inputs), numbers[i]);
        }
        return numbers;
    }

    /// <summary>Checks that the options of a Jacobian can be combined.</summary>
    public static void JacobianOptions(string api, bool createGraph, bool strict, bool? vectorize,
        JacobianStrategy strategy, string strategyParameter, int? chunkSize)
    {
        if (strategy is not (JacobianStrategy.ReverseMode or JacobianStrategy.ForwardMode))
            throw new ArgumentOutOfRangeException(strategyParameter,
                $"{api}: Expected strategy to be either \"reverse-mode\" or \"forward-mode\", got {(int)strategy}. "
                + "Name one of JacobianStrategy.");
        bool forward = strategy == JacobianStrategy.ForwardMode;
        if (forward && createGraph)
            throw new ArgumentException(
                $"{api}: `create_graph=True` and `strategy=\"forward-mode\"` are not supported together (yet). "
                + "Use JacobianStrategy.ReverseMode, or Transforms.JacFwd.", nameof(createGraph));
        if (forward && strict)
            throw new ArgumentException(
                $"{api}: `strict=True` and `strategy=\"forward-mode\"` are not supported together (yet). "
                + "Use JacobianStrategy.ReverseMode.", nameof(strict));
        if (strict && vectorize == true)
            throw new ArgumentException(
                $"{api}: `strict=True` and `vectorized=True` are not supported together. "
                + "Leave vectorize null or make it false.", nameof(strict));
        ChunkSize(chunkSize, api, nameof(chunkSize));
    }

    /// <summary>Checks a number of rows or columns.</summary>
    public static void ChunkSize(int? chunkSize, string api, string parameter)
    {
        if (chunkSize < 1)
            throw new ArgumentOutOfRangeException(parameter,
                $"{api}: chunk_size must be a positive integer, got {chunkSize}. Leave {parameter} null to let it be chosen.");
    }
}
