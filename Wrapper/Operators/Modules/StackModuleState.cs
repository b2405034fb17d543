using TorchBridge.Engine;

namespace TorchBridge.Operators.Modules;

/// <summary>
/// torch.func.stack_module_state: the parameters and buffers of several modules of one kind, stacked in a new dimension 0.
/// </summary>
internal static class StackModuleState
{
    private const string Api = "StackModuleState", Modules = "modules";

    public static (Dictionary<string, Tensor> Parameters, Dictionary<string, Tensor> Buffers) Run(nn.Module[] modules)
    {
        Check(modules);
        using DisposeScope scope = NewDisposeScope();
        Dictionary<string, Tensor> parameters = Stacked([.. modules.Select(module =>
            module.named_parameters().ToDictionary(pair => pair.name, pair => (Tensor)pair.parameter))]);
        Dictionary<string, Tensor> buffers = Stacked([.. modules.Select(module =>
            module.named_buffers().ToDictionary(pair => pair.name, pair => pair.buffer))]);
        scope.MoveToOuter(parameters.Values.Concat(buffers.Values));
        return (parameters, buffers);
    }

    private static void Check(nn.Module[] modules)
    {
        if (modules.Length == 0)
            throw ArgumentMessages.NoModules(Api, nameof(modules));
        if (Array.Exists(modules, module => module.training != modules[0].training))
            throw ArgumentMessages.DifferentModes(Api, nameof(modules));
        if (Array.Find(modules, module => module.GetType() != modules[0].GetType()) is { } other)
            throw ArgumentMessages.DifferentClasses(Api, nameof(modules), modules[0], other);
    }

    private static Dictionary<string, Tensor> Stacked(Dictionary<string, Tensor>[] states)
    {
        if (states.SelectMany(state => state.Keys).FirstOrDefault(name => !states[0].ContainsKey(name)) is { } unknown)
            throw ArgumentMessages.FirstModuleHasNo(Api, Modules, unknown);
        return states[0].Keys.ToDictionary(name => name, name => Stacked(name, states));
    }

    private static Tensor Stacked(string name, Dictionary<string, Tensor>[] states)
    {
        Tensor[] tensors = Array.ConvertAll(states, state => state.TryGetValue(name, out Tensor? tensor) ? tensor
            : throw ArgumentMessages.ModuleHasNo(Api, Modules, name));
        Admission.ToLevel(Api, tensors, Modules);
        if (Array.Exists(tensors, tensor => tensor.requires_grad != tensors[0].requires_grad))
            throw ArgumentMessages.RequiresGradInSome(Api, Modules, name);
        if (Array.Exists(tensors, tensor => !Shapes.Same(tensor, tensors[0])))
            throw ArgumentMessages.DifferentShapes(Api, Modules, name);
        Tensor leaf = stack(tensors).detach();
        leaf.requires_grad = tensors[0].requires_grad;
        return leaf;
    }
}
