using System.Runtime.CompilerServices;

namespace TorchBridge;

public static partial class Autograd
{
    /// <summary>
    /// Computes <c>func(input)</c> and saves only the input for the backward pass: the pass computes the intermediate results again. The
    /// gradients are the same, memory use is lower, and the pass takes longer.
    /// </summary>
    /// <param name="func">
    /// The function. It is called once now and once in each pass, and must do the same each time. It may use leaves, such as the parameters
    /// of a module. Any computed tensor that requires grad must be its argument. Random numbers of the CPU generator are the same each
    /// time.
    /// </param>
    /// <param name="input">The argument of the function.</param>
    /// <returns>
    /// What the function returned. It can be differentiated as often as the function can. An output that would share memory with an
    /// argument, with a leaf or with another output is a copy. The caller disposes it.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="func"/> is null.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="input"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="input"/> has been disposed.</exception>
    /// <exception cref="ArgumentException"><paramref name="input"/> is an inference tensor.</exception>
    /// <exception cref="ArgumentException"><paramref name="func"/> returned null.</exception>
    /// <exception cref="ArgumentException"><paramref name="func"/> returned a null or a disposed tensor.</exception>
    /// <exception cref="ArgumentException"><paramref name="func"/> returned an inference tensor that requires grad.</exception>
    /// <exception cref="ArgumentException">
    /// <paramref name="func"/> used a computed tensor that requires grad and is not among its arguments.
    /// </exception>
    /// <exception cref="ArgumentException"><paramref name="func"/> wrote to an argument in place.</exception>
    /// <remarks>
    /// <para>
    /// A pass throws an <see cref="AutogradException"/> of kind <see cref="AutogradError.Other"/> if the function does something else the
    /// second time: the outputs must come from the same operations, with the same shapes, types and devices. Checkpoints may contain
    /// checkpoints.
    /// </para>
    /// <para>
    /// If LibTorch does not export its graph (see <see cref="NativeRuntime.Diagnose"/>), the call is <c>func(input)</c> and saves no
    /// memory. Inside a transform it is <c>func(input)</c> too.
    /// </para>
    /// </remarks>
    /// <example>
    /// The function runs a second time in the pass.
    /// <code>
    /// using var scope = NewDisposeScope();
    /// int calls = 0;
    /// Tensor x = tensor(2.0, requires_grad: true);
    /// Tensor y = Autograd.Checkpoint(t => { calls++; return t.square().square(); }, x);
    /// y.Backward();
    /// Console.WriteLine($"{x.grad!.ToDouble()}, {calls} calls");      // 32, 2 calls
    /// </code>
    /// </example>
    /// <example>
    /// A block of a network: its parameters receive gradients too.
    /// <code>
    /// using var scope = NewDisposeScope();
    /// var block = nn.Sequential(nn.Linear(4, 4), nn.Tanh());
    /// Tensor x = ones(2, 4, requires_grad: true);
    /// Autograd.Checkpoint(block.call, x).sum().Backward();
    /// Console.WriteLine(block.parameters().All(p => p.grad is not null));      // True
    /// </code>
    /// </example>
    /// <seealso href="https://pytorch.org/docs/stable/checkpoint.html#torch.utils.checkpoint.checkpoint">
    /// torch.utils.checkpoint.checkpoint
    /// </seealso>
    [OverloadResolutionPriority(1)]      // of an untyped lambda that fits a tensor and an array, the tensor is meant
    public static Tensor Checkpoint(Func<Tensor, Tensor> func, Tensor input) => Checkpoint(func, input, preserveRngState: true);

    /// <summary>
    /// Computes <c>func(input)</c> and saves only the input for the backward pass, with a choice of what is kept and compared.
    /// </summary>
    /// <param name="func">The function. It is called once now and once in each pass, and must do the same each time.</param>
    /// <param name="input">The argument of the function.</param>
    /// <param name="preserveRngState">
    /// True, the default: random numbers of the CPU generator are the same when the function runs again. False: the generator's state (5
    /// KB) is not kept.
    /// </param>
    /// <param name="determinismCheck">
    /// True, the default: a pass compares the operations of the second computation, and the shapes, types and devices of their results,
    /// with those of the first. False: it compares only their number.
    /// </param>
    /// <returns>What the function returned. The caller disposes it.</returns>
    /// <inheritdoc cref="Checkpoint(Func{Tensor, Tensor}, Tensor)" path="/exception"/>
    /// <remarks>See <see cref="Checkpoint(Func{Tensor, Tensor}, Tensor)"/> for what the function may use and when a pass throws.</remarks>
    /// <seealso href="https://pytorch.org/docs/stable/checkpoint.html#torch.utils.checkpoint.checkpoint">
    /// torch.utils.checkpoint.checkpoint
    /// </seealso>
    [OverloadResolutionPriority(1)]      // of an untyped lambda that fits a tensor and an array, the tensor is meant
    public static Tensor Checkpoint(Func<Tensor, Tensor> func, Tensor input, bool preserveRngState = true, bool determinismCheck = true)
    {
        Check.Function(func);
        Check.Usable(input);
        return Operators.Reverse.Checkpoint.Run(arguments => [func(arguments[0])], [input], nameof(input),
            new(preserveRngState, determinismCheck))[0];
    }

