using TorchBridge.Native;

namespace TorchBridge.Engine;

/// <summary>Exchanges the native tensors of tensor objects, such as the parameters of a module, until Dispose.</summary>
internal sealed class Replacement : IDisposable
{
    private readonly Stack<(Tensor Tensor, nint Handle, Tensor By, Action? Changed)> _done = new();

    /// <param name="pairs">
    /// The tensor objects, the tensor that each stands for, and an action to run after each change, if any. A tensor object may stand for
    /// another one in the list.
    /// </param>
    public Replacement(IReadOnlyList<(Tensor Tensor, Tensor By, Action? Changed)> pairs)
    {
        nint[] handles = [.. pairs.Select(pair => pair.By.Handle)];      // read all of them before the first exchange
        for (int i = 0; i < handles.Length; i++)
        {
            _done.Push((pairs[i].Tensor, BorrowedHandle.Exchange(pairs[i].Tensor, handles[i]), pairs[i].By, pairs[i].Changed));
            pairs[i].Changed?.Invoke();
        }
    }

    public void Dispose()
    {
        while (_done.TryPop(out (Tensor Tensor, nint Handle, Tensor By, Action? Changed) each))
        {
            BorrowedHandle.Exchange(each.Tensor, each.Handle);
            each.Changed?.Invoke();
            GC.KeepAlive(each.By);
        }
    }
}
