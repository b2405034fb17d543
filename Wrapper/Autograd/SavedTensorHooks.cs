using Saved = TorchBridge.Operators.Reverse.SavedTensorScopes;

namespace TorchBridge;

public static partial class Autograd
{
    /// <summary>
    /// Opens a scope in which two functions decide how the tensors that operations save for the backward pass are stored.
    /// <paramref name="pack"/> turns a saved tensor into anything, and <paramref name="unpack"/> turns that into a tensor when a pass needs
    /// it.
    /// </summary>
    /// <param name="pack">
    /// Receives a tensor that an operation saves, without its graph, and returns what to store: another tensor, a tuple or list of tensors,
    /// the name of a file, or any object. It runs in the middle of the operation, without recording, and must not write to the tensor.
    /// Tensors that it makes and returns belong to the graph and are disposed with it. Other tensors that it makes are disposed
    /// immediately.
    /// </param>
    /// <param name="unpack">
    /// Receives what is stored and returns a tensor of the shape, type and device of the saved tensor. It runs each time a pass needs the
    /// tensor: twice if two passes use the graph. Tensors that it makes are disposed after use.
    /// </param>
    /// <returns>The scope. Dispose it, on the same thread, to end it. Scopes nest: only the innermost one packs.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="pack"/> is null.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="unpack"/> is null.</exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.Other"/>: a scope of <see cref="DisableSavedTensorHooks"/> is open. The message is the one given there.
    /// </exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.NotImplemented"/>: the call is inside a transformed function.
    /// </exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.Other"/>, from the pass: <paramref name="unpack"/> returned null or a disposed tensor.
    /// </exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.Other"/>, from the pass: <paramref name="unpack"/> returned a tensor of another shape, type or device.
    /// </exception>
    /// <exception cref="PlatformNotSupportedException">
    /// LibTorch's hooks cannot be reached: <see cref="NativeCapabilities.Hooks"/> is false.
    /// </exception>
    /// <remarks>
    /// <para>
    /// What <paramref name="unpack"/> throws comes out of the pass. What <paramref name="pack"/> throws cannot come out of the operation
    /// that saves the tensor. Instead, nothing more is packed, and the exception comes out of the first pass that needs one of the tensors,
    /// or out of the scope's Dispose. Writing to a saved tensor in place is not detected while there are hooks. A reverse transform of
    /// <see cref="Transforms"/> inside the scope throws an <see cref="AutogradException"/>.
    /// </para>
    /// <para>
    /// Platforms: Linux x64 and Windows x64, if <see cref="NativeRuntime.Diagnose"/> reports <c>hooks: yes</c>. Threads: the scope applies
    /// to operations of this thread. <paramref name="unpack"/> runs on the thread that runs the pass.
    /// </para>
    /// </remarks>
    /// <example>
    /// Store saved tensors in half precision.
    /// <code>
    /// using var scope = NewDisposeScope();
    /// Tensor x = tensor(new[] { 1f, 2f, 3f }, requires_grad: true), loss;
    /// using (Autograd.SavedTensorHooks(saved => saved.to_type(float16), packed => ((Tensor)packed).to_type(float32)))
    ///     loss = x.square().sum();
    /// loss.Backward();
    /// Console.WriteLine(string.Join(", ", x.grad!.data&lt;float>()));      // 2, 4, 6
    /// </code>
    /// </example>
    /// <example>
    /// Count what is saved and how much is used.
    /// <code>
    /// using var scope = NewDisposeScope();
    /// int packed = 0, unpacked = 0;
    /// Tensor x = tensor(2.0, requires_grad: true), loss;
    /// using (Autograd.SavedTensorHooks(saved => { packed++; return saved; }, stored => { unpacked++; return (Tensor)stored; }))
    ///     loss = x.exp().exp();
    /// loss.Backward();
    /// Console.WriteLine($"{packed} packed, {unpacked} unpacked");      // 2 packed, 2 unpacked
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
    /// Opens a scope in which the tensors that operations save for the backward pass are stored on the CPU. A pass moves them back when it
    /// needs them. A tensor that is on the CPU already is saved as it is.
    /// </summary>
    /// <returns>The scope. Dispose it, on the same thread, to end it; see <see cref="SavedTensorHooks"/>.</returns>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.Other"/>: a scope of <see cref="DisableSavedTensorHooks"/> is open. The message is the one given there.
    /// </exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.NotImplemented"/>: the call is inside a transformed function.
    /// </exception>
    /// <exception cref="PlatformNotSupportedException">
    /// LibTorch's hooks cannot be reached: <see cref="NativeCapabilities.Hooks"/> is false.
    /// </exception>
    /// <seealso href="https://pytorch.org/docs/stable/autograd.html#torch.autograd.graph.save_on_cpu">
    /// torch.autograd.graph.save_on_cpu
    /// </seealso>
    public static IDisposable SaveOnCpu() => Saved.OnCpu(nameof(SaveOnCpu));

    /// <summary>
    /// Opens a scope in which <see cref="SavedTensorHooks"/> and <see cref="SaveOnCpu"/> throw on this thread. Use it around code that does
    /// not work with them.
    /// </summary>
    /// <param name="message">The message of the exception that they throw.</param>
    /// <returns>The scope. Dispose it, on the same thread, to end it. Scopes nest: the innermost message is used.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="message"/> is null.</exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.Other"/>: a scope of <see cref="SavedTensorHooks"/> is open on this thread already. The exception has the
    /// given message.
    /// </exception>
    /// <seealso href="https://pytorch.org/docs/stable/autograd.html#torch.autograd.graph.disable_saved_tensors_hooks">
    /// torch.autograd.graph.disable_saved_tensors_hooks
    /// </seealso>
    public static IDisposable DisableSavedTensorHooks(string message) => message is null
        ? throw ArgumentMessages.NullText(nameof(DisableSavedTensorHooks), nameof(message))
        : Saved.Disabled(nameof(DisableSavedTensorHooks), message);
}
