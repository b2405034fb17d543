using System.Runtime.ExceptionServices;
using TorchBridge.Native;

namespace TorchBridge.Engine;

/// <summary>
/// torch.autograd.graph.saved_tensors_hooks: until Dispose, the tensors that operations on this thread save are packed. If scopes are
/// nested, the innermost one packs.
/// </summary>
internal sealed partial class SavedTensorHooks : IDisposable
{
    private const string Api = "SavedTensorHooks";

    [ThreadStatic]
    private static State? t_state;

    private readonly State _state;
    private ExceptionDispatchInfo? _failure;
    private bool _failureIsKnown, _ended;

    private SavedTensorHooks(State state, Func<Tensor, object?> pack, Func<object?, Tensor> unpack) =>
        (_state, Pack, Unpack) = (state, pack, unpack);

    public Func<Tensor, object?> Pack { get; }

    public Func<object?, Tensor> Unpack { get; }

    /// <summary>Whether tensors that this thread saves now are packed.</summary>
    public static bool IsActive => t_state?.Packing is not null;

    public static SavedTensorHooks Begin(Func<Tensor, object?> pack, Func<object?, Tensor> unpack)
    {
        State state = t_state ??= new State();
        if (state.Disabled is { } message)
            throw GraphMessages.SavedTensorHooksDisabled(Api, message);
        var hooks = new SavedTensorHooks(state, pack, unpack);
        lock (state)
            state.Open = [.. state.Open, hooks];
        SavedTensorCalls.Make = () => state.Packing is { } innermost ? new SavedTensor(innermost) : null;
        SavedTensorCalls.Begin();
        return hooks;
    }

    /// <summary>Stops packing on this thread until the result is disposed. Null if nothing is packed anyway.</summary>
    public static IDisposable? Pause() => IsActive ? new Paused(t_state!) : null;

    /// <summary>torch.autograd.graph.disable_saved_tensors_hooks.</summary>
    public static IDisposable Disable(string api, string message)
    {
        State state = t_state ??= new State();
        return state.Packing is not null ? throw GraphMessages.SavedTensorHooksDisabled(api, message) : new Disabled(state, message);
    }

    /// <summary>
    /// Throws the exception of pack, unless a pass has thrown it already. An exception can't leave the operator that saves a tensor,
    /// because many of TorchSharp's operators would end the process.
    /// </summary>
    public void Dispose()
    {
        if (_ended)
            return;
        _ended = true;
        lock (_state)
            _state.Open = [.. _state.Open.Where(hooks => hooks != this)];
        SavedTensorCalls.End();
        if (!_failureIsKnown)
            _failure?.Throw();
    }

    /// <summary>The state of one thread.</summary>
    private sealed class State
    {
        public volatile SavedTensorHooks[] Open = [];
        public int Paused;
        public string? Disabled;

        /// <summary>
        /// The innermost scope, if tensors that are saved now are packed. Another thread may end that scope at the same time.
        /// </summary>
        public SavedTensorHooks? Packing => Paused == 0 && Open is [.., { } innermost] ? innermost : null;
    }

    private sealed class Paused : IDisposable
    {
        private readonly State _state;

        public Paused(State state)
        {
            _state = state;
            state.Paused++;
        }

        public void Dispose() => _state.Paused--;
    }

    private sealed class Disabled : IDisposable
    {
        private readonly State _state;
        private readonly string? _outer;
        private bool _ended;

        public Disabled(State state, string message) => (_state, _outer, state.Disabled) = (state, state.Disabled, message);

        public void Dispose()
        {
            if (!_ended)
                (_ended, _state.Disabled) = (true, _outer);
        }
    }
}
