using static TorchBridge.Transforms;
using static TorchSharp.torch;
using Named = System.Collections.Generic.IReadOnlyDictionary<string, TorchSharp.torch.Tensor>;

namespace TorchBridge.Tests.Scenarios;

/// <summary>Every way found to use functions of structures and of named parameters wrongly.</summary>
internal sealed class StructureMisuse : MisuseTable
{
    private readonly Tensor _vector, _integers, _gone;
    private readonly nn.Module<Tensor, Tensor> _linear = nn.Linear(3, 1, dtype: float64);

    public StructureMisuse()
    {
        _vector = tensor([1.0, 2.0, 3.0]);
        _integers = tensor([1L, 2L]);
        _gone = tensor([1.0]);
        _gone.Dispose();
    }

    private static Tensor Sum(Named p, Tensor x) => p.Values.Select(each => each.sum()).Aggregate(x.sum(), (a, b) => a + b);

    private static Dictionary<string, Tensor> One(Tensor? tensor) => new() { ["w"] = tensor! };

    /// <summary>A dictionary that has a key twice when it is read.</summary>
    private sealed class Twice(Tensor tensor) : Named
    {
        public Tensor this[string key] => tensor;
        public IEnumerable<string> Keys => ["w", "w"];
        public IEnumerable<Tensor> Values => [tensor, tensor];
        public int Count => 2;
        public bool ContainsKey(string key) => true;
        public bool TryGetValue(string key, out Tensor value)
        {
            value = tensor;
            return true;
        }

        public IEnumerator<KeyValuePair<string, Tensor>> GetEnumerator() =>
            Keys.Select(key => KeyValuePair.Create(key, tensor)).GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }

