using TorchBridge.Tests.Tools;
using static TorchBridge.Transforms;
using static TorchSharp.torch;

namespace TorchBridge.Tests.Scenarios;

/// <summary>Every way found to call a transform, or the function that it gives, wrongly.</summary>
internal sealed class TransformMisuse : MisuseTable
{
    private readonly Tensor _matrix, _vector, _scalar, _integers, _gone, _complex;
    private readonly Linear _linear;
    private readonly Func<Tensor, Tensor> _vjp, _jvp;

    public TransformMisuse()
    {
        _matrix = rand(2, 3, dtype: float64);
        _vector = rand(3, dtype: float64);
        _scalar = tensor(1.0);
        _integers = tensor([1L, 2, 3]);
        _complex = complex(tensor([1.0, 2]), tensor([1.0, 2]));
        _gone = ones(1);
        _gone.Dispose();
        _linear = new Linear();
        _vjp = Vjp((Tensor x) => x.sin(), _vector).VjpFn;
        _jvp = Linearize((Tensor x) => x.sin(), _vector).JvpFn;
    }

    /// <summary>With buffers, for TorchSharp's count of tensors goes wrong over a Parameter.</summary>
    private sealed class Linear : nn.Module<Tensor, Tensor>
    {
        private readonly Tensor _weight = rand(2, 3, dtype: float64), _bias = rand(2, dtype: float64);

        public Linear() : base(nameof(Linear))
        {
            register_buffer("weight", _weight);
            register_buffer("bias", _bias);
        }

        public override Tensor forward(Tensor input) => nn.functional.linear(input, _weight, _bias);
    }

    private static Tensor Sum(Tensor x) => x.sum();

    private static Tensor SumOf(Tensor[] x) => x[0].sum();

    private static Tensor[] Same(Tensor[] x) => x;

