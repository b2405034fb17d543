using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace TorchBridge.Operators.Modules;

/// <summary>The parameters and buffers of a module and its submodules, by name.</summary>
internal static class ModuleState
{
    private const string Kept = "TorchBridge.targets keeps these fields. Where it does not, FieldsAreTrimmed leads to an error.";

    private static readonly ConcurrentDictionary<Type, FieldInfo[]> s_fields = new();

    /// <param name="Tensor">The object that the module's code uses.</param>
    /// <param name="Owner">The module that it belongs to.</param>
    /// <param name="IsManaged">
    /// Whether the module's code is C#. Native modules of TorchSharp, such as recurrent and attention ones, do not read this object.
    /// </param>
    /// <param name="Give">Gives the object's tensor to native code; null where TorchSharp has no call for that.</param>
    public readonly record struct Entry(Tensor Tensor, nn.Module Owner, bool IsManaged, Action? Give)
    {
        public bool CanBeReplaced => IsManaged || Give is not null;

        public (Tensor Tensor, Tensor By, Action? Changed) By(Tensor by) => (Tensor, by, IsManaged ? null : Give);
    }

    public static Dictionary<string, Entry> Of(nn.Module module)
    {
        var entries = new Dictionary<string, Entry>();
        Add("", module);
        foreach ((string name, nn.Module owner) in module.named_modules())
            Add(name, owner);
        return entries;

        void Add(string prefix, nn.Module owner)
        {
            foreach ((string name, TorchSharp.Modules.Parameter parameter) in owner.named_parameters(recurse: false))
                AddOne(prefix, owner, name, parameter);
            foreach ((string name, Tensor buffer) in owner.named_buffers(recurse: false))
                AddOne(prefix, owner, name, buffer);
        }

        void AddOne(string prefix, nn.Module owner, string name, Tensor tensor) => entries.TryAdd(
            prefix.Length == 0 ? name : $"{prefix}.{name}",
            new(tensor, owner, IsManaged(owner, tensor), NativeModules.Give(owner, name, tensor)));
    }

    /// <summary>
    /// Adds entries for those names that are second names of parameters in <paramref name="entries"/>, as for tied weights. TorchSharp's
    /// named_parameters omits the second name.
    /// </summary>
    public static void AddTied(nn.Module module, Dictionary<string, Entry> entries, IEnumerable<string> names)
    {
        foreach (string name in names)
            if (!entries.ContainsKey(name) && module.get_parameter(name) is { } parameter
                && entries.Values.FirstOrDefault(entry => ReferenceEquals(entry.Tensor, parameter)) is { Tensor: not null } tied)
                entries.Add(name, tied);
    }

    /// <summary>Tensors by name, detached.</summary>
    public static Dictionary<string, Tensor> Detached(IEnumerable<(string Name, Tensor Tensor)> named, string parameter)
    {
        const string api = "ToDetachedDictionary";
        (string Name, Tensor Tensor)[] list = [.. named];
        if (list.GroupBy(pair => pair.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw ArgumentMessages.NameTwice(api, parameter, twice.Key);
        foreach ((string name, Tensor tensor) in list)
            if (tensor is null || tensor.IsInvalid)
                throw tensor is null
                    ? ArgumentMessages.NullPart(api, parameter, name)
                    : ArgumentMessages.DisposedPart(api, parameter, name);
        return list.ToDictionary(pair => pair.Name, pair => pair.Tensor.detach());
    }

    /// <summary>A module of TorchSharp is managed if it has the tensor in a field.</summary>
    private static bool IsManaged(nn.Module module, Tensor tensor) =>
        module.GetType().Assembly != typeof(nn.Module).Assembly
            || Array.Exists(Fields(module.GetType()), field => ReferenceEquals(field.GetValue(module), tensor));

    /// <summary>Whether reflection does not find the fields of TorchSharp's modules, because trimming has removed them.</summary>
    public static bool FieldsAreTrimmed => Fields(typeof(TorchSharp.Modules.Linear)).Length == 0;

    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = Kept)]
    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = Kept)]
    private static FieldInfo[] Fields(Type type) => s_fields.GetOrAdd(type, static type =>
    {
        var fields = new List<FieldInfo>();
        for (Type? each = type; each is not null && each != typeof(nn.Module); each = each.BaseType)
            fields.AddRange(each.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
                .Where(field => typeof(Tensor).IsAssignableFrom(field.FieldType)));
        return [.. fields];
    });
}
