using static TorchSharp.torch;

namespace TorchBridge.Tests.Scenarios;

/// <summary>Every way found to call Backward and ZeroGrad wrongly.</summary>
internal sealed class BackwardMisuse : MisuseTable
{
    private readonly Tensor _leaf, _other, _output, _loss, _constant, _complex, _disposed, _integers, _freed, _written, _undefined;

    public BackwardMisuse()
    {
        _leaf = tensor([1.0, 2.0, 3.0], requires_grad: true);
        _other = tensor([1.0, 2.0, 3.0], requires_grad: true);
        _output = _leaf * _leaf;
        _loss = _output.sum();
        _constant = tensor(1.0);
        _integers = tensor([1L, 2L, 3L]);
        _complex = complex(_leaf, _leaf);
        _disposed = tensor([1.0, 2.0, 3.0]);
        _disposed.Dispose();
        _freed = (_leaf * _leaf).sum();
        _freed.Backward(inputs: [_leaf]);
        Tensor exponential = _leaf.exp();
        _written = exponential.sum();
        exponential.zero_();
        Tensor holder = tensor([1.0]);
        _undefined = holder.grad ?? tensor(Array.Empty<double>());
    }

    public override IEnumerable<Misuse> Judged()
    {
        yield return Argument<ArgumentNullException>("null tensor", "self", "self is null", () => ((Tensor)null!).Backward());
        yield return Argument<ArgumentException>("disposed tensor", "self", "self has been disposed", () => _disposed.Backward());
        yield return Argument<ArgumentException>("disposed gradient", "gradient", "gradient has been disposed",
            () => _output.Backward(_disposed));
        yield return Argument<ArgumentException>("gradient of one element", "gradient",
            "Mismatch in shape: grad_output[0] has a shape of torch.Size([1]) and output[0] has a shape of torch.Size([3])",
                () => WithGradient(1));
        yield return Argument<ArgumentException>("gradient that would be summed", "gradient", "torch.Size([2, 3])",
            () => WithGradient(2, 3));
        yield return Argument<ArgumentException>("gradient of no element", "gradient", "torch.Size([0])", () => WithGradient(0));
        yield return Argument<ArgumentException>("complex gradient of a real output", "gradient",
            "both grad_output and output are required to have the same dtype",
            () => _output.Backward(_complex));
        yield return Argument<ArgumentException>("real gradient of a complex output", "gradient",
            "grad_output[0] has a dtype of torch.float64", () => _complex.Backward(_output));
        yield return Argument<ArgumentException>("empty inputs", "inputs", "`inputs` argument to `backward()` cannot be empty",
            () => _loss.Backward(inputs: []));
        yield return Argument<ArgumentNullException>("null in inputs", "inputs", "inputs[1] is null",
            () => _loss.Backward(inputs: [_leaf, null!]));
        yield return Argument<ArgumentException>("disposed input", "inputs", "inputs[0] has been disposed",
            () => _loss.Backward(inputs: [_disposed]));
        yield return Argument<ArgumentNullException>("null list of outputs", "tensors", "tensors is null", () => Autograd.Backward(null!));
        yield return Argument<ArgumentException>("no output", "tensors", "tensors is empty", () => Autograd.Backward([]));
        yield return Argument<ArgumentNullException>("null in outputs", "tensors", "tensors[1] is null",
            () => Autograd.Backward([_loss, null!]));
        yield return Argument<ArgumentException>("fewer gradients than outputs", "gradTensors", "got 2 tensors and 1 gradients",
            () => Autograd.Backward([_loss, _output], [null]));
        yield return Argument<ArgumentException>("second gradient of a wrong shape", "gradTensors",
            "grad_output[1] has a shape of torch.Size([])",
            () => Autograd.Backward([_loss, _output], [null, _constant]));
        yield return Argument<ArgumentException>("disposed gradient in a list", "gradTensors", "gradTensors[0] has been disposed",
            () => Autograd.Backward([_output], [_disposed]));
        yield return Argument<ArgumentNullException>("ZeroGrad of null", "self", "self is null", () => ((Tensor)null!).ZeroGrad());
        yield return Argument<ArgumentException>("ZeroGrad of a disposed tensor", "self", "self has been disposed",
            () => _disposed.ZeroGrad());
        yield return Argument<ArgumentNullException>("ZeroGrad of a null list", "tensors", "tensors is null",
            () => Autograd.ZeroGrad(null!));
        yield return Argument<ArgumentNullException>("ZeroGrad of a list with null", "tensors", "tensors[0] is null",
            () => Autograd.ZeroGrad([null!]));

        yield return Kind(AutogradError.NotScalar, "no gradient for three elements",
            "grad can be implicitly created only for scalar outputs. Output 0 is float64 of shape [3]", () => _output.Backward());
        yield return Kind(AutogradError.NotScalar, "no gradient for a complex number",
            "grad can be implicitly created only for real scalar outputs but got torch.complex128", ComplexScalar);
        yield return Kind(AutogradError.NotScalar, "no gradient for the second output", "Output 1 is",
            () => Autograd.Backward([_loss, _output], [null, null]));
        yield return Kind(AutogradError.DoesNotRequireGrad, "constant output",
            "element 0 of tensors does not require grad and does not have a grad_fn", () => _constant.Backward());
        yield return Kind(AutogradError.DoesNotRequireGrad, "constant output of three elements",
            "element 0 of tensors does not require grad", () => _integers.Backward());
        yield return Kind(AutogradError.DoesNotRequireGrad, "constant second output", "element 1 of tensors does not require grad",
            () => Autograd.Backward([_loss, _constant]));
        yield return Kind(AutogradError.DoesNotRequireGrad, "input that does not require grad",
            "can't retain_grad on Tensor that has requires_grad=False. inputs[1] is",
            () => _loss.Backward(inputs: [_leaf, _constant]));
        yield return Kind(AutogradError.DoesNotRequireGrad, "empty tensor", "does not require grad", () => _undefined.Backward());
    }

    public override IEnumerable<Misuse> Reported()
    {
        yield return Kind(AutogradError.GraphFreed, "second pass over a freed graph", "Trying to backward through the graph a second time",
            () => _freed.Backward());
        yield return Kind(AutogradError.GraphFreed, "second pass, with inputs", "In C#: pass retainGraph: true",
            () => Autograd.Backward([_freed, _loss], null, true, false, [_leaf]));
        yield return Kind(AutogradError.ModifiedInPlace, "saved tensor written to", "has been modified by an inplace operation",
            () => _written.Backward());
        yield return Kind(AutogradError.Other, "gradient on another device", "device", OtherDevice);
        yield return Kind(AutogradError.Other, ".grad of another shape", "must match the size of tensor", () => IntoGradient(2, float64));
        yield return Kind(AutogradError.Other, ".grad of integers", "can't be cast", () => IntoGradient(3, int64));
    }

    private void WithGradient(params long[] shape)
    {
        using Tensor gradient = ones(shape, float64);
        _output.Backward(gradient);
    }

    private void ComplexScalar()
    {
        using Tensor one = _complex.sum();
        one.Backward();
    }

    /// <summary>TorchSharp's setter takes any tensor as .grad, so a pass may find one that it can't add to.</summary>
    private static void IntoGradient(long elements, ScalarType type)
    {
        using var scope = NewDisposeScope();
        Tensor x = tensor([1.0, 2.0, 3.0], requires_grad: true);
        x.grad = ones(elements, type);
        x.sum().Backward();
    }

    private void OtherDevice()
    {
        using Tensor gradient = ones(3, float64, META);
        _output.Backward(gradient, retainGraph: true);
    }
}
