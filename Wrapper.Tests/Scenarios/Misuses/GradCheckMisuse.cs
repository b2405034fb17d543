using static TorchSharp.torch;

namespace TorchBridge.Tests.Scenarios;

/// <summary>Every way found to call GradCheck and GradGradCheck wrongly.</summary>
internal sealed class GradCheckMisuse : MisuseTable
{
    private readonly Tensor _x, _constant, _expanded, _sparse, _disposed, _complex, _meta;

    public GradCheckMisuse()
    {
        _x = tensor([1.0, 2.0]).clone().requires_grad_();
        _constant = tensor([1.0, 2.0]);
        _expanded = tensor([1.0]).expand(3).requires_grad_();
        _sparse = tensor([1.0, 0.0]).to_sparse().requires_grad_();
        _meta = zeros(2, dtype: float64, device: META).requires_grad_();
        _complex = complex(_constant, _constant);
        _disposed = tensor([1.0]);
        _disposed.Dispose();
    }

    public override IEnumerable<Misuse> Judged()
    {
        yield return Wrong<ArgumentNullException>("GradCheck of null", "func", "func is null", () => Autograd.GradCheck(null!, _x));
        yield return Wrong<ArgumentNullException>("GradGradCheck of null", "func", "func is null",
            () => Autograd.GradGradCheck(null!, [_x]));
        yield return Wrong<ArgumentNullException>("GradCheck in null", "input", "input is null",
            () => Autograd.GradCheck(sin, (Tensor)null!));
        yield return Wrong<ArgumentNullException>("GradCheck in a null list", "inputs", "inputs is null",
            () => Autograd.GradCheck(x => x, (Tensor[])null!));
        yield return Wrong<ArgumentNullException>("GradGradCheck in a list with null", "inputs", "inputs[1] is null",
            () => Autograd.GradGradCheck(x => x, [_x, null!]));
        yield return Wrong<ArgumentException>("GradCheck in a disposed tensor", "inputs", "inputs[0] has been disposed",
            () => Autograd.GradCheck(x => x, [_disposed]));
        yield return Wrong<ArgumentException>("GradGradCheck with a disposed gradient", "gradOutputs", "gradOutputs[0] has been disposed",
            () => Autograd.GradGradCheck(x => x, [_x], [_disposed]));
        yield return Wrong<ArgumentException>("GradCheck in a constant", "inputs",
            "gradcheck expects at least one input tensor to require gradient, but none of the them have requires_grad=True",
            () => Autograd.GradCheck(x => x, [_constant], raiseException: false));
        yield return Wrong<ArgumentException>("GradCheck in nothing", "inputs", "expects at least one input tensor to require gradient",
            () => Autograd.GradCheck(x => x, []));
        yield return Wrong<ArgumentException>("GradGradCheck in a constant", "input",
            "expects at least one input tensor to require gradient", () => Autograd.GradGradCheck(sin, _constant));
        yield return Wrong<ArgumentException>("GradCheck in an expanded tensor", "inputs", "The 1th input has a dimension with stride 0",
            () => Autograd.GradCheck(x => x, [_x, _expanded], raiseException: false));
        yield return Wrong<ArgumentException>("GradCheck in a meta tensor", "inputs", "input 1 is on the meta device",
            () => Autograd.GradCheck(x => x, [_x, _meta]));
        yield return Wrong<ArgumentException>("GradCheck in a sparse tensor", "input", "is sparse",
            () => Autograd.GradCheck(x => x.to_dense(), _sparse));
        yield return Wrong<ArgumentOutOfRangeException>("GradCheck with a step of zero", "eps", "Pass a finite step above 0",
            () => Autograd.GradCheck(sin, _x, eps: 0));
        yield return Wrong<ArgumentOutOfRangeException>("GradCheck with a step that is no number", "eps", "Pass a finite step above 0",
            () => Autograd.GradCheck(sin, _x, eps: double.NaN));
        yield return Wrong<ArgumentOutOfRangeException>("GradCheck with a negative tolerance", "atol", "Pass a tolerance of 0 or more",
            () => Autograd.GradCheck(sin, _x, atol: -1));
        yield return Wrong<ArgumentOutOfRangeException>("GradCheck with a tolerance that is no number", "rtol", "Pass a tolerance of 0 "
        + "or more",
            () => Autograd.GradCheck(sin, _x, rtol: double.NaN));
        yield return Wrong<ArgumentOutOfRangeException>("GradGradCheck with a negative tolerance of noise", "nondetTol",
            "Pass a tolerance of 0 or more", () => Autograd.GradGradCheck(sin, _x, nondetTol: -1));
        yield return Wrong<ArgumentException>("GradCheck of no mode", "checkBackwardAd",
            "Expected at least one of check_forward_ad or check_backward_ad to be True",
            () => Autograd.GradCheck(sin, _x, checkBackwardAd: false));
        yield return Wrong<ArgumentException>("GradCheck of batches without backward", "checkBatchedGrad",
            "Setting check_batched_grad=True requires check_backward_ad to be True",
            () => Autograd.GradCheck(sin, _x, checkForwardAd: true, checkBackwardAd: false, checkBatchedGrad: true));
        yield return Wrong<ArgumentException>("GradCheck of batches of tangents without forward mode", "checkBatchedForwardGrad",
            "Setting check_batched_forward_grad=True requires check_forward_ad to be True",
            () => Autograd.GradCheck(x => x, [_x], new GradCheckOptions { CheckBatchedForwardGrad = true }));
        yield return Wrong<ArgumentException>("GradGradCheck of no mode", "checkRevOverRev",
            "Expected at least one of check_fwd_over_rev or check_rev_over_rev to be True",
            () => Autograd.GradGradCheck(sin, _x, checkRevOverRev: false));
        yield return Wrong<ArgumentException>("GradGradCheck of missing gradients without backward", "checkUndefinedGrad",
            "Setting check_undefined_grad=True requires check_rev_over_rev to be True",
            () => Autograd.GradGradCheck(sin, _x, checkFwdOverRev: true, checkRevOverRev: false));
    }

