using System.Diagnostics.CodeAnalysis;
using TorchBridge.Operators.Structures;

namespace TorchBridge;

/// <summary>
/// Where the batch is in an argument of a function that <c>Vmap</c> maps: a number for all tensors in it or, for an array, a tuple or a
/// dictionary, one for each part. Null stands for what all examples share.
/// </summary>
/// <example>
/// <code>
/// Transforms.Vmap(f, inDims: (null, 0, 1));                    // three arguments: shared, batch first, batch second
/// Transforms.Vmap(f, inDims: (InDims.Of(0, null), 0));         // the first argument is a pair whose second part is shared
/// Transforms.Vmap(f, new Dictionary&lt;string, int?> { ["x"] = 0, ["scale"] = null });
/// </code>
/// </example>
/// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.vmap.html">torch.func.vmap</seealso>
[SuppressMessage("Usage", "CA2225:Operator overloads have named alternates", Justification = "Of and OfKeys are the alternates.")]
public sealed class InDims
{
    private readonly int? _all;
    private readonly InDims?[]? _parts;
    private readonly string[]? _keys;

    private InDims(int? all, InDims?[]? parts = null, string[]? keys = null) => (_all, _parts, _keys) = (all, parts, keys);

    /// <summary>One for each part of an array or a tuple.</summary>
    /// <param name="parts">As many as there are parts; null for a part that all examples share.</param>
    /// <returns>The dimensions.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="parts"/> is null.</exception>
    public static InDims Of(params InDims?[] parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        return new(null, [.. parts]);
    }

    /// <summary>One for each key of a dictionary.</summary>
    /// <param name="parts">With the keys of the argument, in any order; null for a tensor that all examples share.</param>
    /// <returns>The dimensions.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="parts"/> is null.</exception>
    public static InDims OfKeys(IReadOnlyDictionary<string, int?> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        return new(null, [.. parts.Values.Select(dim => (InDims?)dim)], [.. parts.Keys]);
    }

    /// <summary>The same dimension for all tensors of an argument; null for none.</summary>
    /// <param name="dimension">The dimension, negative counted from the end.</param>
    public static implicit operator InDims?(int? dimension) => dimension is null ? null : new(dimension);

    /// <inheritdoc cref="Of(InDims?[])"/>
    public static implicit operator InDims(int?[] parts) => Of([.. (parts ?? []).Select(dim => (InDims?)dim)]);

    /// <inheritdoc cref="OfKeys(IReadOnlyDictionary{string, int?})"/>
    public static implicit operator InDims(Dictionary<string, int?> parts) => OfKeys(parts);

    /// <summary>One dimension for each tensor of an argument.</summary>
    /// <param name="dims">The dimensions; null if all examples share the whole argument.</param>
    /// <param name="form">The form of the argument.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="into">The list to add to.</param>
    internal static void Add(InDims? dims, Form form, string name, List<int?> into)
    {
        if (dims?._parts is not { } parts)
        {
            for (int i = 0; i < form.Count; i++)
                into.Add(dims?._all);
            return;
        }
        if (form.IsTensor || parts.Length != form.Parts.Length || (form.Keys is null) != (dims._keys is null)
            || form.Keys is not null && !form.Keys.ToHashSet().SetEquals(dims._keys!))
            throw ArgumentMessages.InDimsOfOtherStructure(nameof(Transforms.Vmap), "inDims", name, form.ToString());
        for (int i = 0; i < parts.Length; i++)
            Add(parts[form.Keys is { } keys ? Array.IndexOf(dims._keys!, keys[i]) : i], form.Parts[i], form.NamePart(name, i), into);
    }
}
