using static TorchSharp.torch;

namespace TorchBridge.Tests.Scenarios;

/// <summary>Every way found to call Grad wrongly.</summary>
internal sealed class GradMisuse : MisuseTable
{
    private readonly Tensor _leaf, _other, _output, _loss, _constant, _complex, _disposed, _freed, _written, _row, _rows, _underived;

    public GradMisuse()
    {
        _leaf = tensor([1.0, 2.0, 3.0], requires_grad: true);
        _other = tensor([1.0, 2.0, 3.0], requires_grad: true);
        _output = _leaf * _leaf;
        _loss = _output.sum();
        _constant = tensor(1.0);
        _complex = complex(_leaf, _leaf);
        _disposed = tensor([1.0, 2.0, 3.0]);
        _disposed.Dispose();
        _freed = (_leaf * _leaf).sum();
        Autograd.Grad(_freed, _leaf);
        Tensor exponential = _leaf.exp();
        _written = exponential.sum();
        exponential.zero_();
        (_row, _rows) = (ones(3, dtype: float64), ones(2, 3, dtype: float64));
        _underived = special.gammainc(_leaf, ones(3, dtype: float64)).sum();      // it has no derivative with respect to its first argument
    }

    public override IEnumerable<Misuse> Judged()
    {
        yield return Argument<ArgumentNullException>("Grad of a null list", "outputs", "outputs is null",
            () => Autograd.Grad((IReadOnlyList<Tensor>)null!, [_leaf]));
        yield return Argument<ArgumentNullException>("Grad in a null list", "inputs", "inputs is null",
            () => Autograd.Grad([_loss], null!));
        yield return Argument<ArgumentException>("Grad in no input", "inputs", "grad requires non-empty inputs.",
            () => Autograd.Grad([_loss], []));
        yield return Argument<ArgumentNullException>("Grad of a list with null", "outputs", "outputs[1] is null",
            () => Autograd.Grad([_loss, null!], [_leaf]));
        yield return Argument<ArgumentNullException>("Grad in a list with null", "inputs", "inputs[1] is null",
            () => Autograd.Grad([_loss], [_leaf, null!]));
        yield return Argument<ArgumentException>("Grad of a disposed tensor", "outputs", "outputs[0] has been disposed",
            () => Autograd.Grad([_disposed], [_leaf]));
        yield return Argument<ArgumentException>("Grad in a disposed tensor", "inputs", "inputs[0] has been disposed",
            () => Autograd.Grad([_loss], [_disposed]));
        yield return Argument<ArgumentException>("Grad with a disposed gradient", "gradOutputs", "gradOutputs[0] has been disposed",
            () => Autograd.Grad([_output], [_leaf], [_disposed]));
        yield return Argument<ArgumentException>("Grad with too few gradients", "gradOutputs", "got 2 tensors and 1 gradients",
            () => Autograd.Grad([_loss, _loss], [_leaf], [null]));
        yield return Argument<ArgumentException>("Grad with a gradient of no dimension", "gradOutputs",
            "Mismatch in shape: grad_output[0] has a shape of torch.Size([]) and output[0] has a shape of torch.Size([3])", () =>
                Autograd.Grad([_output], [_leaf], [_constant]));
        yield return Argument<ArgumentException>("Grad with a gradient that would be summed", "gradOutputs", "torch.Size([2, 3])",
            () => Autograd.Grad([_output], [_leaf], [_rows]));
        yield return Argument<ArgumentException>("Grad with a complex gradient", "gradOutputs", "required to have the same dtype",
            () => Autograd.Grad([_output], [_leaf], [_complex]));
        yield return Argument<ArgumentException>("Grad of complex with a real gradient", "gradOutputs", "torch.float64",
            () => Autograd.Grad([_complex], [_leaf], [_row]));
        yield return Argument<ArgumentNullException>("batched Grad without gradients", "gradOutputs", "gradOutputs[0] is null",
            () => Autograd.Grad([_output], [_leaf], isGradsBatched: true));
        yield return Argument<ArgumentException>("batched Grad with a single gradient", "gradOutputs", "If `is_grads_batched=True`",
            () => Batched([_output], [_row]));
        yield return Argument<ArgumentException>("batched Grad with a number", "gradOutputs",
            "grad_output[0] has a shape of torch.Size([])", () => Batched([_loss], [_constant]));
        yield return Argument<ArgumentException>("batched Grad with batches of two sizes", "gradOutputs",
            "Expected all tensors to have the same size in the mapped dimension",
            () => Batched([_output, _loss], [_rows, _row]));
        yield return Argument<ArgumentException>("batched Grad of complex with real gradients", "gradOutputs",
            "required to have the same dtype", () => Batched([_complex], [_rows]));
        yield return Argument<ArgumentNullException>("Grad of null", "output", "output is null", () => Autograd.Grad((Tensor)null!, _leaf));
        yield return Argument<ArgumentNullException>("Grad in null", "input", "input is null", () => Autograd.Grad(_loss, null!));
        yield return Argument<ArgumentException>("Grad of one disposed tensor", "output", "output has been disposed",
            () => Autograd.Grad(_disposed, _leaf));
        yield return Argument<ArgumentException>("Grad of one with a disposed gradient", "gradOutput", "gradOutput has been disposed",
            () => Autograd.Grad(_output, _leaf, _disposed));
        yield return Argument<ArgumentException>("Grad of one with a wrong shape", "gradOutput", "Mismatch in shape",
            () => Autograd.Grad(_output, _leaf, _rows));

        yield return Kind(AutogradError.NotScalar, "Grad of three elements",
            "grad can be implicitly created only for scalar outputs. Output 0 is float64 of shape [3]", () =>
            Autograd.Grad(_output, _leaf));
        yield return Kind(AutogradError.NotScalar, "Grad of a second one of three elements", "Output 1 is float64",
            () => Autograd.Grad([_loss, _output], [_leaf]));
        yield return Kind(AutogradError.NotScalar, "Grad of complex elements", "grad can be implicitly created only for scalar outputs",
            () => Autograd.Grad([_complex], [_leaf]));
        yield return Kind(AutogradError.DoesNotRequireGrad, "Grad of a constant", "element 0 of tensors does not require grad",
            () => Autograd.Grad(_constant, _leaf));
        yield return Kind(AutogradError.DoesNotRequireGrad, "Grad of a second constant", "element 1 of tensors does not require grad",
            () => Autograd.Grad([_loss, _constant], [_leaf]));
        yield return Kind(AutogradError.DoesNotRequireGrad, "Grad in a constant",
            "One of the differentiated Tensors does not require grad. inputs[1] is",
            () => Autograd.Grad([_loss], [_leaf, _constant], allowUnused: true));
        yield return Kind(AutogradError.DoesNotRequireGrad, "Grad of one in a constant", "input is float64",
            () => Autograd.Grad(_loss, _constant));
        yield return Kind(AutogradError.UnusedInput, "Grad of nothing", "appears to not have been used in the graph",
            () => Autograd.Grad([], [_leaf]));
    }

