using TorchBridge.Engine;

namespace TorchBridge.Operators.Modules;

/// <summary>
/// torch.func.stack_module_state: the parameters and buffers of several modules of one kind, stacked in a new dimension 0.
/// </summary>
internal static class StackModuleState
{
    private const string Api = "StackModuleState";

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
            throw Wrong($"{Api}: Expected at least one model, got 0. Give the modules of the ensemble.");
        if (Array.Exists(modules, module => module.training != modules[0].training))
            throw Wrong($"{Api}: Expected all models to have the same training/eval mode. Call train() or eval() on all of them first.");
        if (Array.Find(modules, module => module.GetType() != modules[0].GetType()) is { } other)
            throw Wrong(
                $"{Api}: Expected all models to be of the same class; there are {modules[0].GetType().Name} and {other.GetType().Name}. "
                + "Stack each class by itself.");
    }

    private static Dictionary<string, Tensor> Stacked(Dictionary<string, Tensor>[] states)
    {
        if (states.SelectMany(state => state.Keys).FirstOrDefault(name => !states[0].ContainsKey(name)) is { } unknown)
            throw Wrong($"{Api}: the first of the modules has no {unknown}. Stack modules of the same structure.");
        return states[0].Keys.ToDictionary(name => name, name => Stacked(name, states));
    }

    private static Tensor Stacked(string name, Dictionary<string, Tensor>[] states)
    {
        Tensor[] tensors = Array.ConvertAll(states, state => state.TryGetValue(name, out Tensor? tensor) ? tensor
            : throw Wrong($"{Api}: one of the modules has no {name}. Stack modules of the same structure."));
        Admission.ToLevel(Api, tensors, "modules");
        if (Array.Exists(tensors, tensor => tensor.requires_grad != tensors[0].requires_grad))
            throw Wrong(
                $"{Api}: Expected {name} to require grad in all models or in none, as one leaf stands for all. Set requires_grad alike.");
        if (Array.Exists(tensors, tensor => !Shapes.Same(tensor, tensors[0])))
            throw Wrong($"{Api}: {name} has different shapes in the modules. Stack modules of the same structure.");
        Tensor leaf = stack(tensors).detach();
        leaf.requires_grad = tensors[0].requires_grad;
        return leaf;
    }

    private static ArgumentException Wrong(string message, string parameter = "modules") => new(message, parameter);
}
