using TorchBridge.Operators.Functions;

namespace TorchBridge;

/// <content>Functions that work in every transform.</content>
public static partial class CustomFunction
{
    /// <summary>
    /// Makes a function <c>y = forward(x)</c> with derivatives that you write yourself. It works in plain code and, with the rules given
    /// here, in forward mode and inside every transform.
    /// </summary>
    /// <param name="forward">
    /// Computes the outputs from the inputs. It runs with grad mode off. It tells the context what backward and jvp need. For second
    /// derivatives, save inputs and outputs only. Tensors that it makes and neither returns nor saves are disposed.
    /// </param>
    /// <param name="backward">
    /// The rule for reverse mode. It computes the gradients of the inputs, <c>dL/dx</c>, from the gradients of the outputs, <c>dL/dy</c>,
    /// as in <see cref="Apply"/>.
    /// </param>
    /// <param name="jvp">
    /// The rule for forward mode. It computes the tangents of the outputs, <c>dy</c>, from the tangents of the inputs, <c>dx</c>. The
    /// tangent of an input that has none is zeros, or null if <see cref="FunctionContext.MaterializeGrads"/> is false. Return null for an
    /// output without a tangent. It runs directly after forward. Null, the default: using the function in forward mode is an error.
    /// </param>
    /// <param name="vmap">
    /// The function of a whole batch. It receives what is known of the batch, the batch dimension of each input (null for an input that all
    /// examples share) and the inputs. It returns the outputs and the batch dimension of each. Its derivative is that of the operations
    /// that it calls. Null, the default: see <paramref name="generateVmapRule"/>.
    /// </param>
    /// <param name="generateVmapRule">
    /// True makes the rule for <c>Vmap</c> from forward, backward and jvp: they then run on batches, so they must consist of operations
    /// that <c>Vmap</c> supports. Default false: without <paramref name="vmap"/>, using the function inside <c>Vmap</c> is an error.
    /// </param>
    /// <param name="onceDifferentiable">
    /// True says that backward cannot be differentiated. It then runs without recording, and a second derivative is an error instead of a
    /// wrong number. Default false.
    /// </param>
    /// <returns>The function. It may be called any number of times and on any thread. Its outputs belong to the caller.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="forward"/> is null.</exception>
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
    /// <remarks>
    /// If a <c>Vmap</c> with your own rule has a gradient inside, as in <c>Vmap(Grad(f))</c>, forward does not run on the batch. It runs
    /// once on a copy of the first example, to find which inputs and outputs it saves. If it saves other tensors, or writes to the data of
    /// the context, that is an error: use the overload with setupContext. What the functions throw comes out unchanged.
    /// </remarks>
    /// <example>
    /// A cube that works in reverse mode, in forward mode and for a batch.
    /// <code>
    /// using var scope = NewDisposeScope();
    /// Func&lt;Tensor[], Tensor[]> cube = CustomFunction.Define(
    ///     forward: (context, x) => { context.SaveForBackward(x[0]); return [x[0].pow(3)]; },
    ///     backward: (context, dy) => [dy[0]! * context.SavedTensors[0].square() * 3],
    ///     jvp: (context, dx) => [dx[0]! * context.SavedTensors[0].square() * 3],
    ///     generateVmapRule: true);
    /// Tensor batch = tensor(new[] { 1.0, 2.0, 3.0 });
    /// Tensor perSample = Transforms.Vmap(Transforms.Grad((Tensor x) => cube([x])[0]))(batch);
    /// Console.WriteLine(string.Join(", ", perSample.data&lt;double>()));      // 3, 12, 27
    /// (_, Tensor tangent) = Transforms.Jvp(x => cube([x])[0], batch, ones_like(batch));
    /// Console.WriteLine(string.Join(", ", tangent.data&lt;double>()));        // 3, 12, 27
    /// </code>
    /// </example>
    /// <example>
    /// A function that says that its backward cannot be differentiated.
    /// <code>
    /// using var scope = NewDisposeScope();
    /// Func&lt;Tensor[], Tensor[]> twice = CustomFunction.Define(
    ///     forward: (context, x) => [x[0] * 2], backward: (context, dy) => [dy[0]! * 2], onceDifferentiable: true);
    /// Tensor input = tensor(1.0, requires_grad: true);
    /// Tensor gradient = Autograd.Grad(twice([input.square()])[0], input, createGraph: true);
    /// Console.WriteLine(gradient.ToDouble());      // 4
    /// </code>
    /// </example>
    /// <seealso href="https://pytorch.org/docs/stable/notes/extending.func.html">Extending torch.func with autograd.Function</seealso>
    public static Func<Tensor[], Tensor[]> Define(
        Func<FunctionContext, Tensor[], Tensor[]> forward,
        Func<FunctionContext, Tensor?[], Tensor?[]> backward,
        Func<FunctionContext, Tensor?[], Tensor?[]>? jvp = null,
        Func<VmapInfo, int?[], Tensor[], (Tensor[] Outputs, int?[] OutDims)>? vmap = null,
        bool generateVmapRule = false,
        bool onceDifferentiable = false)
    {
        Check.Function(forward);
        Check.Function(backward);
        return Defined(forward, null, backward, jvp, vmap, generateVmapRule, onceDifferentiable);
    }

    private static Func<Tensor[], Tensor[]> Defined(
        Func<FunctionContext, Tensor[], Tensor[]> forward,
        Action<FunctionContext, Tensor[], Tensor[]>? setupContext,
        Func<FunctionContext, Tensor?[], Tensor?[]> backward,
        Func<FunctionContext, Tensor?[], Tensor?[]>? jvp,
        Func<VmapInfo, int?[], Tensor[], (Tensor[] Outputs, int?[] OutDims)>? vmap,
        bool generateVmapRule,
        bool onceDifferentiable)
    {
        const string api = "CustomFunction.Define";
        if (vmap is not null && generateVmapRule)
            throw ArgumentMessages.TwoVmapRules(api, nameof(generateVmapRule));
        var rules = new FunctionRules(api, forward, setupContext,
            onceDifferentiable ? OnceDifferentiable.Backward(api, backward) : backward, jvp, vmap, generateVmapRule);
        return inputs => FunctionApplication.Run(rules, Guard.UsableList(inputs, api, nameof(inputs)));
    }
}
