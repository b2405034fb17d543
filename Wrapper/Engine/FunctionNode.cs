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
    private readonly NodeSavedTensors _saved = new();
    private readonly AutogradCalls.ApplyNode _apply;      // held here because native code calls both
    private readonly Action _deleted;
    private readonly GCHandle _held;
    private LibTorchSharp.NodePointer _node;
    private (long[] Shape, ScalarType Type, Device Device)[] _outputs = [];

    /// <param name="context">The context that forward filled.</param>
    /// <param name="backward">Computes the gradients of the inputs, one for each input, from those of the outputs.</param>
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

    /// <summary>Connects the node to the inputs: its edges lead to them.</summary>
    public void SetNextEdges(string api, Tensor[] inputs)
    {
        AutogradCalls.SetNextEdges(_node, HandlesOf(inputs));
        GC.KeepAlive(inputs);
        EngineError.ThrowIfAny(api);
    }

    /// <summary>The outputs as new tensors whose grad_fn is the node. Without a node they have no history.</summary>
    /// <param name="api">The public name for messages.</param>
    /// <param name="node">The node; null for none.</param>
    /// <param name="inputs">The inputs, without tangents.</param>
    /// <param name="nonDifferentiable">The outputs without a derivative.</param>
    /// <param name="dirty">The inputs that were written to.</param>
    /// <param name="outputs">The outputs.</param>
    public static Tensor[] WrapOutputs(string api, FunctionNode? node, Tensor[] inputs, Tensor[] nonDifferentiable, Tensor[] dirty,
        Tensor[] outputs)
    {
        nint[] results = AutogradCalls.WrapOutputs(
            node?._node ?? default, HandlesOf(inputs), HandlesOf(nonDifferentiable), HandlesOf(dirty), HandlesOf(outputs));
        GC.KeepAlive(inputs);
        GC.KeepAlive(nonDifferentiable);
        GC.KeepAlive(dirty);
        GC.KeepAlive(outputs);
        EngineError.ThrowIfAny(api);
        return Array.ConvertAll(results, Tensor.UnsafeCreateTensor);
    }

    /// <summary>Call it after forward. It remembers the shapes and types of the outputs, and it saves tensors for backward.</summary>
    /// <param name="api">The public name for messages.</param>
    /// <param name="outputs">The outputs.</param>
    /// <param name="toSave">The tensors.</param>
    /// <param name="tangents">See <see cref="NodeSavedTensors.Save"/>.</param>
    public void Record(string api, Tensor[] outputs, Tensor[] toSave, Tensor?[] tangents)
    {
        _outputs = [.. outputs.Select(output => (Shapes.Of(output), output.dtype, output.device))];
        _saved.Save(api, _node, toSave, tangents, _context.NotPacked);
        _context.Unpack = () => _saved.Unpack(Api, _node);
    }

    /// <summary>
    /// Gives up the ownership of the node, so that only a graph keeps it alive. If no graph holds the node, it is deleted now.
    /// </summary>
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
                _saved.Free();
            return result;
        }
        catch (Exception thrown)
        {
            return ReturnedGradients.Nothing(_inputCount + 1 + CallerException.Keep(thrown));
        }
    }

    private LibTorchSharp.TensorArray Apply(Tensor?[] cotangents, DisposeScope scope)
    {
        using DrawWatch.Resumption watch = DrawWatch.Resume();
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

    private static nint[] HandlesOf(Tensor[] tensors) => Array.ConvertAll(tensors, tensor => tensor.Handle);

    private void Deleted()
    {
        _saved.Free();
        LibTorchSharp.THSAutograd_CSharpNode_disposeWeakPtr(_node);
        _held.Free();
    }
}
