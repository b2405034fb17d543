using TorchBridge.Native;

namespace TorchBridge.Engine;

/// <summary>Makes tensor objects, such as a module's parameters, stand for other tensors until Dispose.</summary>
internal sealed class Replacement : IDisposable
{
    private readonly Stack<(Tensor Tensor, nint Handle, Tensor By)> _done = new();

    public void Add(Tensor tensor, Tensor by) => _done.Push((tensor, BorrowedHandle.Exchange(tensor, by.Handle), by));

    public void Dispose()
    {
        while (_done.TryPop(out (Tensor Tensor, nint Handle, Tensor By) each))
        {
            BorrowedHandle.Exchange(each.Tensor, each.Handle);
            GC.KeepAlive(each.By);
        }
    }
}
