using TorchBridge.Engine;
using TorchBridge.Operators.Functions;

namespace TorchBridge.Operators.Modules;

/// <summary>torch.func.functional_call: calls a module with other parameters and buffers.</summary>
internal static class FunctionalCall
{
    private const string Api = "FunctionalCall";

    /// <param name="module">The module.</param>
    /// <param name="replacements">The tensors by name. No name is in two of the dictionaries.</param>
    /// <param name="call">Calls the module with any arguments.</param>
    /// <param name="function">The name of <paramref name="call"/> in messages.</param>
    /// <param name="strict">Whether all names of the module must be given, and no others.</param>
    /// <param name="input">The argument, if it is known.</param>
    public static TOut Run<TOut>(nn.Module module, IReadOnlyDictionary<string, Tensor>[] replacements, Func<TOut> call, string function,
        bool strict, Tensor? input = null)
    {
        Auxiliary.Check<TOut>(Api, function);
        Admission.Usable(Api, input, nameof(input));
        Dictionary<string, ModuleState.Entry> own = ModuleState.Of(module);
        IReadOnlyDictionary<string, Tensor> by = One(replacements);
        ModuleState.AddTied(module, own, by.Keys);
        Check(module, own, by, strict);
        using DisposeScope scope = NewDisposeScope();
        TOut output;
        using (new Replacement([.. own.Where(entry => by.ContainsKey(entry.Key)).Select(entry => entry.Value.By(by[entry.Key]))]))
        using (new KeptModes())
            output = call();
        foreach (Tensor tensor in Outputs(output, function))
            Admission.Usable(Api, tensor, function);
        TOut result = Auxiliary.Result(output, Handles.Another);
        GC.KeepAlive(input);
        scope.MoveToOuter(Auxiliary.Tensors(result));
        return result;
    }

    /// <summary>
    /// The tensors that the call returned. None of them is disposed. A part of a structure may be null, as attention weights can be.
    /// </summary>
    private static Tensor[] Outputs<TOut>(TOut output, string function) => output is null && typeof(TOut) == typeof(Tensor)
        ? throw ArgumentMessages.NullOutput(Api, function, 0)
        : Guard.UsableResult(Auxiliary.Tensors(output), Api, function);

    /// <summary>Several dictionaries as one.</summary>
    private static IReadOnlyDictionary<string, Tensor> One(IReadOnlyDictionary<string, Tensor>[] replacements)
    {
        if (replacements.Length == 1)
            return replacements[0];
        var all = new Dictionary<string, Tensor>();
        foreach ((string name, Tensor by) in replacements.SelectMany(each => each))
            if (!all.TryAdd(name, by))
                throw ArgumentMessages.NameInTwoDictionaries(Api, "parametersAndBuffers", name);
        return all;
    }

    private static void Check(nn.Module module, Dictionary<string, ModuleState.Entry> own,
        IReadOnlyDictionary<string, Tensor> parametersAndBuffers, bool strict)
    {
        foreach ((string name, Tensor by) in parametersAndBuffers)
        {
            string whole = $"{nameof(parametersAndBuffers)}[\"{name}\"]";
            if (by is null || by.IsInvalid)
                throw by is null
                    ? ArgumentMessages.NullPart(Api, nameof(parametersAndBuffers), whole)
                    : ArgumentMessages.DisposedPart(Api, nameof(parametersAndBuffers), whole);
            Admission.Usable(Api, by, nameof(parametersAndBuffers));
            if (own.TryGetValue(name, out ModuleState.Entry entry) && !entry.CanBeReplaced)
                throw ModuleState.FieldsAreTrimmed
                    ? ArgumentMessages.TrimmedModule(Api, nameof(module), name, entry.Owner)
                    : ArgumentMessages.NativeParameter(Api, nameof(module), name, entry.Owner);
        }
        var given = new Dictionary<Tensor, string>(ReferenceEqualityComparer.Instance);
        foreach ((string name, ModuleState.Entry entry) in own)
            if (parametersAndBuffers.TryGetValue(name, out Tensor? by) && !given.TryAdd(entry.Tensor, name)
                && !ReferenceEquals(parametersAndBuffers[given[entry.Tensor]], by))
                throw ArgumentMessages.TiedParameter(Api, nameof(parametersAndBuffers), given[entry.Tensor], name);
        if (!strict)
            return;
        string[] unexpected = [.. parametersAndBuffers.Keys.Where(name => !own.ContainsKey(name))],
            missing = [.. own.Keys.Where(name => !parametersAndBuffers.ContainsKey(name)
                && !given.ContainsKey(own[name].Tensor))];      // the other name of a tied tensor may be given
        if (unexpected.Length + missing.Length > 0)
            throw ArgumentMessages.WrongNames(Api, nameof(parametersAndBuffers), module, unexpected, missing);
    }
}
