using TorchBridge.Operators.Modules;

namespace TorchBridge;

/// <summary>PyTorch's backward hooks of a module.</summary>
public static class ModuleExtensions
{
    /// <summary>
    /// Calls a function with the gradients of the module's input and output whenever a pass has gone through the module.
    /// </summary>
    /// <param name="self">The module.</param>
    /// <param name="hook">
    /// Gets the gradients of the input and of the output, and returns another gradient of the input to go on with, or null to leave it as
    /// it is. The gradient of the input is null where the input does not require grad, as before the first layer; the hook then runs before
    /// the module's own backward, and must return null. It does not run where the pass does not need the input's gradient, such as in
    /// <c>Grad(loss, weight)</c>. Several hooks run in the order of their registration. What it throws comes out of the pass. The tensors
    /// that it gets and the one that it returns are disposed after it: clone to keep them.
    /// </param>
    /// <returns>The registration. Dispose removes the hook; calls of the module from before keep an identity without effect.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="self"/> or <paramref name="hook"/> is null.</exception>
    /// <exception cref="AutogradException">
    /// From the pass: <see cref="AutogradError.Other"/>, the hook has changed the shape, type or device, or has returned a gradient of an
    /// input that does not require grad. From the module's call: a forward pre-hook that was registered later has replaced the input.
    /// </exception>
    /// <remarks>
    /// The module's input and output become views of themselves while it has hooks, so writing to them in place is an error. TorchSharp
    /// runs hooks only through <c>call</c>, not through <c>forward</c>. Works on every platform.
    /// </remarks>
    /// <example>
    /// <code>
    /// layer.RegisterFullBackwardHook((_, gradOutput) => { seen = gradOutput.clone(); return null; });
    /// </code>
    /// </example>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.register_full_backward_hook">
    /// torch.nn.Module.register_full_backward_hook
    /// </seealso>
    public static IDisposable RegisterFullBackwardHook(this nn.Module<Tensor, Tensor> self, Func<Tensor?, Tensor, Tensor?> hook)
    {
        ArgumentNullException.ThrowIfNull(self);
        Check.Function(hook);
        return ModuleBackwardHooks.Add(self, hook);
    }

    /// <summary>Calls a function with the gradient of the module's output before the module's own backward.</summary>
    /// <param name="self">The module.</param>
    /// <param name="hook">
    /// Gets the gradient of the output, and returns another one to go on with, or null to leave it as it is. It runs before the hooks of
    /// <see cref="RegisterFullBackwardHook"/>, which get what it returned.
    /// </param>
    /// <returns>The registration. Dispose removes the hook.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="self"/> or <paramref name="hook"/> is null.</exception>
    /// <exception cref="AutogradException">From the pass and from the module's call, as in the other method.</exception>
    /// <remarks>As for <see cref="RegisterFullBackwardHook"/>.</remarks>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.register_full_backward_pre_hook">
    /// torch.nn.Module.register_full_backward_pre_hook
    /// </seealso>
    public static IDisposable RegisterFullBackwardPreHook(this nn.Module<Tensor, Tensor> self, Func<Tensor, Tensor?> hook)
    {
        ArgumentNullException.ThrowIfNull(self);
        Check.Function(hook);
        return ModuleBackwardHooks.AddPre(self, hook);
    }
}
