using TorchBridge.Native;

namespace TorchBridge.Engine;

/// <summary>The tensors that a node has saved for its backward, until they are freed. LibTorch checks that none was written to.</summary>
internal sealed class SavedTensors
{
    private readonly Lock _lock = new();
    private nint[]? _saved = [];      // null: freed
    private nint[] _tangents = [];      // for a saved output with a tangent: another saved tensor, which has it. Otherwise 0

    /// <param name="api">The public name for messages.</param>
    /// <param name="node">The node that they are saved for.</param>
    /// <param name="tensors">The tensors.</param>
    /// <param name="tangents">
    /// For each of them, a tangent that is not its own yet, because an output gets it after it is saved; or null. Empty: none has one.
    /// </param>
    /// <param name="notPacked">How many of the last are saved as they are, and not packed by SavedTensorHooks.</param>
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
            // LibTorch clears what a saved tensor holds of a tangent when the dual level ends. So there is no cycle that stays.
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
