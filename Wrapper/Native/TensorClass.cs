namespace TorchBridge.Native;

/// <summary>
/// Tells the C++ class of a tensor, and reads the fields of functorch's two classes (batch and wrapper). The first word of an object is the
/// address of its virtual table, which identifies the class. The fields have no accessors, so their offsets are found once, on known
/// tensors. A handle must keep a tensor alive while it is read.
/// </summary>
internal static unsafe class TensorClass
{
    private const int FirstField = 64, LastField = 208;      // the range that is searched for fields; both objects are that large

    private static readonly nint s_plain = OfNew();
    private static readonly nint s_nested = Table(LibTorch.FindAny("_ZTVN2at6native16NestedTensorImplE",
        "??_7NestedTensorImpl@native@at@@6B@"));
    private static nint s_batch, s_wrapper;
    private static int s_valueOfBatch, s_valueOfWrapper, s_life;      // offsets; the level's number follows the value

    /// <summary>Whether it is an ordinary tensor: dense, with strides, and not of a level.</summary>
    public static bool IsPlain(nint handle) => *(nint*)Object(handle) == s_plain;

    /// <summary>The object behind a handle.</summary>
    public static nint Object(nint handle) => *(nint*)handle;

    /// <summary>Whether an object is the batch of a vmap level.</summary>
    public static bool IsBatch(nint tensor) => *(nint*)tensor == s_batch;

    /// <summary>Whether an object is a tensor of a grad or jvp level.</summary>
    public static bool IsWrapper(nint tensor) => *(nint*)tensor == s_wrapper;

    /// <summary>The tensor inside a batch or a wrapper.</summary>
    public static nint Inner(nint tensor) => *(nint*)(tensor + ValueAt(tensor));

    /// <summary>A new handle for the tensor inside a batch or a wrapper.</summary>
    public static nint InnerHandle(nint handle) => LibTorch.Copy(Object(handle) + ValueAt(Object(handle)));

    /// <summary>The layout of the innermost tensor, as <see cref="LibTorch.Layout"/> numbers it.</summary>
    public static int LayoutOfInnermost(nint handle)
    {
        nint each = Object(handle);
        while (IsBatch(each) || IsWrapper(each))
            each = Inner(each);
        return LibTorch.Layout((nint)(&each));
    }

    /// <summary>The number of the level that a batch or a wrapper belongs to.</summary>
    public static long Level(nint tensor) => *(long*)(tensor + ValueAt(tensor) + sizeof(nint));

    /// <summary>The address of a byte that a wrapper shares with its level. It is 1 until the level is left, then 0.</summary>
    public static byte* Life(nint wrapper) => *(byte**)(wrapper + s_life);

    /// <summary>Whether a wrapper's level has not been left.</summary>
    public static bool IsAlive(nint wrapper) => *Life(wrapper) != 0;

    /// <summary>Whether a tensor is nested.</summary>
    public static bool IsNested(nint handle) => s_nested != 0 && *(nint*)Object(handle) == s_nested;

    /// <summary>Finds the class of batches from a batch of level 1 and the tensor inside it. Returns whether that succeeded.</summary>
    public static bool LearnBatch(nint batch, nint around)
    {
        s_valueOfBatch = Find(Object(batch), Object(around), 1);
        s_batch = s_valueOfBatch == 0 ? 0 : *(nint*)Object(batch);
        return s_batch != 0;
    }

    /// <summary>The same for a wrapper of level 1 and its life byte.</summary>
    public static bool LearnWrapper(nint wrapper, nint around, nint life)
    {
        s_valueOfWrapper = Find(Object(wrapper), Object(around), 1);
        s_life = Find(Object(wrapper), life, null);
        s_wrapper = s_valueOfWrapper == 0 || s_life == 0 ? 0 : *(nint*)Object(wrapper);
        return s_wrapper != 0;
    }

    private static int ValueAt(nint tensor) => IsBatch(tensor) ? s_valueOfBatch : s_valueOfWrapper;

    /// <summary>The offset of a word that is followed by another one; 0 if it is not found.</summary>
    private static int Find(nint tensor, nint word, nint? next)
    {
        for (int at = FirstField; at <= LastField; at += sizeof(nint))
        {
            var found = (nint*)(tensor + at);
            if (found[0] == word && (next is null || found[1] == next))
                return at;
        }
        return 0;
    }

    private static nint OfNew()
    {
        using Tensor one = ones(1);
        return *(nint*)Object(one.Handle);
    }

    /// <summary>The address in the first word of an object. In the Itanium ABI the exported table starts two words earlier.</summary>
    private static nint Table(nint export) => export == 0 || OperatingSystem.IsWindows() ? export : export + 2 * sizeof(nint);
}
