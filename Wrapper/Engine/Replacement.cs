using TorchBridge.Native;

namespace TorchBridge.Engine;

/// <summary>Makes tensor objects, such as a module's parameters, stand for other tensors until Dispose.</summary>
internal sealed class Replacement : IDisposable
{
    private readonly Stack<(Tensor Tensor, nint Handle, Tensor By, Action? Changed)> _done = new();

    /// <param name="pairs">
    /// The tensors, what each stands for, and what has to be told after each change, if anything. A tensor may stand for another of them.
    /// </param>
    public Replacement(IReadOnlyList<(Tensor Tensor, Tensor By, Action? Changed)> pairs)
    {
        nint[] handles = [.. pairs.Select(pair => pair.By.Handle)];      // all of them, before the first is exchanged
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
