namespace TorchBridge;

public static partial class CustomFunction
{
    /// <summary>
    /// Makes a function with derivatives that you write yourself, with a separate function that fills the context: PyTorch's
    /// <c>setup_context</c>. Use it if a vmap rule replaces forward and the context needs more than inputs and outputs.
    /// </summary>
    /// <param name="forward">Computes the outputs from the inputs. It runs with grad mode off.</param>
    /// <param name="setupContext">
    /// Receives the context, the inputs and the outputs, and tells the context what backward and jvp need. It runs, without recording, once
    /// for each transform that the call goes through, with the tensors of that transform.
    /// </param>
    /// <param name="backward">
    /// The rule for reverse mode. It computes the gradients of the inputs, <c>dL/dx</c>, from the gradients of the outputs, <c>dL/dy</c>,
    /// as in <see cref="Apply"/>.
    /// </param>
    /// <param name="jvp">
    /// The rule for forward mode. It computes the tangents of the outputs from the tangents of the inputs. Null, the default: using the
    /// function in forward mode is an error.
    /// </param>
    /// <param name="vmap">
    /// The function of a whole batch. It returns the outputs and the batch dimension of each. Null, the default: see
    /// <paramref name="generateVmapRule"/>.
    /// </param>
    /// <param name="generateVmapRule">
    /// True makes the rule for <c>Vmap</c> from forward, backward and jvp. Default false: without <paramref name="vmap"/>, using the
    /// function inside <c>Vmap</c> is an error.
    /// </param>
    /// <param name="onceDifferentiable">
    /// True says that backward cannot be differentiated: a second derivative is then an error. Default false.
    /// </param>
    /// <returns>The function. It may be called any number of times and on any thread. Its outputs belong to the caller.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="forward"/> is null.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="setupContext"/> is null.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="backward"/> is null.</exception>
    /// <exception cref="ArgumentNullException">When it is called: the inputs, or one of them, is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="vmap"/> is given and <paramref name="generateVmapRule"/> is true.</exception>
    /// <exception cref="ArgumentException">When it is called: an input has been disposed.</exception>
    /// <exception cref="ArgumentException">
    /// When it is called: <paramref name="forward"/> or <paramref name="vmap"/> returned null, or a null or disposed tensor.
    /// </exception>
    /// <exception cref="ArgumentException">
    /// When it is called: <paramref name="vmap"/> returned a batch dimension that its output does not have.
    /// </exception>
    /// <exception cref="ArgumentException">
    /// When it is called: <paramref name="vmap"/> returned another number of batch dimensions than outputs.
    /// </exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.NotImplemented"/>, when it is called: a rule that a transform needs is missing.
    /// </exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.Other"/>, when it is called: <paramref name="jvp"/> returned something that is not a tangent of its output.
    /// </exception>
    /// <exception cref="AutogradException">
    /// <see cref="AutogradError.ModifiedInPlace"/>, when it is called: <paramref name="forward"/> wrote to an input in place and did not
    /// mark it as dirty.
    /// </exception>
    /// <example>
    /// An exponential whose derivative is its own output, with a rule for a batch.
    /// <code>
    /// using var scope = NewDisposeScope();
    /// Func&lt;Tensor[], Tensor[]> exp = CustomFunction.Define(
    ///     forward: x => [x[0].exp()],
    ///     setupContext: (context, x, y) => context.SaveForBackward(y[0]),
    ///     backward: (context, dy) => [dy[0]! * context.SavedTensors[0]],
    ///     vmap: (info, inDims, x) => ([x[0].exp()], [inDims[0]]));
    /// Tensor batch = tensor(new[] { 0.0, 1.0 });
    /// Tensor perSample = Transforms.Vmap(Transforms.Grad((Tensor x) => exp([x])[0]))(batch);
    /// Console.WriteLine(perSample.allclose(batch.exp()));      // True
    /// </code>
    /// </example>
    /// <example>
    /// The context of each call keeps a plain value.
    /// <code>
    /// using var scope = NewDisposeScope();
    /// Func&lt;Tensor[], Tensor[]> power = CustomFunction.Define(
    ///     forward: x => [x[0].pow(4)],
    ///     setupContext: (context, x, y) => { context.SaveForBackward(x[0]); context.Data["exponent"] = 4; },
    ///     backward: (context, dy) =>
    ///     {
    ///         int n = (int)context.Data["exponent"]!;
    ///         return [dy[0]! * context.SavedTensors[0].pow(n - 1) * n];
    ///     });
    /// Tensor input = tensor(2.0, requires_grad: true);
    /// power([input])[0].Backward();
    /// Console.WriteLine(input.grad!.ToDouble());      // 32
    /// </code>
    /// </example>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.autograd.Function.setup_context.html">
    /// torch.autograd.Function.setup_context
    /// </seealso>
    public static Func<Tensor[], Tensor[]> Define(
        Func<Tensor[], Tensor[]> forward,
        Action<FunctionContext, Tensor[], Tensor[]> setupContext,
        Func<FunctionContext, Tensor?[], Tensor?[]> backward,
        Func<FunctionContext, Tensor?[], Tensor?[]>? jvp = null,
        Func<VmapInfo, int?[], Tensor[], (Tensor[] Outputs, int?[] OutDims)>? vmap = null,
        bool generateVmapRule = false,
        bool onceDifferentiable = false)
    {
        Check.Function(forward);
        Check.Function(setupContext);
        Check.Function(backward);
        return Defined((_, inputs) => forward(inputs), setupContext, backward, jvp, vmap, generateVmapRule, onceDifferentiable);
    }
}
