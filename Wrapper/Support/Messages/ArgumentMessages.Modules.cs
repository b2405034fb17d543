namespace TorchBridge.Support.Messages;

/// <summary>Modules, and the tensors that take the place of their parameters and buffers.</summary>
internal static partial class ArgumentMessages
{
    public static ArgumentException NativeParameter(string api, string parameter, string name, nn.Module owner) => new(
        $"{api}: {name} is kept in native code only, by {owner.GetType().Name}, which can't be called with another tensor. "
        + $"{InsteadOf(owner)}, or leave {name} out.", parameter);

    public static ArgumentException TrimmedModule(string api, string parameter, string name, nn.Module owner) => new(
        $"{api}: {name} of {owner.GetType().Name} can't be replaced, because trimming has removed the fields of TorchSharp's modules. "
        + "Set the property TorchBridgeKeepModules to true in the project, or publish it without trimming.", parameter);

    private static string InsteadOf(nn.Module owner) => owner switch
    {
        TorchSharp.Modules.LSTM => "Loop over LSTMCell, which can, in a module of your own",
        TorchSharp.Modules.GRU => "Loop over GRUCell, which can, in a module of your own",
        TorchSharp.Modules.RNN => "Loop over RNNCell, which can, in a module of your own",
        _ => "Write it as a module of your own, of Linear layers (and scaled_dot_product_attention for attention), which can",
    };

    public static ArgumentException NameTwice(string api, string parameter, string name) =>
        new($"{api}: {parameter} has the name {name} twice. Give each tensor a name of its own.", parameter);

    public static ArgumentException NameInTwoDictionaries(string api, string parameter, string name) => new(
        $"{api}: functional_call got multiple values for keys {name}, ensure that the keys are unique: it is in two of the dictionaries. "
        + "Leave it out of one.", parameter);

    public static ArgumentException TiedParameter(string api, string parameter, string first, string second) => new(
        $"{api}: functional_call got multiple values for keys {first} and {second}, which are tied: "
        + "they are one tensor in the module. Give one of them, or the same tensor for all.", parameter);

    public static ArgumentException WrongNames(string api, string parameter, nn.Module module, string[] unexpected,
        string[] missing) => new(
        $"{api}: Error(s) in reparametrizing for {module.GetType().Name}: "
        + $"{(unexpected.Length > 0 ? $"Unexpected key(s): {string.Join(", ", unexpected)}. " : "")}"
        + $"{(missing.Length > 0 ? $"Missing key(s): {string.Join(", ", missing)}. " : "")}"
        + "Name each parameter and buffer once, or pass strict: false.", parameter);

    public static ArgumentException NoModules(string api, string parameter) =>
        new($"{api}: Expected at least one model, got 0. Give the modules of the ensemble.", parameter);

    public static ArgumentException DifferentModes(string api, string parameter) => new(
        $"{api}: Expected all models to have the same training/eval mode. Call train() or eval() on all of them first.", parameter);

    public static ArgumentException DifferentClasses(string api, string parameter, nn.Module first, nn.Module other) => new(
        $"{api}: Expected all models to be of the same class; there are {first.GetType().Name} and {other.GetType().Name}. "
        + "Stack each class by itself.", parameter);

    public static ArgumentException FirstModuleHasNo(string api, string parameter, string name) =>
        new($"{api}: the first of the modules has no {name}. Stack modules of the same structure.", parameter);

    public static ArgumentException ModuleHasNo(string api, string parameter, string name) =>
        new($"{api}: one of the modules has no {name}. Stack modules of the same structure.", parameter);

    public static ArgumentException RequiresGradInSome(string api, string parameter, string name) => new(
        $"{api}: Expected {name} to require grad in all models or in none, as one leaf stands for all. Set requires_grad alike.",
        parameter);

    public static ArgumentException DifferentShapes(string api, string parameter, string name) =>
        new($"{api}: {name} has different shapes in the modules. Stack modules of the same structure.", parameter);
}
