namespace TorchBridge.Support.Messages;

/// <summary>The arguments and options of a Jacobian.</summary>
internal static partial class ArgumentMessages
{
    public static ArgumentException ComplexInput(string api, string parameter, int index) => new(
        $"{api}: Expected all inputs to be real but received complex tensor at flattened input idx: {index}. "
        + "Use Autograd.Jacobian, or convert the input with view_as_real.", parameter);

    public static ArgumentOutOfRangeException ArgnumOutOfRange(string api, string parameter, int argnum, int inputs) =>
        new(parameter, $"{api}: Got argnum={argnum}, but only {inputs} positional inputs. Pass an index from 0 to {inputs - 1}.");

    public static ArgumentException NoArgnums(string api, string parameter) =>
        new($"{api}: argnums must be non-empty. Leave it null to differentiate with respect to argument 0.", parameter);

    public static ArgumentException ArgnumTwice(string api, string parameter, int argnum) =>
        new($"{api}: argnums must be unique, and {argnum} is there twice. Name each argument once.", parameter);

    public static ArgumentOutOfRangeException UnknownStrategy(string api, string parameter, JacobianStrategy strategy) => new(parameter,
        $"{api}: Expected strategy to be either \"reverse-mode\" or \"forward-mode\", got {(int)strategy}. "
        + "Pass a value of JacobianStrategy.");

    public static ArgumentException CreateGraphInForwardMode(string api, string parameter) => new(
        $"{api}: `create_graph=True` and `strategy=\"forward-mode\"` are not supported together (yet). "
        + "Pass JacobianStrategy.ReverseMode, or call Transforms.JacFwd.", parameter);

    public static ArgumentException StrictInForwardMode(string api, string parameter) => new(
        $"{api}: `strict=True` and `strategy=\"forward-mode\"` are not supported together (yet). "
        + "Pass JacobianStrategy.ReverseMode.", parameter);

    public static ArgumentException StrictAndVectorized(string api, string parameter) => new(
        $"{api}: `strict=True` and `vectorized=True` are not supported together. Leave vectorize null, or set it to false.", parameter);

    public static ArgumentOutOfRangeException NotAChunkSize(string api, string parameter, int? chunkSize) => new(parameter,
        $"{api}: chunk_size must be a positive integer, got {chunkSize}. Leave {parameter} null to let the library choose.");
}
