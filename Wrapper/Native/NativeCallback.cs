using System.Runtime.InteropServices;

namespace TorchBridge.Native;

/// <summary>A managed object that C++ owns and calls. It lives until C++ has deleted its last copy.</summary>
internal abstract class NativeCallback
{
    private readonly GCHandle _held;
    private int _owners = 1;

    protected NativeCallback() => _held = GCHandle.Alloc(this);

    /// <summary>A number by which native memory refers to the object.</summary>
    public nint Id => GCHandle.ToIntPtr(_held);

    /// <summary>The object with this number.</summary>
    public static NativeCallback Of(nint id) => (NativeCallback)GCHandle.FromIntPtr(id).Target!;

    /// <summary>Called when C++ has copied it.</summary>
    public void Share() => Interlocked.Increment(ref _owners);

    /// <summary>Called when C++ has deleted a copy. True if it was the last one.</summary>
    public bool Release()
    {
        if (Interlocked.Decrement(ref _owners) > 0)
            return false;
        _held.Free();
        Dropped();
        return true;
    }

    /// <summary>
    /// Called by C++, on any thread. Returns the message of an error that C++ then throws, or null. It must not throw itself.
    /// </summary>
    /// <param name="argument">A new handle of the tensor that C++ passes, which this method takes over; 0 if there is none.</param>
    /// <param name="result">A handle that C++ takes over; 0 stands for an undefined tensor.</param>
    public abstract string? Call(nint argument, out nint result);

    /// <summary>Called once, when C++ has released the object. It must not throw.</summary>
    protected virtual void Dropped()
    {
    }

    /// <summary>Runs a callback for C++. Returns 0, or the message that the thunk then throws.</summary>
    /// <param name="id">The object's number.</param>
    /// <param name="argument">The address of the tensor that C++ passes, or 0.</param>
    /// <param name="result">The address of memory for the tensor that C++ expects, or 0.</param>
    public static nint Run(nint id, nint argument, nint result)
    {
        try
        {
            nint handle = argument != 0 && LibTorch.IsDefined(argument) ? LibTorch.Copy(argument) : 0;
            if (Of(id).Call(handle, out nint returned) is { } error)
                return NativeThunk.Message(error);
            if (result != 0)
                LibTorch.MoveTo(result, returned);
            return 0;
        }
        catch (Exception thrown)      // catches every exception, because C++ code can't pass one on
        {
            return NativeThunk.Message(thrown.Message);
        }
    }
}
