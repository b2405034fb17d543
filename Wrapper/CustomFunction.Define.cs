using TorchBridge.Operators.Functions;

namespace TorchBridge;

/// <content>Functions that work in every transform.</content>
public static partial class CustomFunction
{
    /// <summary>
    /// A function <c>y = forward(x)</c> with derivatives of the caller's own, that works in plain code, in forward mode and, with the rules
    /// given here, inside every transform.
    /// </summary>
    /// <param name="forward">
    /// From the inputs to the outputs, without recording. It tells the context what backward and jvp need; for second derivatives it saves
    /// inputs and outputs only. Tensors that it makes and does not return or save are disposed.
    /// </param>
    /// <param name="backward">
    /// From the gradients of the outputs, <c>dL/dy</c>, to those of the inputs, <c>dL/dx</c>, as in <see cref="Apply"/>: the rule for
    /// reverse mode.
    /// </param>
    /// <param name="jvp">
    /// From the tangents of the inputs, <c>dx</c>, to those of the outputs, <c>dy</c>: the rule for forward mode. The tangent of an input
    /// without one comes as zeros, or as null if the context says so; null is returned for an output without one. It runs right after
    /// forward. Null: in forward mode the function is an error.
    /// </param>
    /// <param name="vmap">
    /// The function of a whole batch: given what is known of the batch, the batch dimension of each input (null for an input that all
    /// examples share) and the inputs, it returns the outputs and the batch dimension of each. It is itself differentiated by what it
    /// calls. Null: see <paramref name="generateVmapRule"/>.
    /// </param>
    /// <param name="generateVmapRule">
    /// Whether to make that rule of the other parts, which then run on batches: they must be made of operations that <c>Vmap</c> takes.
    /// Without either, the function is an error under <c>Vmap</c>.
    /// </param>
    /// <param name="onceDifferentiable">
    /// Whether backward is not differentiable. It then runs without recording, and a derivative of its results in what it got or what was
    /// saved is an error, not a wrong number.
    /// </param>
    /// <returns>The function. It may be called any number of times, on any thread.</returns>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="forward"/> or <paramref name="backward"/> is null. When it is called: the inputs are null, or one of them.
    /// </exception>
    /// <exception cref="ArgumentException">
    /// <paramref name="vmap"/> and <paramref name="generateVmapRule"/> are both given. When it is called: an input has been disposed, or
    /// forward or vmap returned null, a null or a disposed tensor, or batch dimensions that are not there.
    /// </exception>
    /// <exception cref="AutogradException">
    /// When it is called: a rule that a transform needs is missing (<see cref="AutogradError.NotImplemented"/>), jvp returned something
    /// else than tangents, or forward has written to an input that it has not marked.
    /// </exception>
    /// <remarks>
    /// Under <c>Vmap</c> with a rule of your own and a gradient inside (<c>Vmap(Grad(f))</c>), forward does not run on the batch. It runs
    /// once on a copy of the first example, to see which inputs and outputs it saves; if it saves anything else or writes to the context's
    /// data, that is an error, and the overload with setupContext is the way. What the functions throw comes out unchanged.
    /// </remarks>
    /// <example>
    /// <code>
    /// Func&lt;Tensor[], Tensor[]&gt; cube = CustomFunction.Define(
    ///     forward: (context, x) => { context.SaveForBackward(x[0]); return [x[0].pow(3)]; },
    ///     backward: (context, dy) => [dy[0]! * context.SavedTensors[0].pow(2) * three],
    ///     jvp: (context, dx) => [dx[0]! * context.SavedTensors[0].pow(2) * three],
    ///     generateVmapRule: true);
    /// Tensor perSample = Transforms.Vmap(Transforms.Grad((Tensor x) => cube([x])[0]))(batch);
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

    /// <summary>
    /// The same with forward and what it saves apart, as in PyTorch's <c>setup_context</c>. It is needed where a vmap rule takes the place
    /// of forward and the context gets more than inputs and outputs.
    /// </summary>
    /// <param name="forward">From the inputs to the outputs, without recording.</param>
    /// <param name="setupContext">
    /// Tells the context what backward and jvp need, given the inputs and the outputs. It runs at each level of the transforms around that
    /// the call goes through, with the tensors of that level, and without recording.
    /// </param>
    /// <param name="backward">As in the other overload.</param>
    /// <param name="jvp">As in the other overload.</param>
    /// <param name="vmap">As in the other overload.</param>
    /// <param name="generateVmapRule">As in the other overload.</param>
    /// <param name="onceDifferentiable">As in the other overload.</param>
    /// <returns>The function. It may be called any number of times, on any thread.</returns>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="forward"/>, <paramref name="setupContext"/> or <paramref name="backward"/> is null. When it is called: the inputs
    /// are null, or one of them.
    /// </exception>
    /// <exception cref="ArgumentException">As in the other overload.</exception>
    /// <exception cref="AutogradException">As in the other overload.</exception>
    /// <example>
    /// <code>
    /// Func&lt;Tensor[], Tensor[]&gt; exp = CustomFunction.Define(
    ///     forward: x => [x[0].exp()],
    ///     setupContext: (context, x, y) => context.SaveForBackward(y[0]),
    ///     backward: (context, dy) => [dy[0]! * context.SavedTensors[0]],
    ///     vmap: (info, inDims, x) => ([x[0].exp()], [inDims[0]]));
    /// </code>
    /// </example>
    /// <seealso href="https://pytorch.org/docs/stable/generated/torch.autograd.Function.setup_context.html">setup_context</seealso>
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
