using Saved = TorchBridge.Operators.Reverse.SavedTensorScopes;

namespace TorchBridge;

public static partial class Autograd
{
    /// <summary>
    /// Until the result is disposed, what this thread's operations save for the backward pass is stored as <paramref name="pack"/> returns
    /// it, and a pass uses what <paramref name="unpack"/> makes of that.
    /// </summary>
    /// <param name="pack">
    /// From a tensor that an operation saves, without its graph, to what is stored: another tensor, a tuple or list of tensors, the name of
    /// a file, or any object. It runs without recording, in the middle of the operation, and must not write to the tensor. The tensors that
    /// it makes and returns belong to the graph and are disposed with it; the others are disposed at once.
    /// </param>
    /// <param name="unpack">
    /// From what is stored to a tensor of the saved one's shape, type and device. It runs each time that a pass needs the tensor: twice
    /// where a graph is walked twice. Tensors that it makes are disposed when they have been used.
    /// </param>
    /// <returns>The scope, to be disposed on this thread. Scopes nest: only the innermost one packs.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="pack"/> or <paramref name="unpack"/> is null.</exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.Other"/>: the hooks are turned off by <see cref="DisableSavedTensorHooks"/>. From a pass: unpack returned
    /// null, a disposed tensor, or one of another shape, type or device. <see cref="AutogradError.NotImplemented"/>: it is called inside of
    /// a transform, or a reverse transform of <see cref="Transforms"/> is called in the scope.
    /// </exception>
    /// <exception cref="PlatformNotSupportedException">
    /// LibTorch's hooks can't be reached; see <see cref="NativeCapabilities.Hooks"/>.
    /// </exception>
    /// <remarks>
    /// What <paramref name="unpack"/> throws comes out of the pass. What <paramref name="pack"/> throws can't come out of the operation
    /// that saves, as no exception may cross it: nothing more is packed, and the exception comes out of the first pass that needs one of
    /// the tensors, or else out of the scope's Dispose. Writing to a saved tensor in place is not noticed while there are hooks.
    /// </remarks>
    /// <example>
    /// <code>
    /// using (Autograd.SavedTensorHooks(saved => saved.to_type(float16), packed => ((Tensor)packed).to_type(float32)))
    ///     loss = model.call(x).sum();
    /// loss.Backward();
    /// </code>
    /// </example>
    /// <seealso href="https://pytorch.org/docs/stable/autograd.html#torch.autograd.graph.saved_tensors_hooks">
    /// torch.autograd.graph.saved_tensors_hooks
    /// </seealso>
    public static IDisposable SavedTensorHooks(Func<Tensor, object> pack, Func<object, Tensor> unpack)
    {
        Check.Function(pack);
        Check.Function(unpack);
        return Saved.WithHooks(nameof(SavedTensorHooks), pack, unpack!);
    }

    /// <summary>
    /// Until the result is disposed, what this thread's operations save for the backward pass is stored on the CPU, and moved back when a
    /// pass needs it. What is on the CPU anyway is saved as it is.
    /// </summary>
    /// <returns>The scope, to be disposed on this thread; see <see cref="SavedTensorHooks"/>.</returns>
    /// <exception cref="AutogradException">As in <see cref="SavedTensorHooks"/>.</exception>
    /// <exception cref="PlatformNotSupportedException">As in <see cref="SavedTensorHooks"/>.</exception>
    /// <seealso href="https://pytorch.org/docs/stable/autograd.html#torch.autograd.graph.save_on_cpu">
    /// torch.autograd.graph.save_on_cpu
    /// </seealso>
    public static IDisposable SaveOnCpu() => Saved.OnCpu(nameof(SaveOnCpu));

    /// <summary>
    /// Until the result is disposed, <see cref="SavedTensorHooks"/> and <see cref="SaveOnCpu"/> throw on this thread. For code that does
    /// not work with them.
    /// </summary>
    /// <param name="message">What their exception says.</param>
    /// <returns>The scope, to be disposed on this thread. Scopes nest: the innermost message is used.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="message"/> is null.</exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.Other"/>: this thread already packs what it saves. The exception has the message.
    /// </exception>
    /// <seealso href="https://pytorch.org/docs/stable/autograd.html#torch.autograd.graph.disable_saved_tensors_hooks">
    /// torch.autograd.graph.disable_saved_tensors_hooks
    /// </seealso>
    public static IDisposable DisableSavedTensorHooks(string message) => message is null
        ? throw ArgumentMessages.NullText(nameof(DisableSavedTensorHooks), nameof(message))
        : Saved.Disabled(nameof(DisableSavedTensorHooks), message);
}
