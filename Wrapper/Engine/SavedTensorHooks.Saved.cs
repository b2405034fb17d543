using System.Collections;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using TorchBridge.Native;

namespace TorchBridge.Engine;

internal sealed partial class SavedTensorHooks
{
    /// <summary>The packed form of one tensor that an operation has saved inside <see cref="SavedTensorHooks"/>.</summary>
    private sealed class SavedTensor : SavedTensorCallback
    {
        /// <summary>
        /// A tensor whose version counter shows whether pack writes to its input. It is kept as long as the thread lives.
        /// </summary>
        [ThreadStatic]
        private static nint t_counter;

        private readonly SavedTensorHooks _hooks;
        private object? _packed;
        private bool _isPacked;
        private Tensor[] _owned = [];
        private (long[]? Shape, ScalarType Type, Device Device) _kind;

        public SavedTensor(SavedTensorHooks hooks) => _hooks = hooks;

        public override void Pack(nint tensor)
        {
            try
            {
                using DisposeScope scope = NewDisposeScope();
                using var modes = new KeptModes();
                using IDisposable? pause = SavedTensorHooks.Pause();
                Tensor value = Detached(tensor);
                _hooks._failure?.Throw();      // after a failure nothing more is packed
                _kind = (TensorClass.IsNested(value.Handle) ? null : Shapes.Of(value), value.dtype, value.device);
                long version = LibTorch.WriteCount(t_counter);
                _packed = _hooks.Pack(value);
                if (LibTorch.WriteCount(t_counter) != version)
                    throw GraphMessages.PackWritesToItsInput(Api);
                _owned = [.. Made(scope)];
                if (Array.Exists([.. TensorsOf(_packed) ?? []], held => held.IsInvalid))
                    throw GraphMessages.PackReturnedDisposed(Api);
                foreach (Tensor owned in _owned)
                    owned.DetachFromDisposeScope();
                _isPacked = true;
            }
            catch (Exception thrown)      // catches every exception, because C++ code can't pass one on
            {
                _hooks._failure ??= ExceptionDispatchInfo.Capture(thrown);
            }
        }

        public override string? Call(nint argument, out nint result)
        {
            result = 0;
            try
            {
                if (!_isPacked)
                {
                    _hooks._failureIsKnown = true;
                    _hooks._failure!.Throw();
                }
                using DisposeScope scope = NewDisposeScope();
                using var modes = new KeptModes();
                using IDisposable? pause = SavedTensorHooks.Pause();
                Tensor value = Checked(_hooks.Unpack(_packed));
                result = LibTorch.Copy(value.Handle);
                GC.KeepAlive(value);
                return null;
            }
            catch (Exception thrown)      // catches every exception, because C++ code can't pass one on
            {
                return CallerException.Message(thrown);
            }
        }

        /// <summary>Disposes what pack has made, because the graph no longer needs it.</summary>
        protected override void Dropped()
        {
            foreach (Tensor owned in _owned)
                owned.Dispose();
        }

        /// <summary>
        /// The tensor without its graph, because the graph may hold this object. Its version counter is one that LibTorch does not check.
        /// </summary>
        private static Tensor Detached(nint handle)
        {
            if (t_counter == 0)
                using (Tensor counted = empty(0))
                    t_counter = LibTorch.Copy(counted.Handle);
            using var tensor = Tensor.UnsafeCreateTensor(handle);
            Tensor value = tensor.detach();
            SavedTensorCalls.ShareCounter(value.Handle, t_counter);
            GC.KeepAlive(value);
            return value;
        }

        /// <summary>
        /// The tensors that pack has made and that its result holds. If the content of the result can't be read, these are all tensors that
        /// pack has made.
        /// </summary>
        private IEnumerable<Tensor> Made(DisposeScope scope)
        {
            IEnumerable<Tensor> made = scope.DisposablesView.OfType<Tensor>();
            return TensorsOf(_packed) is { } held ? made.Where(tensor => held.Contains(tensor, ReferenceEqualityComparer.Instance)) : made;
        }

        private static Tensor[]? TensorsOf(object? packed) => packed switch
        {
            null or string or ValueType and not ITuple => [],
            Tensor tensor => [tensor],
            ITuple tuple => [.. Enumerable.Range(0, tuple.Length).Select(i => tuple[i]).OfType<Tensor>()],
            IEnumerable list => [.. list.OfType<Tensor>()],
            _ => null,
        };

        private Tensor Checked(Tensor? value)
        {
            if (value is null || value.IsInvalid)
                throw GraphMessages.UnpackReturnedNothing(Api, value is null ? "null" : "a tensor that has been disposed");
            if (_kind.Shape is not null && !Shapes.Of(value).AsSpan().SequenceEqual(_kind.Shape))
                throw GraphMessages.UnpackChanged(Api, "shape", $"[{string.Join(", ", _kind.Shape)}]", Describe.Shape(value));
            if (value.dtype != _kind.Type)
                throw GraphMessages.UnpackChanged(Api, "type", Describe.Type(_kind.Type), Describe.Type(value.dtype));
            if (value.device_type != _kind.Device.type || value.device_index != _kind.Device.index)
                throw GraphMessages.UnpackChanged(Api, "device", _kind.Device.ToString(), value.device.ToString());
            return value;
        }
    }
}
