namespace TorchBridge.Support.Messages;

/// <summary>Modules, and the tensors that take the place of their parameters and buffers.</summary>
internal static partial class ArgumentMessages
{
    public static ArgumentException NativeParameter(string api, string parameter, string name, nn.Module owner) => new(
        $"{api}: {owner.GetType().Name} keeps {name} in native code and can't be called with another tensor in its place. "
        + $"{InsteadOf(owner)}, or leave {name} out.", parameter);

    public static ArgumentException TrimmedModule(string api, string parameter, string name, nn.Module owner) => new(
        $"{api}: {name} of {owner.GetType().Name} can't be replaced, because trimming has removed the fields of TorchSharp's modules. "
        + "Set the property TorchBridgeKeepModules to true in the project, or publish it without trimming.", parameter);

    private static string InsteadOf(nn.Module owner) => owner switch
    {
        TorchSharp.Modules.LSTM => "Loop over LSTMCell in your own module",
        TorchSharp.Modules.GRU => "Loop over GRUCell in your own module",
        TorchSharp.Modules.RNN => "Loop over RNNCell in your own module",
        _ => "Write your own module with Linear layers (and scaled_dot_product_attention for attention)",
    };

    public static ArgumentException NameTwice(string api, string parameter, string name) =>
        new($"{api}: {parameter} has the name {name} twice. Give each tensor its own name.", parameter);

    public static ArgumentException NameInTwoDictionaries(string api, string parameter, string name) => new(
        $"{api}: functional_call got multiple values for keys {name}, ensure that the keys are unique. The name is in two of the "
        + "dictionaries. "
        + "Remove it from one.", parameter);

    public static ArgumentException TiedParameter(string api, string parameter, string first, string second) => new(
        $"{api}: functional_call got multiple values for keys {first} and {second}, which are tied: "
        + "the module has one tensor under both names. Pass one of the names, or the same tensor for both.", parameter);

    public static ArgumentException WrongNames(string api, string parameter, nn.Module module, string[] unexpected,
        string[] missing) => new(
        $"{api}: Error(s) in reparametrizing for {module.GetType().Name}: "
        + $"{(unexpected.Length > 0 ? $"Unexpected key(s): {string.Join(", ", unexpected)}. " : "")}"
        + $"{(missing.Length > 0 ? $"Missing key(s): {string.Join(", ", missing)}. " : "")}"
        + "Pass each parameter and buffer once, or pass strict: false.", parameter);

    public static ArgumentException NoModules(string api, string parameter) =>
        new($"{api}: Expected at least one model, got 0. Pass the modules of the ensemble.", parameter);

    public static ArgumentException DifferentModes(string api, string parameter) => new(
        $"{api}: Expected all models to have the same training/eval mode. Call train() or eval() on all of them first.", parameter);

    public static ArgumentException DifferentClasses(string api, string parameter, nn.Module first, nn.Module other) => new(
        $"{api}: Expected all models to be of the same class, but got {first.GetType().Name} and {other.GetType().Name}. "
        + "Stack the modules of each class separately.", parameter);

    public static ArgumentException FirstModuleHasNo(string api, string parameter, string name) =>
        new($"{api}: the first of the modules has no {name}, and another one has. Pass modules of the same structure.", parameter);

    public static ArgumentException ModuleHasNo(string api, string parameter, string name) =>
        new($"{api}: one of the modules has no {name}, and the first one has. Pass modules of the same structure.", parameter);

    public static ArgumentException RequiresGradInSome(string api, string parameter, string name) => new(
        $"{api}: Expected {name} to require grad in all models or in none, because one leaf stands for all. Set requires_grad to the same "
        + "value in each.", parameter);

    public static ArgumentException DifferentShapes(string api, string parameter, string name) =>
        new($"{api}: {name} has different shapes in the modules. Pass modules of the same structure.", parameter);
}
