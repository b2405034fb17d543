using TorchBridge.Native;

namespace TorchBridge.Engine;

/// <summary>
/// Refuses tensors that would make LibTorch end the process: tensors of another thread's levels, batches whose level has been left, and
/// tensors without strides that would enter a level. The check of an ordinary tensor takes one comparison.
/// </summary>
internal static class Admission
{
    /// <summary>Checks that this thread may compute with a tensor: it belongs to no level, or to a level of this thread.</summary>
    public static void Usable(string api, Tensor? tensor, string? parameter = null, int index = -1)
    {
        if (tensor is null || TensorClass.IsPlain(tensor.Handle))
            return;
        RefuseForeign(api, tensor, LevelStack.Depth, parameter, index);
        GC.KeepAlive(tensor);
    }

    /// <inheritdoc cref="Usable(string, Tensor?, string?, int)"/>
    public static void Usable(string api, IReadOnlyList<Tensor?> tensors, string? parameter = null)
    {
        for (int i = 0; i < tensors.Count; i++)
            Usable(api, tensors[i], parameter, i);
    }

    /// <summary>The same. The tensor must also have one shape, so that LibTorch can make others like it.</summary>
    public static void Shaped(string api, IReadOnlyList<Tensor?> tensors, string parameter)
    {
        for (int i = 0; i < tensors.Count; i++)
        {
            if (tensors[i] is not { } tensor || TensorClass.IsPlain(tensor.Handle))
                continue;
            RefuseForeign(api, tensor, LevelStack.Depth, parameter, i);
            if (LayoutWithoutStrides(tensor) is { } layout and (Nested or Opaque))
                throw WithoutStrides(api, layout, parameter, i);
            GC.KeepAlive(tensor);
        }
    }

    /// <summary>The same for tensors that will enter a level. Such a tensor must have strides or be sparse in coordinates (COO).</summary>
    public static void ToLevel(string api, IReadOnlyList<Tensor?> tensors, string parameter)
    {
        for (int i = 0; i < tensors.Count; i++)
            if (tensors[i] is { } tensor)
                ToLevel(api, tensor, LevelStack.Depth, parameter, i);
    }

    /// <param name="api">The public name for messages.</param>
    /// <param name="tensor">The tensor.</param>
    /// <param name="below">The number of the innermost level that the tensor may belong to.</param>
    /// <param name="parameter">The caller's parameter, if it is known.</param>
    /// <param name="index">The tensor's index in the parameter.</param>
    public static void ToLevel(string api, Tensor tensor, long below, string? parameter = null, int index = -1)
    {
        if (TensorClass.IsPlain(tensor.Handle))
            return;
        RefuseForeign(api, tensor, below, parameter, index);
        if (LayoutWithoutStrides(tensor) is { } layout)
            throw WithoutStrides(api, layout, parameter, index);
        GC.KeepAlive(tensor);
    }

    /// <summary>Checks that tensors can carry a tangent. Sparse ones cannot.</summary>
    public static void Dense(string api, IReadOnlyList<Tensor> tensors, IEnumerable<int> which, string parameter)
    {
        foreach (int i in which)
        {
            if (!TensorClass.IsPlain(tensors[i].Handle) && TensorClass.LayoutOfInnermost(tensors[i].Handle) != 0)
                throw ArgumentMessages.SparseTangent(api, Name(parameter, i), parameter);
            GC.KeepAlive(tensors[i]);
        }
    }

    private const string Nested = "Nested", Opaque = "Opaque (mkldnn)";

    private static string? LayoutWithoutStrides(Tensor tensor) =>
        TensorClass.IsNested(tensor.Handle) ? Nested : LibTorch.Layout(tensor.Handle) switch
        {
            2 => "Sparse CSR",
            3 => Opaque,
            4 => "Sparse CSC",
            5 => "Sparse BSR",
            6 => "Sparse BSC",
            _ => null,
        };

    private static ArgumentException WithoutStrides(string api, string layout, string? parameter, int index)
    {
        string wayOut = layout == Nested ? "Pass its parts one by one, or pass a padded tensor." : "Call to_dense() on it first.";
        return ArgumentMessages.NoStrides(api, Name(parameter, index), layout, wayOut, parameter);
    }

    private static void RefuseForeign(string api, Tensor tensor, long upTo, string? parameter, int index)
    {
        switch (Functorch.Works ? LevelMembership.Of(tensor.Handle, upTo) : TensorOwner.Here)
        {
            case TensorOwner.OtherThread:
                throw TransformMessages.OtherThread(api, Name(parameter, index));
            case TensorOwner.Escaped:
                throw TransformMessages.Escaped(api, Name(parameter, index));
            default:
                return;
        }
    }

    private static string Name(string? parameter, int index) => parameter switch
    {
        null => "a tensor",
        "func" or "forward" or "module" => $"{(index < 0 ? "a tensor" : $"tensor {index}")} that {parameter} returned",
        _ => Describe.Element(parameter, index),
    };
}
