namespace TorchBridge;

/// <summary>Says when a hook on several tensors runs; see <see cref="Autograd.RegisterMultiGradHook"/>.</summary>
/// <seealso href="https://pytorch.org/docs/stable/autograd.html#torch.autograd.graph.register_multi_grad_hook">
/// torch.autograd.graph.register_multi_grad_hook
/// </seealso>
public enum MultiGradMode
{
    /// <summary>After the pass has computed the gradients of all the tensors that it reaches.</summary>
    All,

    /// <summary>When the pass has computed the first of the gradients.</summary>
    Any,
}
