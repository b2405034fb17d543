using TorchBridge.Engine;
using TorchBridge.Operators.Forward;
using TorchBridge.Operators.Functions;
using TorchBridge.Operators.Reverse;

namespace TorchBridge.Operators.Jacobians;

/// <summary>
/// torch.func.linearize: a function's outputs, and its Jacobian-vector product as a function of the vector. The function runs once, on dual
/// numbers whose tangents v are recorded. A backward pass from the tangents with cotangent w gives wᵀJ, and the derivative of that with
/// respect to w along u is Ju. These steps are linear, so they need no second derivative of the function. If forward mode can't continue,
/// the function's own backward pass is used instead.
/// </summary>
internal sealed class Linearize
{
    private const string Api = "Linearize";

    private readonly Tensor[] _primals, _outputs, _start;
    private readonly Pullback _product;
    private readonly KnownFaults _faults;

    /// <param name="primals">The arguments, at a grad level.</param>
    /// <param name="outputs">The outputs.</param>
    /// <param name="linear">
    /// The tensors to differentiate, one for each output: its tangent, or the output itself. Null for an output that does not depend on the
    /// arguments.
    /// </param>
    /// <param name="variables">The tensors to differentiate with respect to, one for each argument.</param>
    /// <param name="faults">The faults of the operations behind the outputs.</param>
    private Linearize(Tensor[] primals, Tensor[] outputs, Tensor?[] linear, Tensor[] variables, KnownFaults faults)
    {
        (_primals, _faults) = (primals, faults);
        (_outputs, _start) = (Array.ConvertAll(outputs, Handles.Another), Array.ConvertAll(outputs, ReverseLevel.Zeros));
        _product = new Pullback(Api, linear, variables).Transpose(_start);
    }

    public static (Tensor[] Outputs, Func<Tensor[], Tensor[]> JvpFn) Run(Func<Tensor[], Tensor[]> func, Tensor[] primals)
    {
        Admission.ToLevel(Api, primals, nameof(primals));
        using DisposeScope scope = NewDisposeScope();
        Linearize linear = OnDuals(func, primals) ?? InReverse(func, primals);
        Tensor[] results = Array.ConvertAll(linear._outputs, linear.Result);
        linear.RefuseDerivative(results);
        scope.MoveToOuter([.. results, .. linear._primals, .. linear._outputs, .. linear._start,
            .. linear._product.Outputs.OfType<Tensor>()]);
        return (results, linear.Apply);
    }

    /// <summary>Linearizes by dual numbers. Null if forward mode can't continue.</summary>
    private static Linearize? OnDuals(Func<Tensor[], Tensor[]> func, Tensor[] primals)
    {
        if (!Capabilities.ForwardMode || !Capabilities.FunctionTransforms)
            return null;
        try
        {
            using ReverseLevel level = ReverseLevel.Enter(Api);
            // The primals are recorded too: their graph shows whether the tangents can be trusted, and replaces them if not.
            Tensor[] at = Arguments(level, primals), vectors = Array.ConvertAll(at, ReverseLevel.Zeros);
            Pushed<int> result = new Pushforward<int>(Api,
                arguments => (Guard.DifferentiableResults(func(arguments), Api, nameof(func)), 0), at).ApplyAtLevel(vectors);
            KnownFaults faults = InnerGradient.Checked(Api, result.Outputs);
            return faults.Have(Faults.DerivativeOfTangent) ? Recorded(at, result.Outputs, faults) : OfTangents(at, result, vectors, faults);
        }
        catch (Exception e) when (EngineError.StopsForwardMode(e.Message) || e is KnownFaultException { Fault: Faults.ForwardOverReverse })
        {
            return null;
        }
    }

    /// <summary>
    /// Linearizes by the tangents. LibTorch computes some tangents in place or with operations that have no derivative. The outputs then
    /// replace the tangents.
    /// </summary>
    private static Linearize OfTangents(Tensor[] at, Pushed<int> result, Tensor[] vectors, KnownFaults faults)
    {
        try
        {
            return new(at, result.Outputs, result.Tangents, vectors, faults);
        }
        catch (AutogradException e) when (e.Kind is AutogradError.NotImplemented or AutogradError.ModifiedInPlace)
        {
            return Recorded(at, result.Outputs, faults);
        }
    }

    private static Linearize InReverse(Func<Tensor[], Tensor[]> func, Tensor[] primals)
    {
        using ReverseLevel level = ReverseLevel.Enter(Api);
        Tensor[] at = Arguments(level, primals);
        Tensor[] outputs = CallerFunction.DifferentiableOutputs(Api, arguments => (func(arguments), 0),
            Array.ConvertAll(at, Handles.Another)).Outputs;
        return Recorded(at, outputs, InnerGradient.Checked(Api, outputs));
    }

    /// <summary>Linearizes by the outputs: the product is the derivative of the function's backward pass.</summary>
    private static Linearize Recorded(Tensor[] at, Tensor[] outputs, KnownFaults faults) => faults.Have(Faults.SecondBackward)
        ? throw faults.Refusal(Api, Faults.SecondBackward, TransformMessages.NoOtherRoute)
        : new(at, outputs, outputs, at, faults);

    /// <summary>
    /// Throws if the derivative of the product with respect to the primals could be taken but would be wrong. The product itself is right.
    /// </summary>
    private void RefuseDerivative(Tensor[] results)
    {
        if (_faults.Have(Faults.DerivativeOfTangent | Faults.DerivativeOfSecondBackward)
            && (PlainDualLevel.HaveTangents || LevelStack.InGrad && Array.Exists(results, InnerGradient.IsRecorded)))
            throw _faults.Refusal(Api, Faults.DerivativeOfTangent, TransformMessages.WriteOut);
    }

    private static Tensor[] Arguments(ReverseLevel level, Tensor[] primals) =>
        level.Arguments(primals, [.. Enumerable.Range(0, primals.Length)]);

    private Tensor[] Apply(Tensor[] tangents)
    {
        if (_outputs[0].IsInvalid)
            throw TransformMessages.ScopeHasEnded(Api, "JvpFn");
        Admission.ToLevel(Api, Guard.UsableList(tangents, Api, nameof(tangents)), nameof(tangents));
        Guard.Vector(tangents, _primals, Api, nameof(tangents), single: false, ArgumentMessages.NoVectorForInputs);
        using DisposeScope scope = NewDisposeScope();
        Tensor?[] found = _product.Apply(tangents, createGraph: is_grad_enabled(), retainGraph: true);
        Tensor[] results = [.. found.Select((product, i) => Result(product ?? zeros_like(_outputs[i])))];
        scope.MoveToOuter(results);
        return results;
    }

    private Tensor Result(Tensor tensor) => ReverseLevel.Result(tensor, [.. _primals, .. _start]);
}
