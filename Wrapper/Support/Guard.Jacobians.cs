namespace TorchBridge.Support;

/// <summary>Checks of the arguments and options of a Jacobian.</summary>
internal static partial class Guard
{
    /// <summary>Checks that inputs are real: torch.func has no Jacobians of complex inputs.</summary>
    public static void Real(Tensor[] inputs, int[] which, string api, string parameter)
    {
        foreach (int i in which)
            if (inputs[i].is_complex())
                throw ArgumentMessages.ComplexInput(api, parameter, i);
    }

    /// <summary>Checks that outputs are real.</summary>
    public static void RealResults(Tensor[] outputs, string api)
    {
        if (Array.FindIndex(outputs, output => output.is_complex()) is var i and >= 0)
            throw TransformMessages.ComplexOutput(api, i);
    }

    /// <summary>
    /// Checks argnums, the indices of the inputs to differentiate with respect to. Negative ones count from the end. Null means the first
    /// input.
    /// </summary>
    public static int[] Argnums(int[]? argnums, Tensor[] inputs, string api)
    {
        int[] numbers = Argnums(argnums, inputs.Length, api);
        foreach (int number in numbers)
            HasDerivatives(inputs[number], api, nameof(inputs), number);
        return numbers;
    }

    /// <summary>The same for a number of inputs.</summary>
    public static int[] Argnums(int[]? argnums, int count, string api)
    {
        if (argnums is { Length: 0 })
            throw ArgumentMessages.NoArgnums(api, nameof(argnums));
        int[] numbers = Array.ConvertAll(argnums ?? [0], number => number < 0 ? number + count : number);
        for (int i = 0; i < numbers.Length; i++)
        {
            if (numbers[i] < 0 || numbers[i] >= count)
                throw ArgumentMessages.ArgnumOutOfRange(api, nameof(argnums), argnums?[i] ?? 0, count);
            if (Array.IndexOf(numbers, numbers[i]) < i)
                throw ArgumentMessages.ArgnumTwice(api, nameof(argnums), numbers[i]);
        }
        return numbers;
    }

    /// <summary>Checks that the options of a Jacobian can be combined.</summary>
    public static void JacobianOptions(string api, bool createGraph, bool strict, bool? vectorize,
        JacobianStrategy strategy, string strategyParameter, int? chunkSize)
    {
        if (strategy is not (JacobianStrategy.ReverseMode or JacobianStrategy.ForwardMode))
            throw ArgumentMessages.UnknownStrategy(api, strategyParameter, strategy);
        bool forward = strategy == JacobianStrategy.ForwardMode;
        if (forward && createGraph)
            throw ArgumentMessages.CreateGraphInForwardMode(api, nameof(createGraph));
        if (forward && strict)
            throw ArgumentMessages.StrictInForwardMode(api, nameof(strict));
        if (strict && vectorize == true)
            throw ArgumentMessages.StrictAndVectorized(api, nameof(strict));
        ChunkSize(chunkSize, api, nameof(chunkSize));
    }

    /// <summary>Checks a number of rows or columns.</summary>
    public static void ChunkSize(int? chunkSize, string api, string parameter)
    {
        if (chunkSize < 1)
            throw ArgumentMessages.NotAChunkSize(api, parameter, chunkSize);
    }
}