    /// <summary>Computes a function of several tensors and saves only the inputs for the backward pass.</summary>
    /// <param name="func">
    /// The function from all inputs to its outputs. It is called once now and once in each pass, and must do the same each time.
    /// </param>
    /// <param name="inputs">The arguments of the function.</param>
    /// <returns>What the function returned. The caller disposes it.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="func"/> is null.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="inputs"/> is null.</exception>
    /// <exception cref="ArgumentNullException">An element of <paramref name="inputs"/> is null.</exception>
    /// <exception cref="ArgumentException">An input has been disposed.</exception>
    /// <exception cref="ArgumentException">An input is an inference tensor.</exception>
    /// <exception cref="ArgumentException"><paramref name="func"/> returned null.</exception>
    /// <exception cref="ArgumentException"><paramref name="func"/> returned a null or a disposed tensor.</exception>
    /// <exception cref="ArgumentException"><paramref name="func"/> returned an inference tensor that requires grad.</exception>
    /// <exception cref="ArgumentException">
    /// <paramref name="func"/> used a computed tensor that requires grad and is not among its arguments.
    /// </exception>
    /// <exception cref="ArgumentException"><paramref name="func"/> wrote to an argument in place.</exception>
    /// <remarks>See <see cref="Checkpoint(Func{Tensor, Tensor}, Tensor)"/> for what the function may use and when a pass throws.</remarks>
    /// <example>
    /// <code>
    /// using var scope = NewDisposeScope();
    /// Tensor a = tensor(2.0, requires_grad: true), b = tensor(3.0, requires_grad: true);
    /// Tensor[] outputs = Autograd.Checkpoint(t => [t[0] * t[1], t[0] + t[1]], a, b);
    /// (outputs[0] + outputs[1]).Backward();
    /// Console.WriteLine($"{a.grad!.ToDouble()}, {b.grad!.ToDouble()}");      // 4, 3
    /// </code>
    /// </example>
    /// <seealso href="https://pytorch.org/docs/stable/checkpoint.html#torch.utils.checkpoint.checkpoint">
    /// torch.utils.checkpoint.checkpoint
    /// </seealso>
    public static Tensor[] Checkpoint(Func<Tensor[], Tensor[]> func, params Tensor[] inputs) =>
        Checkpoint(func, inputs, preserveRngState: true);

    /// <summary>
    /// Computes a function of several tensors and saves only the inputs for the backward pass, with a choice of what is kept and compared.
    /// </summary>
    /// <param name="func">
    /// The function from all inputs to its outputs. It is called once now and once in each pass, and must do the same each time.
    /// </param>
    /// <param name="inputs">The arguments of the function.</param>
    /// <param name="preserveRngState">
    /// True, the default: random numbers of the CPU generator are the same when the function runs again. False: the generator's state (5
    /// KB) is not kept.
    /// </param>
    /// <param name="determinismCheck">
    /// True, the default: a pass compares the operations of the second computation, and the shapes, types and devices of their results,
    /// with those of the first. False: it compares only their number.
    /// </param>
    /// <returns>What the function returned. The caller disposes it.</returns>
    /// <inheritdoc cref="Checkpoint(Func{Tensor[], Tensor[]}, Tensor[])" path="/exception"/>
    /// <remarks>See <see cref="Checkpoint(Func{Tensor, Tensor}, Tensor)"/> for what the function may use and when a pass throws.</remarks>
    /// <seealso href="https://pytorch.org/docs/stable/checkpoint.html#torch.utils.checkpoint.checkpoint">
    /// torch.utils.checkpoint.checkpoint
    /// </seealso>
    public static Tensor[] Checkpoint(Func<Tensor[], Tensor[]> func, IEnumerable<Tensor> inputs, bool preserveRngState = true,
        bool determinismCheck = true)
    {
        Check.Function(func);
        return Operators.Reverse.Checkpoint.Run(func, Check.List(inputs), nameof(inputs), new(preserveRngState, determinismCheck));
    }
}
