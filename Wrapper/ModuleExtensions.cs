using TorchBridge.Operators.Modules;

namespace TorchBridge;

/// <summary>The backward hooks of PyTorch's <c>torch.nn.Module</c>, as extension methods of TorchSharp's modules.</summary>
/// <seealso href="https://pytorch.org/docs/stable/generated/torch.nn.Module.html">torch.nn.Module</seealso>
public static class ModuleExtensions
{
    /// <summary>
    /// Calls a function with the gradients of the module's input and output each time a pass has gone through the module.
    /// </summary>
    /// <param name="self">A module from one tensor to one tensor.</param>
    /// <param name="hook">
    /// The function. It receives the gradient of the input and the gradient of the output. It returns another gradient of the input to
    /// continue with, or null to leave it as it is. If the input does not require grad, as before the first layer, the gradient of the
    /// input is null: the hook then runs before the module's own backward and must return null. The hook does not run if the pass needs no
    /// gradient of the input, as in <c>Grad(loss, weight)</c>. Several hooks run in the order of their registration. An exception that it
    /// throws comes out of the pass. The tensors that it receives and the tensor that it returns are disposed after the call: keep a
    /// <c>clone()</c>.
    /// </param>
    /// <returns>
    /// The registration. Dispose it to remove the hook. Calls of the module that were made before keep an identity without effect in their
    /// graph. You need not dispose it: the hook disappears together with the module.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="self"/> is null.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="hook"/> is null.</exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.Other"/>, from the pass: the hook changed the shape, type or device of the gradient.
    /// </exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.Other"/>, from the pass: the hook returned a gradient of an input that does not require grad.
    /// </exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.Other"/>, from the call of the module: a forward pre-hook that was registered later replaced the input.
    /// </exception>
    /// <remarks>
    /// <para>
    /// While the module has hooks, its input and output become views of themselves, so writing to them in place is an error. TorchSharp
    /// runs hooks through <c>call</c> only, not through <c>forward</c>.
    /// </para>
    /// <para>
    /// Platforms: all. Threads: register and remove hooks while no other thread calls the module. A hook runs on the thread that runs the
    /// pass.
    /// </para>
    /// </remarks>
    /// <example>
    /// <code>
    /// using var scope = NewDisposeScope();
    /// var layer = nn.Identity();
    /// layer.RegisterFullBackwardHook((gradInput, gradOutput) =>
    /// {
    ///     Console.WriteLine(string.Join(", ", gradOutput.data&lt;double>()));      // 2, 4
    ///     return gradOutput * 10;
    /// });
    /// Tensor x = tensor(new[] { 1.0, 2.0 }, requires_grad: true);
    /// layer.call(x).square().sum().Backward();
    /// Console.WriteLine(string.Join(", ", x.grad!.data&lt;double>()));      // 20, 40
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
    /// <param name="self">A module from one tensor to one tensor.</param>
    /// <param name="hook">
    /// The function. It receives the gradient of the output. It returns another gradient to continue with, or null to leave it as it is. It
    /// runs before the hooks of <see cref="RegisterFullBackwardHook"/>, which receive what it returned. An exception that it throws comes
    /// out of the pass. The tensor that it receives and the tensor that it returns are disposed after the call: keep a <c>clone()</c>.
    /// </param>
    /// <returns>
    /// The registration. Dispose it to remove the hook. You need not dispose it: the hook disappears together with the module.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="self"/> is null.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="hook"/> is null.</exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.Other"/>, from the pass: the hook changed the shape, type or device of the gradient.
    /// </exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.Other"/>, from the call of the module: a forward pre-hook that was registered later replaced the input.
    /// </exception>
    /// <remarks>
    /// <para>
    /// While the module has hooks, its input and output become views of themselves, so writing to them in place is an error. TorchSharp
    /// runs hooks through <c>call</c> only, not through <c>forward</c>.
    /// </para>
    /// <para>For platforms and threads, see <see cref="RegisterFullBackwardHook"/>.</para>
    /// </remarks>
    /// <example>
    /// <code>
    /// using var scope = NewDisposeScope();
    /// var layer = nn.Identity();
    /// using (layer.RegisterFullBackwardPreHook(gradOutput => gradOutput.clamp(max: 3.0)))
    /// {
    ///     Tensor x = tensor(new[] { 1.0, 2.0 }, requires_grad: true);
    ///     layer.call(x).square().sum().Backward();
    ///     Console.WriteLine(string.Join(", ", x.grad!.data&lt;double>()));      // 2, 3
    /// }
    /// </code>
    /// </example>
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
