using System.Runtime.InteropServices;

namespace TorchBridge.Native;

/// <summary>
/// A reference to an object of c10d, a c10::intrusive_ptr. Such an object begins with the address of its virtual table. The next word has
/// two counts: of strong references in the low half, and of weak references in the high half.
/// </summary>
internal sealed unsafe class C10dObject : SafeHandle
{
    // Larger than any class that is made here. The largest class, ProcessGroupGloo, has about 500 bytes. C++ frees the memory without its
    // size.
    private const int Size = 4096;

    private const long OneStrongOneWeak = 1L << 32 | 1;
    private const int FlagsInHighHalf = 0x3fffffff;      // newer versions keep two flags above the weak count

    /// <param name="target">The object, whose reference this takes over.</param>
    /// <param name="isLeftToTheProcess">
    /// Whether the finalizer does not release the object. The destructor of a group waits for running operations, and the finalizer thread
    /// must not wait.
    /// </param>
    public C10dObject(nint target, bool isLeftToTheProcess = false) : base(0, ownsHandle: true)
    {
        SetHandle(target);
        if (isLeftToTheProcess)
            GC.SuppressFinalize(this);
    }

    public override bool IsInvalid => handle == 0;

    /// <summary>
    /// Makes an object of a C++ class by one of its constructors. The first argument, the object's address, is added here.
    /// </summary>
    /// <exception cref="C10dException">The constructor threw.</exception>
    public static C10dObject Construct(nint constructor, params ReadOnlySpan<long> arguments)
    {
        nint target = (nint)NativeMemory.AllocZeroed(Size);
        try
        {
            C10dCall.Run(constructor, [target, .. arguments]);
        }
        catch
        {
            NativeMemory.Free((void*)target);      // C++ has destroyed the part that was constructed
            throw;
        }
        *(long*)(target + sizeof(nint)) = OneStrongOneWeak;
        return new(target, isLeftToTheProcess: true);
    }

    /// <summary>Another reference to the same object.</summary>
    public C10dObject Share()
    {
        using Use use = new(this);
        Interlocked.Increment(ref Counts(use.Target));
        return new(use.Target, isLeftToTheProcess: true);
    }

    protected override bool ReleaseHandle()
    {
        Release(handle);
        return true;
    }

    /// <summary>c10::intrusive_ptr's destructor.</summary>
    private static void Release(nint target)
    {
        long left = Interlocked.Decrement(ref Counts(target));
        if ((uint)left != 0)
            return;
        nint* table = *(nint**)target;
        if ((left >> 32 & FlagsInHighHalf) != 1)      // other code holds a weak reference
        {
            C10dCall.Run(table[2], target);      // release_resources
            if ((Interlocked.Add(ref Counts(target), -1L << 32) >> 32 & FlagsInHighHalf) != 0)
                return;
        }
        C10dCall.Run(table[1], target);      // the deleting destructor
    }

    private static ref long Counts(nint target) => ref *(long*)(target + sizeof(nint));

    /// <summary>Keeps the object alive until Dispose, even if another thread disposes the reference.</summary>
    public readonly ref struct Use : IDisposable
    {
        private readonly C10dObject _object;

        public Use(C10dObject used)
        {
            bool added = false;
            used.DangerousAddRef(ref added);      // throws ObjectDisposedException
            _object = used;
        }

        public nint Target => _object.handle;

        public void Dispose() => _object.DangerousRelease();
    }

    /// <summary>
    /// Another reference that is passed by value, which means by the address of its slot. A callee that takes it over writes 0 to the slot.
    /// </summary>
    public ref struct Passed : IDisposable
    {
        private readonly C10dObject _reference;

        public Passed(C10dObject target)
        {
            _reference = target.Share();
            Slot = _reference.handle;
        }

        public nint Slot;

        public readonly void Dispose()
        {
            if (Slot == 0)
                _reference.SetHandleAsInvalid();
            _reference.Dispose();
        }
    }
}
