using System.Runtime.InteropServices;
using TorchBridge.Native;

namespace TorchBridge.Engine;

/// <summary>A graph node whose backward is managed code. LibTorch owns it, so it lives as long as a graph holds it.</summary>
internal sealed class FunctionNode
{
    private const string Api = "Backward";

    private readonly FunctionContext _context;
    private readonly Func<Tensor?[], Tensor?[]> _backward;
    private readonly int _inputCount;
    private readonly bool _leavesTensors;
    private readonly Lock _saving = new();
    private readonly AutogradCalls.ApplyNode _apply;      // held here because native code calls both
    private readonly Action _deleted;
    private readonly GCHandle _held;
    private LibTorchSharp.NodePointer _node;
    private (long[] Shape, ScalarType Type, Device Device)[] _outputs = [];
    private nint[]? _saved = [];      // null: freed

    /// <param name="context">The context that forward filled.</param>
    /// <param name="backward">From the gradients of the outputs to those of the inputs, one for each input.</param>
    /// <param name="inputCount">How many gradients backward returns.</param>
    /// <param name="leavesTensors">
    /// True: tensors that backward makes and does not return go to the dispose scope around the pass. False: they are disposed.
    /// </param>
    public FunctionNode(FunctionContext context, Func<Tensor?[], Tensor?[]> backward, int inputCount, bool leavesTensors)
    {
        (_context, _backward, _inputCount, _leavesTensors) = (context, backward, inputCount, leavesTensors);
        (_apply, _deleted) = (Apply, Deleted);
        _held = GCHandle.Alloc(this);
        _node = AutogradCalls.NewNode(_apply, _deleted);
    }

    /// <summary>Makes the edges of the node lead to the inputs.</summary>
    public void SetNextEdges(string api, Tensor[] inputs)
    {
        AutogradCalls.SetNextEdges(_node, HandlesOf(inputs));
        GC.KeepAlive(inputs);
        EngineError.ThrowIfAny(api);
    }

    /// <summary>The outputs as new tensors whose grad_fn is the node. Without a node they have no history.</summary>
    public static Tensor[] WrapOutputs(string api, FunctionNode? node, Tensor[] inputs, Tensor[] nonDifferentiable, Tensor[] outputs)
    {
        nint[] results = AutogradCalls.WrapOutputs(
            node?._node ?? default, HandlesOf(inputs), HandlesOf(nonDifferentiable), HandlesOf(outputs));
        GC.KeepAlive(inputs);
        GC.KeepAlive(nonDifferentiable);
        GC.KeepAlive(outputs);
        EngineError.ThrowIfAny(api);
        return Array.ConvertAll(results, Tensor.UnsafeCreateTensor);
    }

    /// <summary>Called after forward: remembers the shapes and types of the outputs, and saves tensors for backward.</summary>
    public void Record(string api, Tensor[] outputs)
    {
        _outputs = [.. outputs.Select(output => (Shapes.Of(output), output.dtype, output.device))];
        Tensor[] tensors = _context.ToSave;
        var saved = new nint[tensors.Length];
        _saved = saved;
        for (int i = 0; i < saved.Length; i++)
        {
            using IDisposable? asItIs = i >= saved.Length - _context.NotPacked ? SavedTensorHooks.Pause() : null;
            saved[i] = LibTorchSharp.THSAutograd_SavedVariable_ctor(tensors[i].Handle, _node, false);
            EngineError.ThrowIfAny(api);
        }
        GC.KeepAlive(tensors);
        _context.Unpack = Unpack;
    }

    /// <summary>From here on only a graph keeps the node alive. If no graph holds it, it is deleted now.</summary>
    public void LeaveToGraph()
    {
        nint shared = _node.Shared;
        _node.Shared = 0;
        LibTorchSharp.THSAutograd_CSharpNode_disposeSharedPtr(new LibTorchSharp.NodePointer { Shared = shared });
    }

    private LibTorchSharp.TensorArray Apply(nint gradients, int count)
    {
        try
        {
            using DisposeScope scope = NewDisposeScope();
            LibTorchSharp.TensorArray result = Apply(Adopt(AutogradCalls.HandlesAt(gradients, count)), scope);
            if (!LibTorch.KeepsGraph)
                Free();
            return result;
        }
        catch (Exception thrown)
        {
            return ReturnedGradients.Nothing(_inputCount + 1 + CallerException.Keep(thrown));
        }
    }

    private LibTorchSharp.TensorArray Apply(Tensor?[] cotangents, DisposeScope scope)
    {
        Tensor?[] results = Checked(_backward(cotangents));
        LibTorchSharp.TensorArray kept = ReturnedGradients.Keep(results);
        if (_leavesTensors)
            scope.MoveToOuter(scope.DisposablesView
                .Except(results.Concat(cotangents).OfType<IDisposable>(), ReferenceEqualityComparer.Instance)
                .Cast<IDisposable>());
        return kept;
    }

    private Tensor?[] Adopt(ReadOnlySpan<nint> gradients)
    {
        var tensors = new Tensor?[gradients.Length];
        for (int i = 0; i < tensors.Length; i++)
            tensors[i] = gradients[i] == 0 ? null : Tensor.UnsafeCreateTensor(gradients[i]);
        for (int i = 0; i < tensors.Length && _context.MaterializeGrads; i++)
            tensors[i] ??= zeros(_outputs[i].Shape, _outputs[i].Type, _outputs[i].Device);
        return tensors;
    }

    private Tensor?[] Checked(Tensor?[]? gradients)
    {
        if (gradients is null)
            throw GraphMessages.BackwardReturnedNull(Api);
        if (gradients.Length < _inputCount
            || gradients.Length > _inputCount && gradients[_inputCount..].Any(gradient => gradient is not null))
            throw GraphMessages.WrongNumberOfReturnedGradients(Api, _inputCount, gradients.Length);
        if (Array.FindIndex(gradients, gradient => gradient is { IsInvalid: true }) is var disposed and >= 0)
            throw GraphMessages.BackwardReturnedDisposed(Api, disposed);
        return gradients[.._inputCount];
    }

    private Tensor[] Unpack()
    {
        lock (_saving)
        {
            if (_saved is null)
                throw EngineError.Translate(Api, EngineError.GraphFreed);
            var tensors = new Tensor[_saved.Length];
            for (int i = 0; i < tensors.Length; i++)
            {
                nint handle = LibTorchSharp.THSAutograd_SavedVariable_unpack(_saved[i], _node);
                EngineError.ThrowIfAny(Api);
                tensors[i] = Tensor.UnsafeCreateTensor(handle);
            }
            return tensors;
        }
    }

    private void Free()
    {
        lock (_saving)
        {
            foreach (nint saved in _saved ?? [])
                LibTorchSharp.THSAutograd_SavedVariable_dispose(saved);
            _saved = null;
        }
    }

    private static nint[] HandlesOf(Tensor[] tensors) => Array.ConvertAll(tensors, tensor => tensor.Handle);

    private void Deleted()
    {
        Free();
        LibTorchSharp.THSAutograd_CSharpNode_disposeWeakPtr(_node);
        _held.Free();
    }
}