    public override IEnumerable<Misuse> Reported()
    {
        yield return Kind(AutogradError.UnusedInput, "Grad in an unused input", "The unused tensor is inputs[1]",
            () => Autograd.Grad([_loss], [_leaf, _other], retainGraph: true));
        yield return Kind(AutogradError.UnusedInput, "Grad of one in an unused input", "The unused tensor is input.",
            () => Autograd.Grad(_loss, _other, retainGraph: true));
        yield return Kind(AutogradError.UnusedInput, "batched Grad in an unused input", "The unused tensor is inputs[0]",
            () => Autograd.Grad([_output], [_other], [_rows], retainGraph: true, isGradsBatched: true));
        yield return Kind(AutogradError.UnusedInput, "Grad the wrong way round", "appears to not have been used in the graph",
            () => Autograd.Grad(_output, _loss, _row, retainGraph: true));
        yield return Kind(AutogradError.GraphFreed, "Grad over a freed graph", "In C#: pass retainGraph: true",
            () => Autograd.Grad(_freed, _leaf));
        yield return Kind(AutogradError.GraphFreed, "Grad of two over a freed graph", "Trying to backward through the graph a second time",
            () => Autograd.Grad([_freed, _loss], [_leaf], retainGraph: true));
        yield return Kind(AutogradError.ModifiedInPlace, "Grad where a saved tensor was written to",
            "has been modified by an inplace operation", () => Autograd.Grad(_written, _leaf, retainGraph: true));
        yield return Kind(AutogradError.NotImplemented, "Grad of what has no derivative", "is not implemented",
            () => Autograd.Grad(_underived, _leaf, retainGraph: true));
        yield return Kind(AutogradError.Other, "Grad with a gradient on another device", "device",
            Scoped(() => Autograd.Grad(_output, _leaf, ones(3, float64, META), retainGraph: true)));
        yield return Kind(AutogradError.NaN, "Grad that makes a NaN while they are looked for",
            "Function 'SqrtBackward0' returned nan values in its 0th output", Scoped(NotANumber));
    }

    private void Batched(Tensor[] outputs, Tensor[] gradients) => Autograd.Grad(outputs, [_leaf], gradients, isGradsBatched: true);

    private static void NotANumber()
    {
        using IDisposable anomaly = Autograd.DetectAnomaly();
        Tensor x = zeros(1, dtype: float64, requires_grad: true);
        Autograd.Grad((x.sqrt() * zeros(1, dtype: float64)).sum(), x);
    }
}
