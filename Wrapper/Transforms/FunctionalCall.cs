using System.Runtime.CompilerServices;

namespace TorchBridge;

public static partial class Transforms
{
    /// <summary>
    /// Calls a module with other parameters and buffers instead of its own. That makes the module a function of its parameters, which can
    /// be transformed.
    /// </summary>
    /// <param name="module">
    /// The module. It is unchanged after the call, even after an exception. Its code must use the tensors that it has registered, as
    /// modules written in C# do.
    /// </param>
    /// <param name="parametersAndBuffers">
    /// The tensors by the names that <c>named_parameters</c> and <c>named_buffers</c> give. A parameter or buffer without an entry keeps
    /// its own tensor. A name that the module does not have is ignored. If the module writes to a buffer in place, it writes to the tensor
    /// given here.
    /// </param>
    /// <param name="input">The argument of the module.</param>
    /// <param name="strict">True: it is an error if a name is missing or if the module does not have a name. Default false.</param>
    /// <returns>What the module returned. It is differentiable with respect to the given tensors.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="module"/> is null.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="parametersAndBuffers"/> or a tensor in it is null.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="input"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="input"/> has been disposed.</exception>
    /// <exception cref="ArgumentException">A tensor in <paramref name="parametersAndBuffers"/> has been disposed.</exception>
    /// <exception cref="ArgumentException"><paramref name="strict"/> is true and a name is missing or unknown.</exception>
    /// <exception cref="ArgumentException">
    /// A name belongs to a module whose native code keeps its own tensors (LSTM, GRU, RNN, MultiheadAttention, Transformer).
    /// </exception>
    /// <exception cref="ArgumentException">One parameter has two names, and different tensors are given for them.</exception>
    /// <remarks>Threads: only one call of the same module may run at a time.</remarks>
    /// <example>
    /// A loss as a function of the weight.
    /// <code>
    /// using var scope = NewDisposeScope();
    /// var linear = nn.Linear(2, 1, hasBias: false, dtype: float64);
    /// Tensor x = tensor(new[,] { { 1.0, 2.0 } });
    /// Func&lt;Tensor, Tensor> loss = weight =>
    ///     Transforms.FunctionalCall(linear, new Dictionary&lt;string, Tensor> { ["weight"] = weight }, x).sum();
    /// Tensor gradient = Transforms.Grad(loss)(tensor(new[,] { { 0.5, 0.5 } }));
    /// Console.WriteLine(string.Join(", ", gradient.data&lt;double>()));      // 1, 2
    /// </code>
    /// </example>
    /// <example>
    /// Per-sample gradients with respect to all parameters, by name.
    /// <code>
    /// using var scope = NewDisposeScope();
    /// var model = nn.Linear(2, 1, dtype: float64);
    /// Func&lt;IReadOnlyDictionary&lt;string, Tensor>, Tensor, Tensor> loss =
    ///     (p, x) => Transforms.FunctionalCall(model, p, x).square().sum();
    /// var perSample = Transforms.Vmap(Transforms.Grad(loss), inDims: (null, 0));
    /// var gradients = perSample(model.named_parameters().ToDetachedDictionary(), ones(5, 2, dtype: float64));
    /// Console.WriteLine(string.Join(", ", gradients["weight"].shape));      // 5, 1, 2
    /// Console.WriteLine(string.Join(", ", gradients["bias"].shape));        // 5, 1
    /// </code>
    /// </example>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.functional_call.html">torch.func.functional_call</seealso>
    [OverloadResolutionPriority(1)]      // of null, one dictionary is meant
    public static Tensor FunctionalCall(nn.Module<Tensor, Tensor> module, IReadOnlyDictionary<string, Tensor> parametersAndBuffers,
        Tensor input, bool strict = false)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(parametersAndBuffers);
        return Called(module, [parametersAndBuffers], input, strict);
    }

    /// <summary>Calls a module with other parameters and buffers, which come in several dictionaries.</summary>
    /// <param name="module">
    /// The module. It is unchanged after the call, even after an exception. Only one call of it may run at a time.
    /// </param>
    /// <param name="parametersAndBuffers">
    /// Dictionaries of tensors by name, for example one of parameters and one of buffers. No name may be in two of them.
    /// </param>
    /// <param name="input">The argument of the module.</param>
    /// <param name="strict">True: it is an error if a name is missing or if the module does not have a name. Default false.</param>
    /// <returns>What the module returned. It is differentiable with respect to the given tensors.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="module"/> is null.</exception>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="parametersAndBuffers"/>, a dictionary in it, or a tensor in a dictionary is null.
    /// </exception>
    /// <exception cref="ArgumentNullException"><paramref name="input"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="input"/> has been disposed.</exception>
    /// <exception cref="ArgumentException">A name is in two of the dictionaries.</exception>
    /// <exception cref="ArgumentException">A tensor in <paramref name="parametersAndBuffers"/> has been disposed.</exception>
    /// <exception cref="ArgumentException"><paramref name="strict"/> is true and a name is missing or unknown.</exception>
    /// <exception cref="ArgumentException">
    /// A name belongs to a module whose native code keeps its own tensors (LSTM, GRU, RNN, MultiheadAttention, Transformer).
    /// </exception>
    /// <exception cref="ArgumentException">One parameter has two names, and different tensors are given for them.</exception>
    /// <example>
    /// <code>
    /// using var scope = NewDisposeScope();
    /// var norm = nn.BatchNorm1d(2, dtype: float64);
    /// norm.eval();
    /// var parameters = norm.named_parameters().ToDetachedDictionary();
    /// var buffers = norm.named_buffers().ToDetachedDictionary();
    /// Tensor y = Transforms.FunctionalCall(norm, [parameters, buffers], zeros(3, 2, dtype: float64));
    /// Console.WriteLine(string.Join(", ", y.shape));      // 3, 2
    /// </code>
    /// </example>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.functional_call.html">torch.func.functional_call</seealso>
    public static Tensor FunctionalCall(nn.Module<Tensor, Tensor> module,
        IEnumerable<IReadOnlyDictionary<string, Tensor>> parametersAndBuffers, Tensor input, bool strict = false)
    {
        ArgumentNullException.ThrowIfNull(module);
        return Called(module, Dictionaries(parametersAndBuffers), input, strict);
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
