using TorchSharp.Modules;

namespace TorchBridge;

public static partial class Transforms
{
    /// <summary>
    /// Returns the parameters of a module by name, detached from the graph and from the module: <c>{k: v.detach() for k, v in ...}</c> in
    /// Python. They share the module's memory, so the next optimizer step changes their values too.
    /// </summary>
    /// <param name="named">What <c>named_parameters()</c> returned.</param>
    /// <returns>A dictionary in the same order. Its tensors do not require grad, and the caller disposes them.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="named"/> or a tensor in it is null.</exception>
    /// <exception cref="ArgumentException">A name is there twice.</exception>
    /// <exception cref="ArgumentException">A tensor has been disposed.</exception>
    /// <example>
    /// <code>
    /// using var scope = NewDisposeScope();
    /// var parameters = nn.Linear(2, 3).named_parameters().ToDetachedDictionary();
    /// Console.WriteLine(string.Join(", ", parameters.Keys));           // weight, bias
    /// Console.WriteLine(parameters["weight"].requires_grad);           // False
    /// </code>
    /// </example>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.functional_call.html">torch.func.functional_call</seealso>
    public static Dictionary<string, Tensor> ToDetachedDictionary(this IEnumerable<(string name, Parameter parameter)> named)
    {
        ArgumentNullException.ThrowIfNull(named);
        return Operators.Modules.ModuleState.Detached(named.Select(pair => (pair.name, (Tensor)pair.parameter)), nameof(named));
    }

    /// <summary>
    /// Returns the buffers of a module by name, detached from the graph and from the module. They share the module's memory.
    /// </summary>
    /// <param name="named">What <c>named_buffers()</c> returned.</param>
    /// <returns>A dictionary in the same order. Its tensors do not require grad, and the caller disposes them.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="named"/> or a tensor in it is null.</exception>
    /// <exception cref="ArgumentException">A name is there twice.</exception>
    /// <exception cref="ArgumentException">A tensor has been disposed.</exception>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.functional_call.html">torch.func.functional_call</seealso>
    public static Dictionary<string, Tensor> ToDetachedDictionary(this IEnumerable<(string name, Tensor buffer)> named)
    {
        ArgumentNullException.ThrowIfNull(named);
        return Operators.Modules.ModuleState.Detached(named, nameof(named));
    }

    /// <summary>
    /// Stacks the parameters and the buffers of several modules of one class along a new dimension 0. <c>Vmap</c> and <c>FunctionalCall</c>
    /// then run all modules at once.
    /// </summary>
    /// <param name="modules">
    /// At least one module. All must be in training mode or all in evaluation mode, and have the same structure.
    /// </param>
    /// <returns>
    /// New leaves by name, of shape [module, ...]. A parameter requires grad if those of the modules do. The caller disposes them.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="modules"/> is null.</exception>
    /// <exception cref="ArgumentNullException">An element of <paramref name="modules"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="modules"/> is empty.</exception>
    /// <exception cref="ArgumentException">The modules are of different classes.</exception>
    /// <exception cref="ArgumentException">Some modules are in training mode and others in evaluation mode.</exception>
    /// <exception cref="ArgumentException">The modules have different names, or tensors of different shapes.</exception>
    /// <exception cref="ArgumentException">A parameter requires grad in some of the modules only.</exception>
    /// <example>
    /// Three models and one batch in a single call.
    /// <code>
    /// using var scope = NewDisposeScope();
    /// var models = Enumerable.Range(0, 3).Select(_ => nn.Linear(2, 1)).ToArray();
    /// (var parameters, var buffers) = Transforms.StackModuleState(models);
    /// Func&lt;IReadOnlyDictionary&lt;string, Tensor>, Tensor, Tensor> one = (p, x) => Transforms.FunctionalCall(models[0], p, x);
    /// Tensor predictions = Transforms.Vmap(one, inDims: (0, null))(parameters, ones(4, 2));
    /// Console.WriteLine(string.Join(", ", predictions.shape));      // 3, 4, 1
    /// </code>
    /// </example>
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
