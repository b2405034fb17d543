namespace TorchBridge.Support.Messages;

/// <summary>Process groups, and the tensors that their operations take.</summary>
internal static partial class ArgumentMessages
{
    public static ArgumentException UnknownInitMethod(string api, string parameter, string method) => new(
        $"{api}: No rendezvous handler for {method}. {parameter} is env:// (with the variables MASTER_ADDR and MASTER_PORT), "
        + "tcp://host:port or file:///path; give the rank and the number of processes as arguments of their own.", parameter);

    public static ArgumentOutOfRangeException WorldSizeOutOfRange(string api, string parameter, int size) =>
        new(parameter, $"{api}: {parameter} is {size}; it takes the number of processes, 1 at least.");

    public static ArgumentOutOfRangeException RankOutOfRange(string api, string parameter, int rank, int size) => new(
        parameter, $"{api}: {parameter} is {rank}, but there are {size} processes. Count from 0 to {size - 1}.");

    public static ArgumentOutOfRangeException NoSuchRank(string api, string parameter, int rank, int size) => new(
        parameter, $"{api}: {parameter} is {rank}; name one of the {size} ranks of the group, from 0 to {size - 1}.");

    public static ArgumentOutOfRangeException TimeoutOutOfRange(string api, string parameter, TimeSpan timeout) => new(
        parameter, $"{api}: {parameter} is {timeout}; it takes a time that is longer than 0 and not longer than 20 days.");

    public static ArgumentNullException NoText(string api, string parameter) =>
        new(parameter, $"{api}: {parameter} is null; give an address or a name.");

    public static ArgumentException EmptyGroupName(string api, string parameter) =>
        new($"{api}: {parameter} is empty; give the group a name, the same in every process.", parameter);

    public static ArgumentException GroupNameTaken(string api, string parameter, string name) => new(
        $"{api}: this group has made one of the name {name} already, whose addresses are still in the store. "
        + "Give each new group a name of its own.", parameter);

    public static ArgumentNullException NoModule(string api, string parameter) =>
        new(parameter, $"{api}: {parameter} is null; it takes a module.");

    public static ArgumentException NoTensorsToReduce(string api, string parameter) =>
        new($"{api}: {parameter} is empty; it takes at least one tensor.", parameter);

    public static ArgumentException UnknownReduceOp(string api, string parameter, int op) =>
        new($"{api}: there is no ReduceOp {op}. Give Sum, Avg, Product, Min or Max.", parameter);

    public static ArgumentException NotOnCpu(string api, string parameter, int index, Tensor tensor) => new(
        $"{api}: No backend type associated with device type {tensor.device_type.ToString().ToLowerInvariant()}; "
        + $"{Describe.Element(parameter, index)} is there. Gloo moves tensors on the CPU: call cpu() on it first.", parameter);

    public static ArgumentException NotSendable(string api, string parameter, int index, Tensor tensor) => new(
        $"{api}: Tensors must be dense; {Describe.Element(parameter, index)}, {Describe.Tensor(tensor)}, is sparse, nested, quantized, "
        + "part of a transform, or zeros without memory. Call to_dense() or clone() on it, outside of the transform.", parameter);

    public static ArgumentException HasGraph(string api, string parameter, int index, Tensor tensor) => new(
        $"{api}: an autograd kernel was not registered to the Autograd key(s): the result of a collective operation has no derivative, and "
        + $"{Describe.Element(parameter, index)}, {Describe.Tensor(tensor)}, has a graph. Give a detach() of it.", parameter);

    public static ArgumentException OverlappingElements(string api, string parameter, int index, Tensor tensor) => new(
        $"{api}: more than one element of the written-to tensor refers to a single memory location: "
        + $"{Describe.Element(parameter, index)}, {Describe.Tensor(tensor)}, is expanded. Give a contiguous() copy of it.", parameter);

    public static ArgumentException NoAverageOfIntegers(string api, string parameter, int index, Tensor tensor) => new(
        $"{api}: result type Float can't be cast to the desired output type: {Describe.Element(parameter, index)} is "
        + $"{Describe.Tensor(tensor)}, whose average is no integer. Convert it with to_type first, or use ReduceOp.Sum.", parameter);

    public static ArgumentException NotOfComplex(string api, string parameter, int index, Tensor tensor, ReduceOp op) => new(
        $"{api}: all_reduce does not support {op} on complex tensors; {Describe.Element(parameter, index)} is {Describe.Tensor(tensor)}. "
        + "Use ReduceOp.Sum or Avg, or split it with view_as_real.", parameter);

    public static ArgumentOutOfRangeException NoSamples(string api, string parameter, long count) =>
        new(parameter, $"{api}: {parameter} is {count}; a data set to share out has at least one sample.");

    public static ArgumentOutOfRangeException NegativeEpoch(string api, string parameter, long epoch) =>
        new(parameter, $"{api}: {parameter} is {epoch}; count epochs from 0.");
}
