using TorchBridge.Engine;
using TorchSharp.Modules;

namespace TorchBridge.Operators.Modules;

/// <summary>torch.func.functional_call: calls a module with other parameters and buffers.</summary>
internal static class FunctionalCall
{
    private const string Api = "FunctionalCall";

    public static Tensor Run(nn.Module<Tensor, Tensor> module, IReadOnlyDictionary<string, Tensor> replacements, Tensor input, bool strict)
    {
        Admission.Usable(Api, input, nameof(input));
        var own = ModuleState.Of(module);
        Check(module, own, replacements, strict);
        using DisposeScope scope = NewDisposeScope();
        Tensor output;
        using (var replacement = new Replacement())
        {
            foreach ((string name, ModuleState.Entry entry) in own)
                if (replacements.TryGetValue(name, out Tensor? by))
                    replacement.Add(entry.Tensor, by);
            using (new KeptModes())
                output = Guard.UsableResult([module.call(input)], Api, nameof(module))[0];
            Admission.Usable(Api, output, nameof(module));
        }
        GC.KeepAlive(input);
        Tensor result = Handles.Another(output);
        scope.MoveToOuter(result);
        return result;
    }

    private static void Check(nn.Module module, Dictionary<string, ModuleState.Entry> own,
        IReadOnlyDictionary<string, Tensor> parametersAndBuffers, bool strict)
    {
        foreach ((string name, Tensor by) in parametersAndBuffers)
        {
            Guard.Usable(by, Api, nameof(parametersAndBuffers));
            Admission.Usable(Api, by, nameof(parametersAndBuffers));
            if (own.TryGetValue(name, out ModuleState.Entry entry) && !entry.IsManaged)
                throw new ArgumentException(
                    $"{Api}: {name} is kept in native code only, "
                    + $"by {entry.Owner.GetType().Name}, which can't be called with another tensor. Write that module in C#, "
                    + $"with a Parameter of its own and {(entry.Owner is Embedding ? $"{name}[ids]" : "a call of torch.nn.functional")} "
                    + $"in its forward, or leave {name} out.", nameof(module));
        }
        var given = new Dictionary<Tensor, string>(ReferenceEqualityComparer.Instance);
        foreach ((string name, ModuleState.Entry entry) in own)
            if (parametersAndBuffers.TryGetValue(name, out Tensor? by) && !given.TryAdd(entry.Tensor, name)
                && !ReferenceEquals(parametersAndBuffers[given[entry.Tensor]], by))
                throw new ArgumentException(
                    $"{Api}: functional_call got multiple values for keys {given[entry.Tensor]} and {name}, which are tied: "
                    + "they are one tensor in the module. Give one of them, or the same tensor for all.",
                    nameof(parametersAndBuffers));
        if (!strict)
            return;
        string[] unexpected = [.. parametersAndBuffers.Keys.Where(name => !own.ContainsKey(name))],
            missing = [.. own.Keys.Where(name => !parametersAndBuffers.ContainsKey(name))];
        if (unexpected.Length + missing.Length > 0)
            throw new ArgumentException(
                $"{Api}: Error(s) in reparametrizing for {module.GetType().Name}: "
                + $"{(unexpected.Length > 0 ? $"Unexpected key(s): {string.Join(", ", unexpected)}. " : "")}"
                + $"{(missing.Length > 0 ? $"Missing key(s): {string.Join(", ", missing)}. " : "")}Name each parameter "
                + "and buffer once, or pass strict: false.", nameof(parametersAndBuffers));
    }
}
