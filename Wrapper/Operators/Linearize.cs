using TorchBridge.Engine;
using TorchBridge.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchBridge.Operators;

/// <summary>
/// torch.func.linearize: a function's outputs and its Jacobian-vector product as a function of the vector alone. The function runs once; the product is
/// the derivative of its backward pass, which is linear in what it is started with.
/// </summary>
internal sealed class Linearize
{
    private const string Api = "Linearize";

    private readonly Tensor[] _primals, _dummies, _outputs;
    private readonly Tensor?[] _gradient;

    private Linearize(Tensor[] primals, Tensor[] outputs, Tensor[] dummies, Tensor?[] gradient) => (_primals, _outputs, _dummies, _gradient) = (primals, outputs, dummies, gradient);

    public static (Tensor[] Outputs, Func<Tensor[], Tensor[]> JvpFn) Run(Func<Tensor[], Tensor[]> func, Tensor[] primals)
    {
        Admission.ToLevel(Api, primals, nameof(primals));
        using DisposeScope scope = NewDisposeScope();
        Linearize linear;
        using (GradLevel level = GradLevel.Enter(Api))
        {
            Tensor[] at = level.Arguments(primals, [.. Enumerable.Range(0, primals.Length)]);
            Tensor[] outputs;
            using (new KeptModes())
                outputs = Guard.DifferentiableResults(Explained.Call(Api, func, Array.ConvertAll(at, Handles.Another)), Api, nameof(func));
            Returned.Check(Api, func, outputs, 0);
            Tensor[] dummies = Array.ConvertAll(outputs, GradLevel.Zeros);
            linear = new(at, Array.ConvertAll(outputs, Handles.Another), dummies, Pullback.Run(Api, outputs, at, dummies, createGraph: true));
        }
        Tensor[] results = Array.ConvertAll(linear._outputs, linear.Result);
        scope.MoveToOuter([.. results, .. linear._primals, .. linear._outputs, .. linear._dummies, .. linear._gradient.OfType<Tensor>()]);
        return (results, linear.Apply);
    }

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
