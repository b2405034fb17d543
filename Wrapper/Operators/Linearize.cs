using TorchBridge.Engine;
using TorchBridge.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchBridge.Operators;

/// <summary>
/// torch.func.linearize: a function's outputs and its Jacobian-vector product as a function of the vector alone. The function runs once, on dual numbers whose
/// tangents v are recorded. A cotangent w of the tangents gives wᵀJ, and the derivative of that in w along u is Ju: all this is linear, and asks for no
/// second derivative of the function. Where forward mode stops, the same is made of the function's own backward pass.
/// </summary>
internal sealed class Linearize
{
    private const string Api = "Linearize";

    private readonly Tensor[] _primals, _outputs, _dummies;
    private readonly Tensor?[] _gradient;
    private readonly KnownFaults _faults;

    /// <param name="primals">The arguments, at a grad level.</param>
    /// <param name="outputs">The outputs.</param>
    /// <param name="linear">For each output what is linear, or what the derivative is taken of; null for one that depends on nothing.</param>
    /// <param name="variables">What that is differentiated in, for each argument.</param>
    /// <param name="faults">Of the operations behind the outputs.</param>
    private Linearize(Tensor[] primals, Tensor[] outputs, Tensor?[] linear, Tensor[] variables, KnownFaults faults)
    {
        (_primals, _faults, _outputs, _dummies) = (primals, faults, Array.ConvertAll(outputs, Handles.Another), Array.ConvertAll(outputs, GradLevel.Zeros));
        int[] there = [.. Enumerable.Range(0, linear.Length).Where(i => linear[i] is not null)];
        _gradient = Pullback.Run(Api, [.. there.Select(i => linear[i]!)], variables, [.. there.Select(i => _dummies[i])], createGraph: true);
    }

    public static (Tensor[] Outputs, Func<Tensor[], Tensor[]> JvpFn) Run(Func<Tensor[], Tensor[]> func, Tensor[] primals)
    {
        Admission.ToLevel(Api, primals, nameof(primals));
        using DisposeScope scope = NewDisposeScope();
        Linearize linear = OnDuals(func, primals) ?? InReverse(func, primals);
        Tensor[] results = Array.ConvertAll(linear._outputs, linear.Result);
        linear.RefuseDerivative(results);
        scope.MoveToOuter([.. results, .. linear._primals, .. linear._outputs, .. linear._dummies, .. linear._gradient.OfType<Tensor>()]);
        return (results, linear.Apply);
    }

    /// <summary>Null where forward mode stops.</summary>
    private static Linearize? OnDuals(Func<Tensor[], Tensor[]> func, Tensor[] primals)
    {
        if (!Capabilities.ForwardMode || !Capabilities.FunctionTransforms)
            return null;
        try
        {
            using GradLevel level = GradLevel.Enter(Api);
            // The primals are recorded as well: the graph shows whether the tangents can be trusted, and serves where they can't.
            Tensor[] at = Arguments(level, primals), vectors = Array.ConvertAll(at, GradLevel.Zeros);
            ForwardMode.Result<int> result = ForwardMode.AtLevel(Api, arguments => (Guard.DifferentiableResults(func(arguments), Api, nameof(func)), 0), at, vectors);
            KnownFaults faults = InnerGradient.Checked(Api, result.Outputs);
            return faults.Have(Faults.DerivativeOfTangent) ? Recorded(at, result.Outputs, faults) : OfTangents(at, result, vectors, faults);
        }
        catch (Exception e) when (EngineError.StopsForwardMode(e.Message) || e is KnownFaultException { Fault: Faults.ForwardOverReverse })
        {
            return null;
        }
    }

    /// <summary>LibTorch computes some tangents by operations that have no derivative, or that overwrite what theirs needs; the outputs then serve.</summary>
    private static Linearize OfTangents(Tensor[] at, ForwardMode.Result<int> result, Tensor[] vectors, KnownFaults faults)
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
        using GradLevel level = GradLevel.Enter(Api);
        Tensor[] at = Arguments(level, primals);
        Tensor[] outputs = Guard.DifferentiableResults(CallerFunction.Call(Api, func, Array.ConvertAll(at, Handles.Another)), Api, nameof(func));
        Returned.Check(Api, func, outputs, 0);
        return Recorded(at, outputs, InnerGradient.Checked(Api, outputs));
    }

    /// <summary>The product as the derivative of the function's backward pass.</summary>
    private static Linearize Recorded(Tensor[] at, Tensor[] outputs, KnownFaults faults) => faults.Have(Faults.SecondBackward)
        ? throw faults.Refusal(Api, Faults.SecondBackward, InnerGradient.NoOtherRoute)
        : new(at, outputs, outputs, at, faults);

    /// <summary>Of some operations the product is right, and its derivative in the primals is not, in whichever way it is computed.</summary>
    private void RefuseDerivative(Tensor[] results)
    {
        if (_faults.Have(Faults.DerivativeOfTangent | Faults.DerivativeOfSecondBackward) && (PlainDuals.HaveTangents || Level.InGrad && Array.Exists(results, InnerGradient.IsRecorded)))
            throw _faults.Refusal(Api, Faults.DerivativeOfTangent, InnerGradient.WriteOut);
    }

    private static Tensor[] Arguments(GradLevel level, Tensor[] primals) => level.Arguments(primals, [.. Enumerable.Range(0, primals.Length)]);

    private Tensor[] Apply(Tensor[] tangents)
    {
        if (_outputs[0].IsInvalid)
            throw new ObjectDisposedException("JvpFn", $"{Api}: the dispose scope in which this function was made has ended, and its graph with it. Call it inside that scope.");
        Admission.ToLevel(Api, Guard.UsableList(tangents, Api, nameof(tangents)), nameof(tangents));
        Guard.Vector(tangents, _primals, Api, nameof(tangents), single: false, Guard.NoVectorForInputs);
        using DisposeScope scope = NewDisposeScope();
        int[] there = [.. Enumerable.Range(0, _gradient.Length).Where(i => _gradient[i] is not null)];
        Tensor?[] found = Pullback.Run(Api, [.. there.Select(i => _gradient[i]!)], _dummies, [.. there.Select(i => tangents[i])], createGraph: is_grad_enabled(), retainGraph: true);
        Tensor[] results = [.. found.Select((product, i) => Result(product ?? zeros_like(_outputs[i])))];
        scope.MoveToOuter(results);
        return results;
    }

    private Tensor Result(Tensor tensor) => GradLevel.Result(tensor, [.. _primals, .. _dummies]);
}
