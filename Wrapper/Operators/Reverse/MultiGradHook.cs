using TorchBridge.Engine;

namespace TorchBridge.Operators.Reverse;

/// <summary>torch.autograd.graph.register_multi_grad_hook: one hook on several tensors, which runs once in each pass.</summary>
internal sealed class MultiGradHook : IDisposable
{
    private readonly Action<Tensor?[]> _hook;
    private readonly bool _atFirst;
    private readonly List<IDisposable> _registered = [];
    private readonly Lock _lock = new();
    private readonly Dictionary<int, Tensor?[]> _passes = [];      // the gradients that have arrived in the passes that run now
    private readonly int _count;

    private MultiGradHook(int count, Action<Tensor?[]> hook, bool atFirst) => (_count, _hook, _atFirst) = (count, hook, atFirst);

    /// <param name="api">The public name.</param>
    /// <param name="tensors">The tensors. If the hook waits for all, each must require grad.</param>
    /// <param name="hook">Gets the gradients. A tensor that the pass does not reach has null.</param>
    /// <param name="atFirst">Whether the hook runs when the first gradient arrives, and gets only that one.</param>
    public static MultiGradHook Register(string api, Tensor[] tensors, Action<Tensor?[]> hook, bool atFirst)
    {
        GradHook.RequireHooks(api);
        var made = new MultiGradHook(tensors.Length, hook, atFirst);
        try
        {
            for (int i = 0; i < tensors.Length; i++)
            {
                int index = i;
                if (!atFirst || tensors[i].requires_grad)
                    made._registered.Add(GradHook.Register(api, tensors[i], gradient => made.Arrived(index, gradient)));
            }
            return made;
        }
        catch
        {
            made.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        foreach (IDisposable hook in _registered)
            hook.Dispose();
    }

    /// <summary>The hook of one tensor. It does not replace the gradient.</summary>
    private Tensor? Arrived(int index, Tensor gradient)
    {
        int pass = PassEnd.CurrentPass;
        Tensor?[]? gradients;
        bool isFirst;
        lock (_lock)
        {
            isFirst = !_passes.TryGetValue(pass, out gradients);
            if (isFirst)
                _passes.Add(pass, gradients = new Tensor?[_count]);
        }
        if (isFirst)
        {
            bool gradMode = is_grad_enabled();
            PassEnd.Then(() => AllArrived(pass, gradMode), () => Ended(pass));
            if (_atFirst)
                _hook([.. Enumerable.Range(0, _count).Select(i => i == index ? gradient : null)]);
        }
        if (!_atFirst)
            gradients![index] = Handles.Another(gradient).DetachFromDisposeScope();
        return null;
    }

    /// <summary>Called when the pass computes no more gradients for the tensors.</summary>
    private void AllArrived(int pass, bool gradMode)
    {
        if (_atFirst)
            return;
        Tensor?[] gradients;
        lock (_lock)
            gradients = [.. _passes[pass]];
        using (set_grad_enabled(gradMode))
            _hook(gradients);
    }

    private void Ended(int pass)
    {
        Tensor?[]? gradients;
        lock (_lock)
            _passes.Remove(pass, out gradients);
        foreach (Tensor? gradient in gradients ?? [])
            gradient?.Dispose();
    }
}