    /// <inheritdoc/>
    public override IEnumerable<Misuse> Judged()
    {
        yield return Argument<ArgumentNullException>("Vmap of null", "func", "func is null", () => Vmap((Func<Tensor, Tensor>)null!));
        yield return Argument<ArgumentNullException>("Vmap of null, lists", "func", "func is null",
            () => Vmap((Func<Tensor[], Tensor[]>)null!));
        yield return Argument<ArgumentNullException>("Grad of null", "func", "func is null", () => Grad((Func<Tensor, Tensor>)null!));
        yield return Argument<ArgumentNullException>("GradAndValue of null", "func", "func is null",
            () => GradAndValue((Func<Tensor[], Tensor>)null!));
        yield return Argument<ArgumentNullException>("JacRev of null", "func", "func is null", () => JacRev((Func<Tensor, Tensor>)null!));
        yield return Argument<ArgumentNullException>("JacFwd of null", "func", "func is null", () => JacFwd((Func<Tensor, Tensor>)null!));
        yield return Argument<ArgumentNullException>("Hessian of null", "func", "func is null", () => Hessian((Func<Tensor, Tensor>)null!));
        yield return Argument<ArgumentNullException>("Vjp of null", "func", "func is null",
            () => Vjp((Func<Tensor, Tensor>)null!, _vector));
        yield return Argument<ArgumentNullException>("Jvp of null", "func", "func is null",
            () => Jvp((Func<Tensor, Tensor>)null!, _vector, _vector));
        yield return Argument<ArgumentNullException>("Linearize of null", "func", "func is null",
            () => Linearize((Func<Tensor, Tensor>)null!, _vector));

        yield return Argument<ArgumentException>("Vmap of a disposed tensor", "input", "has been disposed", () => Vmap(Sum)(_gone));
        yield return Argument<ArgumentNullException>("Vmap of a null tensor", "input", "is null", () => Vmap(Sum)(null!));
        yield return Argument<ArgumentNullException>("Vmap of a null list", "inputs", "is null", () => Vmap(Same)(null!));
        yield return Argument<ArgumentException>("Vmap of no tensor", "inputs", "empty", () => Vmap(Same)([]));
        yield return Argument<ArgumentNullException>("Vmap of a null in a list", "inputs", "inputs[1] is null",
            () => Vmap(Same)([_vector, null!]));
        yield return Argument<ArgumentOutOfRangeException>("Vmap of a scalar", "inDims", "dimensionality 0", () => Vmap(Sum)(_scalar));
        yield return Argument<ArgumentOutOfRangeException>("Vmap over a dimension too far", "inDims", "-2 <= in_dim < 2",
            () => Vmap(Sum, inDim: 2)(_matrix));
        yield return Argument<ArgumentOutOfRangeException>("Vmap over a dimension too far back", "inDims", "-2 <= in_dim < 2",
            () => Vmap(Sum, inDim: -3)(_matrix));
        yield return Argument<ArgumentException>("Vmap with fewer dimensions than inputs", "inDims", "in_dims is not compatible",
            () => Vmap(Same, [0])([_vector, _vector]));
        yield return Argument<ArgumentException>("Vmap over nothing", "inputs", "at least one Tensor to vmap over",
            () => Vmap(Same, [null])([_vector]));
        yield return Argument<ArgumentException>("Vmap of batches of two sizes", "inputs", "got sizes [2, 3]",
            () => Vmap(Same)([_matrix, _vector]));
        yield return Argument<ArgumentOutOfRangeException>("chunks of none", "chunkSize", "greater than 0", () => Vmap(Sum, chunkSize: 0));
        yield return Argument<ArgumentOutOfRangeException>("no such randomness", "randomness", "Only allowed values for randomness",
            () => Vmap(Sum, randomness: (VmapRandomness)3));
        yield return Argument<ArgumentOutOfRangeException>("no such randomness of JacFwd", "randomness",
            "Only allowed values for randomness", () => JacFwd(Sum, (VmapRandomness)(-1)));
        yield return Argument<ArgumentOutOfRangeException>("JacRev in chunks of none", "chunkSize", "chunk_size",
            () => JacRev(Sum, chunkSize: -1));
        yield return Argument<ArgumentOutOfRangeException>("JacFwd in chunks of none", "chunkSize", "chunk_size",
            () => JacFwd(Sum, chunkSize: 0));

        yield return Argument<ArgumentException>("Grad in integers", "input", "only Tensors of floating point", () => Grad(Sum)(_integers));
        yield return Argument<ArgumentException>("Grad in a disposed tensor", "input", "has been disposed", () => Grad(Sum)(_gone));
        yield return Argument<ArgumentOutOfRangeException>("Grad in an argument that is not there", "argnums",
            "Got argnum=1, but only 1 positional inputs", () => Grad(SumOf, 1)([_vector]));
        yield return Argument<ArgumentOutOfRangeException>("Grad in an argument before the first", "argnums", "Got argnum=-2",
            () => Grad(SumOf, -2)([_vector]));
        yield return Argument<ArgumentException>("Grad in an argument twice", "argnums", "unique", () => Grad(SumOf, 0, -1)([_vector]));
        yield return Argument<ArgumentException>("Grad in nothing", "inputs", "empty", () => Grad(SumOf)([]));
        yield return Argument<ArgumentException>("JacRev in integers", "input", "only Tensors of floating point",
            () => JacRev(Sum)(_integers));
        yield return Argument<ArgumentException>("Hessian in an integer argument", "inputs", "only Tensors of floating point",
            () => Hessian(SumOf, 1)([_vector, _integers]));
        yield return Argument<ArgumentException>("JacRev of complex numbers", "inputs", "Expected all inputs to be real",
            () => JacRev(Sum)(_complex));
        yield return Argument<ArgumentException>("JacFwd of complex numbers", "inputs", "Expected all inputs to be real",
            () => JacFwd(Sum)(_complex));

        yield return Argument<ArgumentException>("Vjp in integers", "primal", "only Tensors of floating point", () => Vjp(Sum, _integers));
        yield return Argument<ArgumentException>("a cotangent of another shape", "cotangents", "Mismatch in shape", () => _vjp(_matrix));
        yield return Argument<ArgumentNullException>("no cotangent", "cotangents", "is null", () => _vjp(null!));
        yield return Argument<ArgumentException>("a disposed cotangent", "cotangents", "has been disposed", () => _vjp(_gone));
        yield return Argument<ArgumentException>("a tangent of another shape", "tangent", "different size",
            () => Jvp(Sum, _vector, _matrix));
        yield return Argument<ArgumentException>("an integer tangent", "tangent", "floating point", () => Jvp(Sum, _vector, _integers));
        yield return Argument<ArgumentException>("Jvp in integers", "primal", "floating point", () => Jvp(Sum, _integers, _vector));
        yield return Argument<ArgumentException>("more tangents than primals", "tangents", "1 primals and 2 tangents",
            () => Jvp(Same, [_vector], [_vector, _vector]));
        yield return Argument<ArgumentException>("Linearize in integers", "primal", "only Tensors of floating point",
            () => Linearize(Sum, _integers));
        yield return Argument<ArgumentException>("a tangent of Linearize of another shape", "tangents", "torch.Size([3])",
            () => _jvp(_matrix));

        yield return Argument<ArgumentNullException>("FunctionalCall of null", "module", "module",
            () => FunctionalCall(null!, new Dictionary<string, Tensor>(), _vector));
        yield return Argument<ArgumentNullException>("FunctionalCall with null", "parametersAndBuffers", "parametersAndBuffers",
            () => FunctionalCall(_linear, null!, _vector));
        yield return Argument<ArgumentNullException>("FunctionalCall on null", "input", "is null",
            () => FunctionalCall(_linear, new Dictionary<string, Tensor>(), null!));
        yield return Argument<ArgumentException>("FunctionalCall with a disposed tensor", "parametersAndBuffers", "has been disposed",
            () => FunctionalCall(_linear, new Dictionary<string, Tensor> { ["weight"] = _gone }, _vector));
        yield return Argument<ArgumentException>("FunctionalCall with other names", "parametersAndBuffers",
            "Unexpected key(s): scale. Missing key(s): weight, bias",
            () => FunctionalCall(_linear, new Dictionary<string, Tensor> { ["scale"] = _vector }, _vector, strict: true));
        yield return Argument<ArgumentException>("a stack of no module", "modules", "Expected at least one model, got 0",
            () => StackModuleState([]));
        yield return Argument<ArgumentNullException>("a stack with null", "modules", "modules", () => StackModuleState([_linear, null!]));
    }

