using System.Runtime.CompilerServices;
using TorchBridge.Engine;

namespace TorchBridge.Operators.Structures;

/// <summary>A value tuple of structures, nested or not. It is read through ITuple, in the order of its declaration.</summary>
internal sealed class TupleStructure<T> : Structure
{
    private readonly Item _root;

    /// <summary>An element of the tuple: another tuple, or a reference, which has one slot in memory.</summary>
    private sealed record Item(Item[] Items, Structure? Structure)
    {
        public int Slot { get; set; } = -1;
    }

    private TupleStructure(Item root) => _root = root;

    /// <param name="find">Finds the structure of a type that is not a tuple.</param>
    /// <returns>Null if an element of the tuple is not a structure.</returns>
    public static TupleStructure<T>? Of(Func<Type, Structure?> find)
    {
        if (!IsTuple(typeof(T)) || Make(typeof(T), find) is not { } root)
            return null;
        Item[] items = [.. Flat(root)];
        return items.Length == TupleSlots.Count<T>() && FindSlots(root, items) ? new(root) : null;
    }

    public override Form Read(object? value, List<Tensor> tensors) => Read(_root, value, tensors);

    public override object? Write(Form form, Leaves tensors)
    {
        T tuple = default!;
        Write(_root, form, tensors, TupleSlots.Of(ref tuple));
        return tuple;
    }

    private static Form Read(Item item, object? value, List<Tensor> tensors)
    {
        if (item.Structure is { } structure)
            return structure.Read(value, tensors);
        var tuple = (ITuple)value!;
        var parts = new Form[item.Items.Length];
        for (int i = 0; i < parts.Length; i++)
            parts[i] = Read(item.Items[i], tuple[i], tensors);
        return Form.Tuple(parts);
    }

    private static void Write(Item item, Form form, Leaves tensors, Span<object?> slots)
    {
        if (item.Structure is { } structure)
            slots[item.Slot] = structure.Write(form, tensors);
        for (int i = 0; i < item.Items.Length; i++)
            Write(item.Items[i], form.Parts[i], tensors, slots);
    }

    private static Item? Make(Type type, Func<Type, Structure?> find)
    {
        if (!IsTuple(type))
            return find(type) is { } structure ? new([], structure) : null;
        Type[] types = type.GetGenericArguments();
        Item[] items = [.. types.Select(each => Make(each, find)).OfType<Item>()];
        if (items.Length < types.Length)
            return null;
        // The eighth element contains all elements after the seventh, and ITuple counts through them.
        return new(items.Length < 8 ? items : [.. items[..7], .. items[7].Items], null);
    }

    private static bool IsTuple(Type type) => type.IsConstructedGenericType && type.Assembly == typeof(ValueTuple).Assembly
        && type.Namespace == nameof(System) && type.Name.StartsWith(nameof(ValueTuple), StringComparison.Ordinal);

    private static IEnumerable<Item> Flat(Item item) => item.Structure is null ? item.Items.SelectMany(Flat) : [item];

    /// <summary>
    /// Puts a mark into each slot, one after the other, and finds the element that shows it. These tuples are used for nothing else. False
    /// if an element is not found.
    /// </summary>
    private static bool FindSlots(Item root, Item[] items)
    {
        object mark = new();
        for (int slot = 0; slot < items.Length; slot++)
        {
            T probe = default!;
            TupleSlots.Of(ref probe)[slot] = mark;
            Mark(root, probe, mark, slot);
        }
        return Array.TrueForAll(items, item => item.Slot >= 0);
    }

    private static void Mark(Item item, object? value, object mark, int slot)
    {
        if (item.Structure is not null && ReferenceEquals(value, mark))
            item.Slot = slot;
        for (int i = 0; i < item.Items.Length; i++)
            Mark(item.Items[i], ((ITuple)value!)[i], mark, slot);
    }
}
