namespace TorchBridge.Operators.Structures;

/// <summary>
/// The types that are structures of tensors. All are named here, so that trimming and ahead-of-time compilation keep them.
/// </summary>
internal static class StructureTypes
{
    private static readonly Dictionary<Type, Structure> s_known = Known();

    /// <summary>The structure of a type; null if the type is not a structure.</summary>
    public static Structure? Find<T>() => Cache<T>.Found;

    /// <summary>The same, but throws if the type is not a structure.</summary>
    public static Structure Of<T>(string api, string parameter) =>
        Find<T>() ?? throw ArgumentMessages.UnsupportedStructure(api, parameter, typeof(T).ToString());

    /// <summary>
    /// Whether a type is a structure, another collection of tensors, or a tuple that contains one of these beside other data.
    /// </summary>
    public static bool HasTensors(Type type) => s_known.ContainsKey(type) || typeof(Tensor).IsAssignableFrom(type)
        || typeof(IEnumerable<Tensor>).IsAssignableFrom(type)
        || type.IsValueType && type.IsConstructedGenericType && Array.Exists(type.GetGenericArguments(), HasTensors);

    private static class Cache<T>
    {
        public static readonly Structure? Found = s_known.GetValueOrDefault(typeof(T)) ?? TupleStructure<T>.Of(s_known.GetValueOrDefault);
    }

    private static Dictionary<Type, Structure> Known()
    {
        var known = new Dictionary<Type, Structure> { [typeof(Tensor)] = new TensorStructure() };
        AddAround<Tensor>(known[typeof(Tensor)]);
        AddAround<Tensor[]>(known[typeof(Tensor[])]);
        AddAround<IReadOnlyDictionary<string, Tensor>>(known[typeof(IReadOnlyDictionary<string, Tensor>)]);
        AddAround<Dictionary<string, Tensor>>(known[typeof(Dictionary<string, Tensor>)]);
        AddAround<(Tensor, Tensor)>(TupleStructure<(Tensor, Tensor)>.Of(known.GetValueOrDefault)!);
        AddAround<(Tensor, Tensor, Tensor)>(TupleStructure<(Tensor, Tensor, Tensor)>.Of(known.GetValueOrDefault)!);
        return known;

        void AddAround<T>(Structure element)
        {
            var dictionary = new DictionaryStructure<T>(element);
            known[typeof(T[])] = new ArrayStructure<T>(element);
            known[typeof(IReadOnlyDictionary<string, T>)] = known[typeof(IDictionary<string, T>)] = dictionary;
            known[typeof(Dictionary<string, T>)] = dictionary;
        }
    }
}
