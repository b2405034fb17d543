using TorchBridge.Native;

namespace TorchBridge.Engine;

/// <summary>
/// The tensors that a custom function's node has saved for its backward, until they are freed. LibTorch checks that they were not written
/// to.
/// </summary>
internal sealed class NodeSavedTensors
{
    private readonly Lock _lock = new();
    private nint[]? _saved = [];      // null: freed
    private nint[] _tangents = [];      // for a saved output with a tangent, another saved tensor that carries the tangent; otherwise 0

    /// <param name="api">The public name for messages.</param>
    /// <param name="node">The node that they are saved for.</param>
    /// <param name="tensors">The tensors.</param>
    /// <param name="tangents">
    /// A tangent for each tensor, or null. An output gets its tangent only after it is saved, so the tangent comes separately. Empty if no
    /// tensor has one.
    /// </param>
    /// <param name="notPacked">How many tensors at the end of the list are saved without SavedTensorHooks.</param>
    public void Save(string api, LibTorchSharp.NodePointer node, Tensor[] tensors, Tensor?[] tangents, int notPacked)
    {
        var saved = new nint[tensors.Length];
        _tangents = new nint[tangents.Length];
        _saved = saved;
        for (int i = 0; i < saved.Length; i++)
        {
            using IDisposable? asItIs = i >= saved.Length - notPacked ? SavedTensorHooks.Pause() : null;
            saved[i] = SaveOne(api, node, tensors[i]);
            if (i >= tangents.Length || tangents[i] is not { } tangent)
                continue;
            // LibTorch clears the tangent of a saved tensor when the dual level ends, so a cycle of references does not outlive the level.
            using Tensor value = tensors[i].detach(), dual = DualTensor.Make(api, value, tangent);
            _tangents[i] = SaveOne(api, node, dual);
        }
    }

    public Tensor[] Unpack(string api, LibTorchSharp.NodePointer node)
    {
        lock (_lock)
        {
            if (_saved is null)
                throw EngineError.Translate(api, EngineError.GraphFreed);
            var tensors = new Tensor[_saved.Length];
            for (int i = 0; i < tensors.Length; i++)
            {
                tensors[i] = UnpackOne(api, node, _saved[i]);
                if (i < _tangents.Length && _tangents[i] != 0 && DualLevelClaim.AnyOpen
                    && DualTensor.Unpack(api, UnpackOne(api, node, _tangents[i])).Tangent is { } tangent)
                    tensors[i] = DualTensor.Make(api, tensors[i], tangent);
            }
            return tensors;
        }
    }

    public void Free()
    {
        lock (_lock)
        {
            foreach (nint saved in _saved ?? [])
                LibTorchSharp.THSAutograd_SavedVariable_dispose(saved);
            foreach (nint tangent in _tangents)
                if (tangent != 0)
                    LibTorchSharp.THSAutograd_SavedVariable_dispose(tangent);
            (_saved, _tangents) = (null, []);
        }
    }

    private static nint SaveOne(string api, LibTorchSharp.NodePointer node, Tensor tensor)
    {
        nint saved = LibTorchSharp.THSAutograd_SavedVariable_ctor(tensor.Handle, node, false);
        GC.KeepAlive(tensor);
        EngineError.ThrowIfAny(api);
        return saved;
    }

    private static Tensor UnpackOne(string api, LibTorchSharp.NodePointer node, nint saved)
    {
        nint handle = LibTorchSharp.THSAutograd_SavedVariable_unpack(saved, node);
        EngineError.ThrowIfAny(api);
        return Tensor.UnsafeCreateTensor(handle);
    }
}