    /// <inheritdoc/>
    public override IEnumerable<Misuse> Reported()
    {
        yield return Argument<ArgumentOutOfRangeException>("Vmap into a dimension too far", "outDims",
            "Dimension out of range (expected to be in range of [-1, 0], but got 3)", () => Vmap(Sum, outDim: 3)(_matrix));
        yield return Argument<ArgumentException>("Vmap with fewer dimensions than outputs", "outDims", "out_dims is not compatible",
            () => Vmap(Same, outDims: [0])([_matrix, _matrix]));
        yield return Argument<ArgumentException>("Vmap of a function that returns null", "func", "returned null",
            () => Vmap((Tensor _) => null!)(_matrix));
        yield return Kind(AutogradError.NotScalar, "Grad of a vector", "to return a scalar Tensor, got tensor with 1 dims",
            Scoped(() => Grad((Tensor x) => x * x)(_vector)));
        yield return Kind(AutogradError.NotScalar, "Grad of a vector under Vmap", "got tensor with 1 dims",
            Scoped(() => Vmap(Grad((Tensor x) => x * x))(_matrix)));
        yield return Kind(AutogradError.UnusedInput, "Jvp of a constant, strict", "The output of f is independent of the inputs",
            Scoped(() => Jvp((Tensor _) => ones(2), _vector, _vector, strict: true)));
        yield return Kind(AutogradError.NotImplemented, "Backward under Grad", "backward() called inside a functorch transform",
            Scoped(() => Grad((Tensor x) =>
        {
            x.sum().Backward();
            return x.sum();
        })(_vector)));
        yield return Kind(AutogradError.NotImplemented, "a custom function under Vmap", "it does not have vmap support",
            Scoped(() => Vmap(Functions.Cube)(_matrix)));
        yield return Kind(AutogradError.NotImplemented, "Autograd.Jacobian under Vmap", "torch.autograd.functional",
            Scoped(() => Vmap((Tensor x) => Autograd.Jacobian(y => y * y, x))(_matrix)));
        yield return Own("a function that throws in the middle of three transforms", "mine",
            () => Vmap(Grad((Tensor x) => Hessian((Tensor _) => throw new TimeoutException("mine"))(x)))(_matrix));
    }
}
