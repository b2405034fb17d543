using static TorchSharp.torch;

namespace TorchBridge.Tests.Scenarios;

/// <summary>Every way found to misuse edges, versions, norms and modes.</summary>
internal sealed class StateMisuse : MisuseTable
{
    private readonly Tensor _x, _y, _disposed, _constant;
    private readonly GradientEdge _edge, _gone;

    public StateMisuse()
    {
        _x = tensor([1.0, 2.0], requires_grad: true);
        _y = _x * _x;
        _constant = tensor([1.0, 2.0]);
        _disposed = tensor([1.0]);
        _disposed.Dispose();
        _edge = Autograd.GradientEdge(_y);
        _gone = Autograd.GradientEdge(_y);
        _gone.Dispose();
    }

    public override IEnumerable<Misuse> Judged()
    {
        yield return Argument<ArgumentNullException>("edge of null", "tensor", "tensor is null", () => Autograd.GradientEdge(null!));
        yield return Argument<ArgumentException>("edge of a disposed tensor", "tensor", "has been disposed",
            () => Autograd.GradientEdge(_disposed));
        yield return Kind(AutogradError.DoesNotRequireGrad, "edge of a constant",
            "It is not possible to get the gradient edge for a Tensor that does not require gradients",
            () => Autograd.GradientEdge(_constant));
        yield return Kind(AutogradError.NotImplemented, "edge inside a transform", "inside a function transform",
            Scoped(() => Transforms.Grad((Tensor x) =>
            {
                Autograd.GradientEdge(x * x);
                return x.sum();
            })(_constant)));
        yield return Argument<ArgumentNullException>("Grad from null edges", "outputs", "Pass a list of gradient edges",
            () => Autograd.Grad((GradientEdge[])null!, [_edge]));
        yield return Argument<ArgumentNullException>("Grad in null edges", "inputs", "Pass a list of gradient edges",
            () => Autograd.Grad([_edge], (GradientEdge[])null!));
        yield return Argument<ArgumentNullException>("Grad in a null edge", "inputs", "inputs[1] is null",
            () => Autograd.Grad([_edge], [_edge, null!]));
        yield return Argument<ArgumentException>("Grad in no edges", "inputs", "grad requires non-empty inputs",
            () => Autograd.Grad([_edge], (GradientEdge[])[]));
        yield return Argument<ArgumentException>("Grad from a disposed edge", "outputs", "outputs[0] has been disposed",
            () => Autograd.Grad([_gone], [_edge]));
        yield return Argument<ArgumentException>("Grad in a disposed edge", "inputs", "inputs[0] has been disposed",
            () => Autograd.Grad([_edge], [_gone]));
        yield return Argument<ArgumentException>("Grad of an edge with a gradient of another shape", "gradOutputs", "Mismatch in shape",
            Scoped(() => Autograd.Grad([_edge], [_edge], [ones(3, float64)])));
        yield return Kind(AutogradError.NotScalar, "Grad of an edge that is no scalar",
            "grad can be implicitly created only for scalar outputs", () => Autograd.Grad([_edge], [_edge]));
        yield return Argument<ArgumentNullException>("Backward from null edges", "tensors", "Pass a list of gradient edges",
            () => Autograd.Backward((GradientEdge[])null!));
        yield return Argument<ArgumentException>("Backward from no edges", "tensors", "tensors is empty",
            () => Autograd.Backward((GradientEdge[])[]));
        yield return Argument<ArgumentException>("Backward into the edge of no leaf", "inputs", "is not the edge of a leaf",
            Scoped(() => Autograd.Backward([_edge], [ones(2, float64)], inputs: [_edge])));
        yield return Argument<ArgumentException>("Backward into a disposed edge", "inputs", "inputs[0] has been disposed",
            Scoped(() => Autograd.Backward([_edge], [ones(2, float64)], inputs: [_gone])));
        yield return Argument<ArgumentNullException>("IncrementVersion of null", "tensor", "tensor is null",
            () => Autograd.IncrementVersion((Tensor)null!));
        yield return Argument<ArgumentNullException>("IncrementVersion of a null list", "tensors", "tensors is null",
            () => Autograd.IncrementVersion((Tensor[])null!));
        yield return Argument<ArgumentException>("IncrementVersion of a disposed tensor", "tensors", "tensors[1] has been disposed",
            () => Autograd.IncrementVersion([_constant, _disposed]));
        yield return Argument<ArgumentException>("Version of a disposed tensor", "self", "has been disposed", () => _disposed.Version());
        yield return Argument<ArgumentException>("OutputNr of a disposed tensor", "self", "has been disposed", () => _disposed.OutputNr());
        yield return Argument<ArgumentException>("RetainsGrad of a disposed tensor", "self", "has been disposed",
            () => _disposed.RetainsGrad());
        yield return Argument<ArgumentException>("IsInference of a disposed tensor", "self", "has been disposed",
            () => _disposed.IsInference());
        yield return Argument<ArgumentNullException>("GetTotalNorm of null", "tensors", "tensors is null",
            () => Autograd.GetTotalNorm(null!));
        yield return Argument<ArgumentException>("GetTotalNorm of a disposed tensor", "tensors", "tensors[1] has been disposed",
            () => Autograd.GetTotalNorm([_constant, _disposed]));
        yield return Argument<ArgumentException>("GetTotalNorm of integers", "tensors",
            "Expected a floating point or complex tensor as input", Scoped(() => Autograd.GetTotalNorm([_constant, arange(3)])));
        yield return Argument<ArgumentOutOfRangeException>("GetTotalNorm of no order", "normType", "is not a number",
            () => Autograd.GetTotalNorm([_constant], double.NaN));
        yield return Argument<ArgumentNullException>("ClipGradNorm of a list with null", "parameters", "parameters[1] is null",
            () => Autograd.ClipGradNorm([_x, null!], 1));
        yield return Argument<ArgumentOutOfRangeException>("ClipGradNorm to a negative norm", "maxNorm", "0 or more",
            () => Autograd.ClipGradNorm([_x], -1));
        yield return Argument<ArgumentOutOfRangeException>("ClipGradNorm to no number", "maxNorm", "0 or more",
            () => Autograd.ClipGradNorm([_x], double.NaN));
        yield return Argument<ArgumentNullException>("ClipGradsWithNorm without a norm", "totalNorm", "totalNorm is null",
            () => Autograd.ClipGradsWithNorm([_x], 1, null!));
        yield return Argument<ArgumentException>("ClipGradsWithNorm with two norms", "totalNorm", "one real number",
            () => Autograd.ClipGradsWithNorm([_x], 1, _constant));
        yield return Argument<ArgumentOutOfRangeException>("ClipGradValue to a negative value", "clipValue", "0 or more",
            () => Autograd.ClipGradValue([_x], -0.5));
        yield return Argument<ArgumentNullException>("ReplaceAllBatchNormModules of null", "module", "",
            () => Transforms.ReplaceAllBatchNormModules((nn.Module)null!));
    }

    public override IEnumerable<Misuse> Reported()
    {
        yield return Kind(AutogradError.Other, "GetTotalNorm that is not finite",
            "The total norm of order 2.0 for gradients from `parameters` is non-finite, so it cannot be clipped",
            Scoped(() => Autograd.GetTotalNorm([tensor([1.0, double.NaN])], errorIfNonfinite: true)));
        yield return Kind(AutogradError.Other, "ClipGradValue of a complex gradient", "ClipGradValue: clamp", Scoped(() =>
        {
            Tensor z = complex(_constant, _constant).requires_grad_();
            z.abs().sum().Backward();
            Autograd.ClipGradValue([z], 1);
        }));
        yield return Kind(AutogradError.UnusedInput, "Grad in the edge of another graph",
            "appears to not have been used in the graph", Scoped(() =>
            {
                using GradientEdge other = Autograd.GradientEdge(_x.exp());
                Autograd.Grad([_edge], [other], [ones(2, float64)], retainGraph: true);
            }));
    }
}
