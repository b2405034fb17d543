using System.Diagnostics.CodeAnalysis;
using TorchBridge.Operators.Structures;

namespace TorchBridge;

/// <summary>
/// Says which dimension of an argument of <c>Vmap</c> is the batch. A number applies to all tensors of the argument. For an array, a tuple
/// or a dictionary, there can be one value for each part. Null means that all examples share the argument.
/// </summary>
/// <example>
/// One dimension for each of two arguments; null for the argument that all examples share.
/// <code>
/// using var scope = NewDisposeScope();
/// Func&lt;Tensor[], Tensor, Tensor> affine = (p, x) => p[0] * x + p[1];
/// var perSample = Transforms.Vmap(affine, inDims: (null, 0));
/// Tensor result = perSample([tensor(2.0), tensor(1.0)], tensor(new[] { 1.0, 2.0, 3.0 }));
/// Console.WriteLine(string.Join(", ", result.data&lt;double>()));      // 3, 5, 7
/// </code>
/// </example>
/// <example>
/// One dimension for each part of an argument.
/// <code>
/// using var scope = NewDisposeScope();
/// Func&lt;Tensor[], Tensor> product = p => p[0] * p[1];
/// var perSample = Transforms.Vmap(product, inDims: InDims.Of(0, null));
/// Console.WriteLine(string.Join(", ", perSample([tensor(new[] { 1.0, 2.0 }), tensor(10.0)]).data&lt;double>()));      // 10, 20
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

    /// <summary>Creates the dimensions of an array or a tuple: one value for each part.</summary>
    /// <param name="parts">One value for each part. Null for a part that all examples share.</param>
    /// <returns>The dimensions.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="parts"/> is null.</exception>
    public static InDims Of(params InDims?[] parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        return new(null, [.. parts]);
    }

    /// <summary>Creates the dimensions of a dictionary: one value for each key.</summary>
    /// <param name="parts">
    /// The batch dimension by key. It must have the keys of the argument, in any order. Null for a tensor that all examples share.
    /// </param>
    /// <returns>The dimensions.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="parts"/> is null.</exception>
    public static InDims OfKeys(IReadOnlyDictionary<string, int?> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        return new(null, [.. parts.Values.Select(dim => (InDims?)dim)], [.. parts.Keys]);
    }

    /// <summary>Converts a number to the same batch dimension for all tensors of an argument.</summary>
    /// <param name="dimension">The dimension. A negative number counts from the end. Null if all examples share the argument.</param>
    /// <returns>The dimensions, or null for null.</returns>
    public static implicit operator InDims?(int? dimension) => dimension is null ? null : new(dimension);

    /// <summary>
    /// Converts an array of numbers to one batch dimension for each part of an argument; see <see cref="Of(InDims?[])"/>.
    /// </summary>
    /// <param name="parts">One number for each part. Null for a part that all examples share.</param>
    /// <returns>The dimensions.</returns>
    public static implicit operator InDims(int?[] parts) => Of([.. (parts ?? []).Select(dim => (InDims?)dim)]);

    /// <summary>
    /// Converts a dictionary of numbers to one batch dimension for each key of an argument; see
    /// <see cref="OfKeys(IReadOnlyDictionary{string, int?})"/>.
    /// </summary>
    /// <param name="parts">The batch dimension by key. Null for a tensor that all examples share.</param>
    /// <returns>The dimensions.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="parts"/> is null.</exception>
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