    public override IEnumerable<Misuse> Reported()
    {
        yield return Wrong<ArgumentException>("GradCheck of a function that returns null", "func", "func returned null",
            () => Autograd.GradCheck(_ => null!, [_x]));
        yield return Wrong<ArgumentException>("GradCheck of a function that returns null second", "func", "func returned null at index 1",
            () => Autograd.GradCheck(x => [x[0], null!], [_x]));
        yield return Wrong<ArgumentException>("GradGradCheck of a function that returns null", "func", "func returned null at index 0",
            () => Autograd.GradGradCheck(_ => null!, _x));
        yield return Wrong<ArgumentException>("GradCheck of a function that returns a disposed tensor", "func",
            "func returned a disposed tensor", () => Autograd.GradCheck(_ => _disposed, _x));
        yield return Wrong<ArgumentException>("GradCheck of a function with a sparse output", "func",
            "Sparse output is not supported at gradcheck yet", () => Autograd.GradCheck(x => x.to_sparse(), _x));
        yield return Wrong<ArgumentException>("GradCheck of a function that captures its input", "func",
            "func captures input 0 instead of using its argument", () => Autograd.GradCheck(x => x * _x, _x));
        yield return Wrong<ArgumentException>("GradCheck of a function whose shape changes", "func",
            "Expected `func` to return outputs with the same shape when inputs are perturbed, but got: output 0 with shapes [2] and "
                + "[1]", () =>
            Autograd.GradCheck(AfterTheFirst(x => x.narrow(0, 0, 1)), _x));
        yield return Wrong<ArgumentException>("GradCheck of a function whose type changes", "func",
            "Expected `func` to return outputs with the same dtype when inputs are perturbed, but got: output 0 with dtypes float64 and "
                + "float32", () =>
            Autograd.GradCheck(AfterTheFirst(x => x.to_type(float32)), _x));
        yield return Wrong<ArgumentException>("GradCheck of a function with ever more outputs", "func",
            "Expected `func` to return as many outputs when inputs are perturbed, but got: 1 and "
                + "2", () => Autograd.GradCheck(MoreEachTime(), [_x]));
        yield return Wrong<ArgumentException>("GradGradCheck of a function with ever more outputs", "func",
            "as many outputs that require grad when inputs are perturbed, but got: 1 and "
                + "2", () => Autograd.GradGradCheck(MoreEachTime(), [_x]));
        yield return Wrong<ArgumentException>("GradGradCheck with too many gradients", "gradOutputs",
            "1 outputs require grad, but gradOutputs has 2 "
                + "gradients", () => Autograd.GradGradCheck(x => [x[0]], [_x], [_constant, _constant]));
        yield return Wrong<ArgumentException>("GradGradCheck with a gradient of another shape", "gradOutput", "Mismatch in shape",
            () => Autograd.GradGradCheck(x => x.sum(), _x, _constant));
        yield return Wrong<ArgumentException>("GradGradCheck with a gradient of another type", "gradOutput", "Mismatch in dtype",
            () => Autograd.GradGradCheck(sin, _x, _complex));
        yield return Kind(AutogradError.DoesNotRequireGrad, "GradGradCheck of a function that detaches", "does not require grad",
            () => Autograd.GradGradCheck(x => x.detach(), _x));
        yield return Kind(AutogradError.NotImplemented, "GradCheck inside forward mode", "inside a transformed function", InForwardMode);
    }

    private void InForwardMode() => Autograd.Jacobian(
        x =>
        {
            Autograd.GradCheck(sin, _x);
            return x;
        }, _x, strategy: JacobianStrategy.ForwardMode);

    private static Misuse Wrong<T>(string name, string parameter, string message, Action call) where T : ArgumentException =>
        Argument<T>(name, parameter, message, call);

    private static Func<Tensor, Tensor> AfterTheFirst(Func<Tensor, Tensor> then)
    {
        int calls = 0;
        return x => calls++ == 0 ? x * 2 : then(x * 2);
    }

    private static Func<Tensor[], Tensor[]> MoreEachTime()
    {
        int calls = 0;
        return x => [.. Enumerable.Repeat(x[0] * 2, ++calls)];
    }
}
