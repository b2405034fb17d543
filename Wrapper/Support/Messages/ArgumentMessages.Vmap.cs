namespace TorchBridge.Support.Messages;

/// <summary>The arguments of Vmap.</summary>
internal static partial class ArgumentMessages
{
    public static ArgumentException WrongNumberOfInDims(string api, string parameter, int inputs, int dims) => new(
        $"{api}: in_dims is not compatible with the structure of `inputs`. "
        + $"There are {inputs} inputs and {dims} dimensions. Pass one dimension, or null, for each input.", parameter);

    public static ArgumentOutOfRangeException InDimOutOfRange(string api, string parameter, int index, int dim, Tensor input) => new(
        parameter,
        $"{api}: Got in_dim={dim} for some input, but that input is a Tensor of dimensionality "
        + $"{input.dim()} so expected in_dim to satisfy -{input.dim()} <= in_dim < {input.dim()}. "
        + $"This is input {index}, {Describe.Tensor(input)}. "
        + "Pass one of its dimensions, or null if all examples share the input.");

    public static ArgumentException NothingToMap(string api, string parameter) => new(
        $"{api}: Expected at least one Tensor to vmap over, but every in_dim is null. Pass the batch dimension of at least one "
        + "input.", parameter);

    public static ArgumentException DifferentBatchSizes(string api, string parameter, long[] sizes) => new(
        $"{api}: vmap: Expected all tensors to have the same size in the mapped dimension, got sizes [{string.Join(", ", sizes)}] "
        + "for the mapped dimension. Pass the same number of examples in each input.", parameter);

    public static ArgumentException WrongNumberOfOutDims(string api, string parameter, int outputs, int dims) => new(
        $"{api}: out_dims is not compatible with the structure of `outputs`. "
        + $"There are {outputs} outputs and {dims} dimensions. Pass one dimension for each output.", parameter);

    /// <param name="api">The public name.</param>
    /// <param name="parameter">The caller's parameter.</param>
    /// <param name="index">The output's index.</param>
    /// <param name="dim">The dimension.</param>
    /// <param name="output">The output of one example.</param>
    public static ArgumentOutOfRangeException OutDimOutOfRange(string api, string parameter, int index, int dim, Tensor output) => new(
        parameter,
        $"{api}: Dimension out of range (expected to be in range of [-{output.dim() + 1}, {output.dim()}], but got {dim}). "
        + $"This is the batch dimension of output {index}, whose shape without a batch is {Describe.Shape(output)}. Pass a dimension in "
        + "that range.");

    public static ArgumentException BatchedOutput(string api, string parameter, int index) => new(
        $"{api}: vmap: `f` can not return a BatchedTensor when out_dim is None. Output {index} depends on the example. "
        + "Pass the dimension where its batch dimension goes.", parameter);

    public static ArgumentOutOfRangeException UnknownRandomness(string api, string parameter, VmapRandomness randomness) => new(parameter,
        $"{api}: Only allowed values for randomness are 'error', 'different', or 'same'. "
        + $"Got {(int)randomness}. Pass a value of VmapRandomness.");

    public static ArgumentOutOfRangeException NotANumberOfExamples(string api, string parameter, int? chunkSize) => new(parameter,
        $"{api}: vmap: chunk_size should be None or greater than 0. (got {chunkSize}) Leave {parameter} null to compute all examples at "
        + "once.");
}
