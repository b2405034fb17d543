namespace TorchBridge.Support.Messages;

/// <summary>Process groups, and the tensors that their operations take.</summary>
internal static partial class ArgumentMessages
{
    public static ArgumentException UnknownInitMethod(string api, string parameter, string method) => new(
        $"{api}: No rendezvous handler for {method}. Pass env:// (which reads MASTER_ADDR and MASTER_PORT), tcp://host:port or "
        + $"file:///path as {parameter}. Pass the rank and the number of processes as separate arguments.", parameter);

    public static ArgumentOutOfRangeException WorldSizeOutOfRange(string api, string parameter, int size) =>
        new(parameter, $"{api}: {parameter} is {size}. Pass the number of processes, at least 1.");

    public static ArgumentOutOfRangeException RankOutOfRange(string api, string parameter, int rank, int size) => new(
        parameter, $"{api}: {parameter} is {rank}, but there are {size} processes. Pass a rank from 0 to {size - 1}.");

    public static ArgumentOutOfRangeException NoSuchRank(string api, string parameter, int rank, int size) => new(
        parameter, $"{api}: {parameter} is {rank}, which is not a rank of the group. Pass a rank from 0 to {size - 1}.");

    public static ArgumentOutOfRangeException TimeoutOutOfRange(string api, string parameter, TimeSpan timeout) => new(
        parameter, $"{api}: {parameter} is {timeout}. Pass a time that is longer than 0 and not longer than 20 days.");

    public static ArgumentNullException NoText(string api, string parameter) =>
        new(parameter, $"{api}: {parameter} is null. Pass an address or a name.");

    public static ArgumentException EmptyGroupName(string api, string parameter) =>
        new($"{api}: {parameter} is empty. Pass a name for the group, the same in every process.", parameter);

    public static ArgumentException GroupNameTaken(string api, string parameter, string name) => new(
        $"{api}: this group has already made a group with the name {name}, whose addresses are still in the store. "
        + "Pass a new name for each new group.", parameter);

    public static ArgumentNullException NoModule(string api, string parameter) =>
        new(parameter, $"{api}: {parameter} is null. Pass a module.");

    public static ArgumentException NoTensorsToReduce(string api, string parameter) =>
        new($"{api}: {parameter} is empty. Pass at least one tensor.", parameter);

    public static ArgumentException UnknownReduceOp(string api, string parameter, int op) =>
        new($"{api}: there is no ReduceOp {op}. Pass Sum, Avg, Product, Min or Max.", parameter);

    public static ArgumentException NotOnCpu(string api, string parameter, int index, Tensor tensor) => new(
        $"{api}: No backend type associated with device type {tensor.device_type.ToString().ToLowerInvariant()}. "
        + $"{Describe.Element(parameter, index)} is on that device, and Gloo needs tensors on the CPU. Call cpu() on it first.", parameter);

    public static ArgumentException NotSendable(string api, string parameter, int index, Tensor tensor) => new(
        $"{api}: Tensors must be dense. {Describe.Element(parameter, index)}, {Describe.Tensor(tensor)}, is sparse, nested, quantized, "
        + "part of a function transform, or a zero tensor without memory. Call to_dense() or clone() on it, outside the "
        + "transform.", parameter);

    public static ArgumentException HasGraph(string api, string parameter, int index, Tensor tensor) => new(
        $"{api}: an autograd kernel was not registered to the Autograd key(s). A collective operation has no derivative, and "
        + $"{Describe.Element(parameter, index)}, {Describe.Tensor(tensor)}, was computed from tensors that require grad. "
        + "Call detach() on it first.", parameter);

    public static ArgumentException OverlappingElements(string api, string parameter, int index, Tensor tensor) => new(
        $"{api}: more than one element of the written-to tensor refers to a single memory location. "
        + $"{Describe.Element(parameter, index)}, {Describe.Tensor(tensor)}, is expanded. Call contiguous() on it and pass the "
        + "copy.", parameter);

    public static ArgumentException NoAverageOfIntegers(string api, string parameter, int index, Tensor tensor) => new(
        $"{api}: result type Float can't be cast to the desired output type. {Describe.Element(parameter, index)} is "
        + $"{Describe.Tensor(tensor)}, and the average of integers need not be an integer. Convert it with to_type first, or use "
        + "ReduceOp.Sum.", parameter);

    public static ArgumentException NotOfComplex(string api, string parameter, int index, Tensor tensor, ReduceOp op) => new(
        $"{api}: all_reduce does not support {op} on complex tensors. {Describe.Element(parameter, index)} is {Describe.Tensor(tensor)}. "
        + "Use ReduceOp.Sum or Avg, or convert it with view_as_real.", parameter);

    public static ArgumentOutOfRangeException NoSamples(string api, string parameter, long count) =>
        new(parameter, $"{api}: {parameter} is {count}. Pass the number of samples in the data set, at least 1.");

    public static ArgumentOutOfRangeException NegativeEpoch(string api, string parameter, long epoch) =>
        new(parameter, $"{api}: {parameter} is {epoch}. Pass the number of the epoch, counted from 0.");
}
