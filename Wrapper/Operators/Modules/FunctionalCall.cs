using TorchBridge.Engine;

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
                throw ArgumentMessages.NativeParameter(Api, nameof(module), name, entry.Owner);
        }
        var given = new Dictionary<Tensor, string>(ReferenceEqualityComparer.Instance);
        foreach ((string name, ModuleState.Entry entry) in own)
            if (parametersAndBuffers.TryGetValue(name, out Tensor? by) && !given.TryAdd(entry.Tensor, name)
                && !ReferenceEquals(parametersAndBuffers[given[entry.Tensor]], by))
                throw ArgumentMessages.TiedParameter(Api, nameof(parametersAndBuffers), given[entry.Tensor], name);
        if (!strict)
            return;
        string[] unexpected = [.. parametersAndBuffers.Keys.Where(name => !own.ContainsKey(name))],
            missing = [.. own.Keys.Where(name => !parametersAndBuffers.ContainsKey(name))];
        if (unexpected.Length + missing.Length > 0)
            throw ArgumentMessages.WrongNames(Api, nameof(parametersAndBuffers), module, unexpected, missing);
    }
}