    public override IEnumerable<Misuse> Judged()
    {
        yield return Argument<ArgumentNullException>("no function", "func", "func is null",
            () => Grad((Func<Named, Tensor, Tensor>)null!));
        yield return Argument<ArgumentNullException>("no function for Vmap", "func", "func is null",
            () => Vmap((Func<Named, Tensor, Tensor>)null!));
        yield return Argument<ArgumentNullException>("no function for Vjp", "func", "func is null",
            () => Vjp((Func<Named, Tensor, Tensor>)null!, One(_vector), _vector));
        yield return Argument<ArgumentException>("an argument that is no structure", "func", "String, which is not a supported structure",
            () => Grad((Tensor x, string name) => x.sum()));
        yield return Argument<ArgumentException>("a list", "func", "not a supported structure of tensors",
            () => Vmap((List<Tensor> x) => x[0]));
        yield return Argument<ArgumentException>("a tuple with a number", "func", "not a supported structure of tensors",
            () => Grad(((Tensor, int) x) => x.Item1.sum()));
        yield return Argument<ArgumentException>("a result that is no structure", "func", "not a supported structure of tensors",
            () => Vmap((Tensor x, Tensor y) => "x")(_vector, _vector));
        yield return Argument<ArgumentNullException>("a null dictionary", "arg1", "arg1 is null",
            () => Grad<Named, Tensor>(Sum)(null!, _vector));
        yield return Argument<ArgumentNullException>("a null tensor", "arg2", "arg2 is null",
            () => Grad<Named, Tensor>(Sum)(One(_vector), null!));
        yield return Argument<ArgumentNullException>("a null in a dictionary", "arg1", "arg1[\"w\"] is null",
            () => Grad<Named, Tensor>(Sum)(One(null), _vector));
        yield return Argument<ArgumentNullException>("a null in a tuple", "arg", "arg.Item2.Item1 is null",
            () => Grad(((Tensor, (Tensor, Tensor[])) x) => x.Item1.sum())((_vector, (null!, []))));
        yield return Argument<ArgumentNullException>("a null array in a tuple", "arg", "arg.Item2.Item2 is null",
            () => Grad(((Tensor, (Tensor, Tensor[])) x) => x.Item1.sum())((_vector, (_vector, null!))));
        yield return Argument<ArgumentException>("a disposed tensor in a dictionary", "arg1", "arg1[\"w\"] has been disposed",
            () => Grad<Named, Tensor>(Sum)(One(_gone), _vector));
        yield return Argument<ArgumentException>("integers in a dictionary", "arg1", "arg1[\"w\"] is int64",
            () => Grad<Named, Tensor>(Sum)(One(_integers), _vector));
        yield return Argument<ArgumentException>("an empty dictionary", "arg1", "arg1 is empty",
            () => Grad<Named, Tensor>(Sum)(new Dictionary<string, Tensor>(), _vector));
        yield return Argument<ArgumentException>("an empty dictionary for Hessian", "arg1", "arg1 is empty",
            () => Hessian((Named p, Tensor x) => Sum(p, x))(new Dictionary<string, Tensor>(), _vector));
        yield return Argument<ArgumentException>("a key twice", "arg1", "has the name w twice",
            () => Grad<Named, Tensor>(Sum)(new Twice(_vector), _vector));
        yield return Argument<ArgumentOutOfRangeException>("an argument that is not there", "argnums", "Got argnum=2",
            () => Grad((Tensor a, Tensor b) => a.dot(b), [2])(_vector, _vector));
        yield return Argument<ArgumentException>("an argument twice", "argnums", "unique",
            () => Grad((Tensor a, Tensor b) => a.dot(b), [1, -1])(_vector, _vector));
        yield return Argument<ArgumentException>("a function that returns null", "func", "returned null",
            () => Grad((Named p, Tensor x) => null!)(One(_vector), _vector));
        yield return Argument<ArgumentException>("a function that returns no dictionary", "func", "returned null for result",
            () => Vmap((Named p, Tensor x) => (Named)null!)(One(_vector), _vector));
        yield return Argument<ArgumentException>("a function that returns a null in a dictionary", "func", "null at index 0",
            () => Vmap((Named p, Tensor x) => One(null))(One(_vector), _vector));
        yield return Argument<ArgumentException>("a function that returns its arguments disposed", "func", "disposed tensor", () =>
            Vmap((Named p, Tensor x) =>
            {
                p["w"].Dispose();
                return p;
            })(One(_vector), _vector));
        yield return Argument<ArgumentException>("a cotangent of other keys", "cotangents",
            "Expected pytree structure of cotangents to be the same as pytree structure of outputs of the function, which is {w: *}, but "
            + "got {v: *}",
            Scoped(() => Vjp((Named p) => p, (Named)One(_vector)).VjpFn(new Dictionary<string, Tensor> { ["v"] = _vector })));
        yield return Argument<ArgumentNullException>("no cotangent", "cotangents", "cotangents is null",
            Scoped(() => Vjp((Named p) => p, (Named)One(_vector)).VjpFn(null!)));
        yield return Argument<ArgumentException>("tangents of other keys", "tangents.Item1", "Expected pytree structure of tangents",
            () => Jvp((Named p, Tensor x) => x, ((Named)One(_vector), _vector),
                ((Named)new Dictionary<string, Tensor> { ["v"] = _vector }, _vector)));
        yield return Argument<ArgumentException>("dimensions of another structure", "inDims", "in_dims is not compatible with",
            () => Vmap((Named p, Tensor x) => x, (InDims.Of(0, 0), 0))(One(_vector), _vector));
        yield return Argument<ArgumentException>("nothing to map", "inputs", "at least one Tensor to vmap over",
            () => Vmap((Named p, Tensor x) => x, (null, null))(One(_vector), _vector));
        yield return Argument<ArgumentNullException>("no parts of dimensions", "parts", "parts", () => InDims.Of(null!));
        yield return Argument<ArgumentException>("an output that depends on the example", "outDims", "out_dim is None",
            () => Vmap((Tensor x) => x * x, outDim: null)(_vector));
        yield return Argument<ArgumentException>("a tuple of a tensor and a number beside the value", "func", "not a supported structure",
            () => Grad((Tensor x) => (x.sum(), (x, 1)))(_vector));

        yield return Argument<ArgumentNullException>("no call", "call", "call is null",
            () => FunctionalCall(_linear, One(_vector), (Func<nn.Module<Tensor, Tensor>, Tensor>)null!));
        yield return Argument<ArgumentException>("a call that returns null", "call", "call returned null",
            () => FunctionalCall(_linear, new Dictionary<string, Tensor>(), m => (Tensor)null!));
        yield return Argument<ArgumentNullException>("a null tensor for a name", "parametersAndBuffers", "[\"w\"] is null",
            () => FunctionalCall(_linear, One(null), _vector));
        yield return Argument<ArgumentNullException>("a null among dictionaries", "parametersAndBuffers", "parametersAndBuffers",
            () => FunctionalCall(_linear, [One(_vector), null!], _vector));
        yield return Argument<ArgumentException>("a name in two dictionaries", "parametersAndBuffers", "ensure that the keys are unique",
            () => FunctionalCall(_linear, [One(_vector), One(_vector)], _vector));
        yield return Argument<ArgumentException>("a name twice", "named", "has the name w twice",
            () => new[] { ("w", _vector), ("w", _vector) }.ToDetachedDictionary());
        yield return Argument<ArgumentException>("no inputs for the gradient of one output", "inputs", "grad requires non-empty inputs",
            () => Autograd.Grad(_vector, []));
    }

    public override IEnumerable<Misuse> Reported()
    {
        yield return Own("a function that throws", "in the function",
            () => Vmap(Grad((Named p, Tensor x) => throw new TimeoutException("in the function")), (null, 0))(One(_vector), _vector));
        yield return Kind(AutogradError.NotScalar, "a value with dimensions", "to return a scalar Tensor",
            () => Grad((Named p, Tensor x) => p["w"])(One(_vector), _vector));
    }
}
