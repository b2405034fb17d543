namespace TorchBridge;

public static partial class Transforms
{
    /// <summary>
    /// Calls a module with other parameters and buffers than its own, which makes a function of them that can be transformed.
    /// </summary>
    /// <param name="module">
    /// The module, left as it was, also on a throw. Its code must use the tensors that it has registered, as modules written in C# do. One
    /// call of it at a time: not from several threads at once.
    /// </param>
    /// <param name="parametersAndBuffers">
    /// By the names of <c>named_parameters</c> and <c>named_buffers</c>. Those that are not named keep their own tensor; names that the
    /// module does not have are ignored. What it writes to a buffer in place is written to the one given here.
    /// </param>
    /// <param name="input">Its argument.</param>
    /// <param name="strict">Whether every name has to be there and none besides. Default false.</param>
    /// <returns>What the module returned, differentiable in the tensors given.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">
    /// A tensor has been disposed; names differ and <paramref name="strict"/> forbids it; a named tensor is kept by a module whose code is
    /// native (recurrent layers, Embedding, MultiheadAttention).
    /// </exception>
    /// <example><code>Func&lt;Tensor, Tensor> loss = weight => Transforms.FunctionalCall(linear, new Dictionary&lt;string, Tensor> {
    /// ["weight"] = weight }, x).sum();</code></example>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.functional_call.html">torch.func.functional_call</seealso>
    public static Tensor FunctionalCall(nn.Module<Tensor, Tensor> module, IReadOnlyDictionary<string, Tensor> parametersAndBuffers,
        Tensor input, bool strict = false)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(parametersAndBuffers);
        Check.Usable(input);
        return Operators.Modules.FunctionalCall.Run(module, parametersAndBuffers, input, strict);
    }

    /// <summary>
    /// The parameters and buffers of several modules of one class, each stacked in a new dimension 0, to be mapped over by <c>Vmap</c> and
    /// <see cref="FunctionalCall"/>.
    /// </summary>
    /// <param name="modules">At least one, all in training or all in evaluation mode, of the same structure.</param>
    /// <returns>New leaves by name, [module, ...]; parameters require grad where the modules' do.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="modules"/> or an element is null.</exception>
    /// <exception cref="ArgumentException">
    /// <paramref name="modules"/> is empty or they differ in class, mode, names, shapes or in what requires grad.
    /// </exception>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.stack_module_state.html">torch.func.stack_module_state</seealso>
    public static (IReadOnlyDictionary<string, Tensor> Parameters, IReadOnlyDictionary<string,
        Tensor> Buffers) StackModuleState(IEnumerable<nn.Module> modules)
    {
        ArgumentNullException.ThrowIfNull(modules);
        nn.Module[] list = [.. modules];
        foreach (nn.Module module in list)
            ArgumentNullException.ThrowIfNull(module, nameof(modules));
        return Operators.Modules.StackModuleState.Run(list);
    }
}
