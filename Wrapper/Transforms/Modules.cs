using System.Runtime.CompilerServices;
using TorchSharp.Modules;

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
    /// native and can't be given another (LSTM, GRU, RNN, MultiheadAttention, Transformer).
    /// </exception>
    /// <example><code>Func&lt;Tensor, Tensor> loss = weight => Transforms.FunctionalCall(linear, new Dictionary&lt;string, Tensor> {
    /// ["weight"] = weight }, x).sum();</code></example>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.functional_call.html">torch.func.functional_call</seealso>
    [OverloadResolutionPriority(1)]      // of null, one dictionary is meant
    public static Tensor FunctionalCall(nn.Module<Tensor, Tensor> module, IReadOnlyDictionary<string, Tensor> parametersAndBuffers,
        Tensor input, bool strict = false)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(parametersAndBuffers);
        return Called(module, [parametersAndBuffers], input, strict);
    }

    /// <summary>The same with several dictionaries, of parameters and of buffers for example.</summary>
    /// <param name="module">The module, left as it was, also on a throw. One call of it at a time.</param>
    /// <param name="parametersAndBuffers">Dictionaries by name; no name may be in two of them.</param>
    /// <param name="input">Its argument.</param>
    /// <param name="strict">Whether every name has to be there and none besides. Default false.</param>
    /// <returns>What the module returned, differentiable in the tensors given.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">As with one dictionary; a name is in two of them.</exception>
    /// <example><code>Tensor y = Transforms.FunctionalCall(network, [parameters, buffers], x);</code></example>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.functional_call.html">torch.func.functional_call</seealso>
    public static Tensor FunctionalCall(nn.Module<Tensor, Tensor> module,
        IEnumerable<IReadOnlyDictionary<string, Tensor>> parametersAndBuffers, Tensor input, bool strict = false)
    {
        ArgumentNullException.ThrowIfNull(module);
        return Called(module, Dictionaries(parametersAndBuffers), input, strict);
    }

    /// <summary>The same of a module of any kind, called in any way.</summary>
    /// <param name="module">The module, left as it was, also on a throw. One call of it at a time.</param>
    /// <param name="parametersAndBuffers">By the names of <c>named_parameters</c> and <c>named_buffers</c>.</param>
    /// <param name="call">Calls the module that it gets, with whatever arguments, and returns what it likes of the result.</param>
    /// <param name="strict">Whether every name has to be there and none besides. Default false.</param>
    /// <returns>What <paramref name="call"/> returned: a structure of tensors, or plain data.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">
    /// As with an input; <paramref name="call"/> returned null or a disposed tensor, or a tuple of tensors and other things.
    /// </exception>
    /// <example><code>Tensor y = Transforms.FunctionalCall(bilinear, parameters, m => m.call(x1, x2));</code></example>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.functional_call.html">torch.func.functional_call</seealso>
    [OverloadResolutionPriority(1)]
    public static TOut FunctionalCall<TModule, TOut>(TModule module, IReadOnlyDictionary<string, Tensor> parametersAndBuffers,
        Func<TModule, TOut> call, bool strict = false) where TModule : nn.Module
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(parametersAndBuffers);
        Check.Function(call);
        return Operators.Modules.FunctionalCall.Run(module, [parametersAndBuffers], () => call(module), nameof(call), strict);
    }

    /// <summary>The same with several dictionaries.</summary>
    /// <param name="module">The module, left as it was, also on a throw. One call of it at a time.</param>
    /// <param name="parametersAndBuffers">Dictionaries by name; no name may be in two of them.</param>
    /// <param name="call">Calls the module that it gets, with whatever arguments, and returns what it likes of the result.</param>
    /// <param name="strict">Whether every name has to be there and none besides. Default false.</param>
    /// <returns>What <paramref name="call"/> returned: a structure of tensors, or plain data.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">As with one dictionary; a name is in two of them.</exception>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.functional_call.html">torch.func.functional_call</seealso>
    public static TOut FunctionalCall<TModule, TOut>(TModule module, IEnumerable<IReadOnlyDictionary<string, Tensor>> parametersAndBuffers,
        Func<TModule, TOut> call, bool strict = false) where TModule : nn.Module
    {
        ArgumentNullException.ThrowIfNull(module);
        Check.Function(call);
        return Operators.Modules.FunctionalCall.Run(module, Dictionaries(parametersAndBuffers), () => call(module), nameof(call), strict);
    }

    /// <summary>
    /// Tensors by their names, detached from the graph and from the module: what <c>{k: v.detach() for k, v in ...}</c> makes in Python.
    /// They share the module's memory, so the module's next step changes their values.
    /// </summary>
    /// <param name="named">What <c>named_parameters()</c> returned.</param>
    /// <returns>A dictionary in the same order. Its tensors do not require grad, and are the caller's.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="named"/> or a tensor in it is null.</exception>
    /// <exception cref="ArgumentException">A name is there twice, or a tensor has been disposed.</exception>
    /// <example><code>var parameters = network.named_parameters().ToDetachedDictionary();</code></example>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.functional_call.html">torch.func.functional_call</seealso>
    public static Dictionary<string, Tensor> ToDetachedDictionary(this IEnumerable<(string name, Parameter parameter)> named)
    {
        ArgumentNullException.ThrowIfNull(named);
        return Operators.Modules.ModuleState.Detached(named.Select(pair => (pair.name, (Tensor)pair.parameter)), nameof(named));
    }

    /// <inheritdoc cref="ToDetachedDictionary(IEnumerable{ValueTuple{string, Parameter}})"/>
    public static Dictionary<string, Tensor> ToDetachedDictionary(this IEnumerable<(string name, Tensor buffer)> named)
    {
        ArgumentNullException.ThrowIfNull(named);
        return Operators.Modules.ModuleState.Detached(named, nameof(named));
    }

    /// <summary>
    /// The parameters and buffers of several modules of one class, each stacked in a new dimension 0, to be mapped over by <c>Vmap</c> and
    /// <c>FunctionalCall</c>.
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

    private static Tensor Called(nn.Module<Tensor, Tensor> module, IReadOnlyDictionary<string, Tensor>[] parametersAndBuffers, Tensor input,
        bool strict)
    {
        Check.Usable(input, api: nameof(FunctionalCall));
        return Operators.Modules.FunctionalCall.Run(module, parametersAndBuffers, () => module.call(input), nameof(module), strict,
            input);
    }

    private static IReadOnlyDictionary<string, Tensor>[] Dictionaries(IEnumerable<IReadOnlyDictionary<string, Tensor>> all)
    {
        ArgumentNullException.ThrowIfNull(all, "parametersAndBuffers");
        IReadOnlyDictionary<string, Tensor>[] dictionaries = [.. all];
        foreach (IReadOnlyDictionary<string, Tensor> each in dictionaries)
            ArgumentNullException.ThrowIfNull(each, "parametersAndBuffers");
        return dictionaries;
    }
}
