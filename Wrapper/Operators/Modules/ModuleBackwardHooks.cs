using System.Runtime.CompilerServices;
using TorchBridge.Engine;
using TorchBridge.Operators.Reverse;
using TensorModule = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;

namespace TorchBridge.Operators.Modules;

/// <summary>
/// The backward hooks of a module: the input and the output of the module go through identity functions, whose backward runs the hooks.
/// Forward hooks insert them, and TorchSharp runs forward hooks only in <c>call</c>.
/// </summary>
internal sealed class ModuleBackwardHooks
{
    private const string Api = "RegisterFullBackwardHook", PreApi = "RegisterFullBackwardPreHook";

    private static readonly ConditionalWeakTable<TensorModule, ModuleBackwardHooks> s_all = [];

    private readonly HookList<Func<Tensor?, Tensor, Tensor?>> _hooks = new();
    private readonly HookList<Func<Tensor, Tensor?>> _preHooks = new();
    private readonly ConditionalWeakTable<Thread, Stack<Call>> _calls = [];      // the calls that run on each thread

    private ModuleBackwardHooks(TensorModule module)
    {
        module.register_forward_pre_hook((_, input) => Enter(input));
        module.register_forward_hook((_, input, output) => Leave(input, output));
    }

    /// <summary>The hook gets the gradients of the module's input and output, and may replace the gradient of the input.</summary>
    public static IDisposable Add(TensorModule module, Func<Tensor?, Tensor, Tensor?> hook) => Of(module)._hooks.Add(hook);

    /// <summary>The hook gets the gradient of the module's output before the module's backward, and may replace it.</summary>
    public static IDisposable AddPre(TensorModule module, Func<Tensor, Tensor?> hook) => Of(module)._preHooks.Add(hook);

    private static ModuleBackwardHooks Of(TensorModule module) => s_all.GetValue(module, static each => new ModuleBackwardHooks(each));

    private bool IsEmpty => _hooks.IsEmpty && _preHooks.IsEmpty;

    private Tensor Enter(Tensor input)
    {
        if (IsEmpty)
            return input;
        var call = new Call(hasInputGradient: is_grad_enabled() && Level.AnyRequiresGrad(input));
        Tensor given = call.HasInputGradient ? GradHook.Identity(Api, input, gradient => InputGradient(call, gradient)) : input;
        call.Input.SetTarget(given);
        _calls.GetOrCreateValue(Thread.CurrentThread).Push(call);
        return given;
    }

    private Tensor Leave(Tensor input, Tensor output)
    {
        Stack<Call> calls = _calls.GetOrCreateValue(Thread.CurrentThread);
        // Calls that ended with an exception are still on the stack.
        while (calls.TryPop(out Call? call))
            if (call.Input.TryGetTarget(out Tensor? given) && ReferenceEquals(given, input))
                return is_grad_enabled() && Level.AnyRequiresGrad(output)
                    ? GradHook.Identity(PreApi, output, gradient => OutputGradient(call, gradient))
                    : output;
        return IsEmpty || !Level.AnyRequiresGrad(output) ? output : throw GraphMessages.ModuleInputWasReplaced(Api);
    }

    private Tensor? OutputGradient(Call call, Tensor gradient)
    {
        Tensor value = gradient;
        foreach (Func<Tensor, Tensor?> hook in _preHooks.Hooks)
            value = GradHook.Replacement(PreApi, value, hook) ?? value;
        if (call.HasInputGradient)
            call.Keep(value);
        else
            foreach (Func<Tensor?, Tensor, Tensor?> hook in _hooks.Hooks)
                if (hook(null, value) is not null)
                    throw GraphMessages.ModuleWithoutInputGradient(Api);
        return ReferenceEquals(value, gradient) ? null : value;
    }

    private Tensor? InputGradient(Call call, Tensor gradient)
    {
        using Tensor? outputGradient = call.Take();
        if (outputGradient is null)      // the pass has not reached the module's output
            return null;
        Tensor value = gradient;
        foreach (Func<Tensor?, Tensor, Tensor?> hook in _hooks.Hooks)
            value = GradHook.Replacement(Api, value, each => hook(each, outputGradient)) ?? value;
        return ReferenceEquals(value, gradient) ? null : value;
    }

    /// <summary>One call of the module's forward.</summary>
    private sealed class Call(bool hasInputGradient)
    {
        private readonly Dictionary<int, Tensor> _outputGradients = [];      // by thread, because several threads may run a pass

        /// <summary>The input of forward. The reference is weak, because the input's graph holds this object.</summary>
        public WeakReference<Tensor> Input { get; } = new(null!);

        public bool HasInputGradient => hasInputGradient;

        public void Keep(Tensor outputGradient)
        {
            Take()?.Dispose();
            lock (_outputGradients)
                _outputGradients[Environment.CurrentManagedThreadId] = Handles.Another(outputGradient).DetachFromDisposeScope();
        }

        public Tensor? Take()
        {
            lock (_outputGradients)
                return _outputGradients.Remove(Environment.CurrentManagedThreadId, out Tensor? kept) ? kept : null;
        }
    }
}
