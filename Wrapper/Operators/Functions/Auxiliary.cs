using TorchBridge.Operators.Structures;

namespace TorchBridge.Operators.Functions;

/// <summary>
/// The auxiliary output of a function (has_aux): a structure of tensors, or plain data. Tensors may be null and stay null.
/// </summary>
internal static class Auxiliary
{
    /// <summary>The auxiliary output with a function applied to every tensor.</summary>
    public static TAux Result<TAux>(TAux aux, Func<Tensor, Tensor> result)
    {
        if (StructureTypes.Find<TAux>() is not { } structure)
            return aux;
        var tensors = new List<Tensor>();
        Form form = structure.Read(aux, tensors);
        return (TAux)structure.Write(form, new([.. tensors.Select(tensor => tensor is null ? null! : result(tensor))]))!;
    }

    public static Tensor[] Tensors<TAux>(TAux aux)
    {
        if (StructureTypes.Find<TAux>() is not { } structure)
            return [];
        var tensors = new List<Tensor>();
        structure.Read(aux, tensors);
        return [.. tensors.Where(tensor => tensor is not null)];
    }

    /// <summary>Checks the type. A tensor beside plain data in a tuple could not be found and would be disposed.</summary>
    public static void Check<TAux>(string api, string function)
    {
        if (StructureTypes.Find<TAux>() is null && StructureTypes.HasTensors(typeof(TAux)))
            throw ArgumentMessages.UnsupportedStructure(api, function, typeof(TAux).ToString());
    }
}
