using System.Runtime.InteropServices;

namespace TorchBridge.Native;

/// <summary>
/// The type, device and shape of one output of a node's operation (torch::autograd::InputMetadata), read in memory as in
/// <see cref="GraphNode"/>. The offset in a node is found once, on a node whose outputs are known.
/// </summary>
internal readonly unsafe struct NodeOutput
{
    // c10::TensorOptions starts with the device's type and number and the element type; then follows the shape, a variant with
    // SmallVector<SymInt, 5>.
    private const int DeviceIndexAt = 1, TypeAt = 2, ShapeAt = 8, InlineSizes = 5;

    private static readonly (int Outputs, int Size)? s_place = FindPlace();

    private readonly nint _at;

    private NodeOutput(nint at) => _at = at;

    /// <summary>Whether outputs can be read with this LibTorch on this platform.</summary>
    public static bool IsSupported => s_place is not null;

    public DeviceType DeviceType => (DeviceType)(*(sbyte*)_at);

    /// <summary>The device index; -1 if the type has only one device.</summary>
    public int DeviceIndex => *(sbyte*)(_at + DeviceIndexAt);

    public ScalarType Type => (ScalarType)(*(short*)(_at + TypeAt));

    /// <summary>The sizes. Empty for a nested tensor, which has no shape.</summary>
    public ReadOnlySpan<long> Shape
    {
        get
        {
            var shape = (SmallVector*)(_at + ShapeAt);
            bool isNested = *((byte*)(shape + 1) + InlineSizes * sizeof(long)) != 0;      // the other alternative of the variant
            return isNested ? [] : new((void*)shape->Begin, (int)shape->Size);
        }
    }

    /// <summary>How many outputs a node's operation has.</summary>
    public static int Count(nint node) => (int)VectorOf(node, s_place!.Value.Outputs)->Size;

    /// <summary>One output, valid while the node lives.</summary>
    public static NodeOutput Of(nint node, int number) => new(VectorOf(node, s_place!.Value.Outputs)->Begin + number * s_place.Value.Size);

    /// <summary>Searches a node of <c>unbind</c> for its two outputs.</summary>
    private static (int, int)? FindPlace()
    {
        const int first = 96, last = 512, smallest = 72, largest = 256, length = 3;
        if (!GraphNode.IsSupported)
            return null;
        using IDisposable normal = inference_mode(false), recording = enable_grad();
        using Tensor whole = ones(2, length, float64, requires_grad: true);
        Tensor[] parts = whole.unbind();
        try
        {
            nint node = GraphNode.Of(parts[0]);
            for (int outputs = first; outputs <= last; outputs += sizeof(nint))
                if (VectorOf(node, outputs) is var vector && vector->IsInline && vector->Size == 2 && IsKnown(vector->Begin))
                    for (int size = smallest; size <= largest; size += sizeof(nint))
                        if (IsKnown(vector->Begin + size))
                            return (outputs, size);
            return null;
        }
        finally
        {
            foreach (Tensor part in parts)
                part.Dispose();
        }

        static bool IsKnown(nint at) => ((SmallVector*)(at + ShapeAt))->IsInline && new NodeOutput(at) is
        { DeviceType: DeviceType.CPU, Type: ScalarType.Float64, Shape: [length] };
    }

    private static SmallVector* VectorOf(nint node, int offset) => (SmallVector*)(node + offset);

    /// <summary>c10::SmallVector. Its inline elements follow.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct SmallVector
    {
        public nint Begin;
        public uint Size;
        private readonly uint _capacity;

        public bool IsInline
        {
            get
            {
                fixed (SmallVector* header = &this)
                    return Begin == (nint)(header + 1);
            }
        }
    }
}
