using System.Runtime.CompilerServices;

namespace TorchBridge;

public static partial class Transforms
{
    /// <summary>Calls any module in any way, with other parameters and buffers instead of its own.</summary>
    /// <typeparam name="TModule">The type of the module.</typeparam>
    /// <typeparam name="TOut">The type of the result: a structure of tensors, or plain data.</typeparam>
    /// <param name="module">
    /// The module. It is unchanged after the call, even after an exception. Only one call of it may run at a time.
    /// </param>
    /// <param name="parametersAndBuffers">The tensors by the names that <c>named_parameters</c> and <c>named_buffers</c> give.</param>
    /// <param name="call">Receives the module and calls it with any arguments. What it returns is the result.</param>
    /// <param name="strict">True: it is an error if a name is missing or if the module does not have a name. Default false.</param>
    /// <returns>What <paramref name="call"/> returned.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="module"/> is null.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="parametersAndBuffers"/> or a tensor in it is null.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="call"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="call"/> returned null or a disposed tensor.</exception>
    /// <exception cref="ArgumentException"><paramref name="call"/> returned a tuple that mixes tensors and other values.</exception>
    /// <exception cref="ArgumentException">A tensor in <paramref name="parametersAndBuffers"/> has been disposed.</exception>
    /// <exception cref="ArgumentException"><paramref name="strict"/> is true and a name is missing or unknown.</exception>
    /// <exception cref="ArgumentException">
    /// A name belongs to a module whose native code keeps its own tensors (LSTM, GRU, RNN, MultiheadAttention, Transformer).
    /// </exception>
    /// <exception cref="ArgumentException">One parameter has two names, and different tensors are given for them.</exception>
    /// <example>
    /// <code>
    /// using var scope = NewDisposeScope();
    /// var bilinear = nn.Bilinear(2, 2, 1, hasBias: false, dtype: float64);
    /// var weight = new Dictionary&lt;string, Tensor> { ["weight"] = ones(1, 2, 2, dtype: float64) };
    /// Tensor a = tensor(new[,] { { 1.0, 2.0 } }), b = tensor(new[,] { { 3.0, 4.0 } });
    /// Tensor y = Transforms.FunctionalCall(bilinear, weight, module => module.call(a, b));
    /// Console.WriteLine(y.ToDouble());      // 21
    /// </code>
    /// </example>
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

    /// <summary>Calls any module in any way, with other parameters and buffers, which come in several dictionaries.</summary>
    /// <typeparam name="TModule">The type of the module.</typeparam>
    /// <typeparam name="TOut">The type of the result: a structure of tensors, or plain data.</typeparam>
    /// <param name="module">
    /// The module. It is unchanged after the call, even after an exception. Only one call of it may run at a time.
    /// </param>
    /// <param name="parametersAndBuffers">Dictionaries of tensors by name. No name may be in two of them.</param>
    /// <param name="call">Receives the module and calls it with any arguments. What it returns is the result.</param>
    /// <param name="strict">True: it is an error if a name is missing or if the module does not have a name. Default false.</param>
    /// <returns>What <paramref name="call"/> returned.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="module"/> is null.</exception>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="parametersAndBuffers"/>, a dictionary in it, or a tensor in a dictionary is null.
    /// </exception>
    /// <exception cref="ArgumentNullException"><paramref name="call"/> is null.</exception>
    /// <exception cref="ArgumentException">A name is in two of the dictionaries.</exception>
    /// <exception cref="ArgumentException"><paramref name="call"/> returned null or a disposed tensor.</exception>
    /// <exception cref="ArgumentException"><paramref name="call"/> returned a tuple that mixes tensors and other values.</exception>
    /// <exception cref="ArgumentException">A tensor in <paramref name="parametersAndBuffers"/> has been disposed.</exception>
    /// <exception cref="ArgumentException"><paramref name="strict"/> is true and a name is missing or unknown.</exception>
    /// <exception cref="ArgumentException">
    /// A name belongs to a module whose native code keeps its own tensors (LSTM, GRU, RNN, MultiheadAttention, Transformer).
    /// </exception>
    /// <exception cref="ArgumentException">One parameter has two names, and different tensors are given for them.</exception>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.func.functional_call.html">torch.func.functional_call</seealso>
    public static TOut FunctionalCall<TModule, TOut>(TModule module, IEnumerable<IReadOnlyDictionary<string, Tensor>> parametersAndBuffers,
        Func<TModule, TOut> call, bool strict = false) where TModule : nn.Module
    {
        ArgumentNullException.ThrowIfNull(module);
        Check.Function(call);
        return Operators.Modules.FunctionalCall.Run(module, Dictionaries(parametersAndBuffers), () => call(module), nameof(call), strict);
    }
}
