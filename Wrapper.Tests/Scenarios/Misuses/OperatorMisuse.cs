using TorchSharp;
using static TorchSharp.torch;

namespace TorchBridge.Tests.Scenarios;

/// <summary>Every way found to call a derivative operator wrongly.</summary>
internal sealed partial class OperatorMisuse : MisuseTable
{
    private readonly Tensor _x, _v, _integers, _flags, _complex, _disposed;

    public OperatorMisuse()
    {
        _x = tensor([1.0, 2.0, 3.0]).clone();
        _v = tensor([1.0, 1.0, 1.0]).clone();
        _integers = tensor([1L, 2L, 3L]);
        _flags = tensor([true, false, true]);
        _complex = complex(_x, _v);
        _disposed = tensor([1.0, 2.0, 3.0]);
        _disposed.Dispose();
    }

    /// <summary>An operator as a call with a function of one tensor, and one with a function of several.</summary>
    private sealed record Operator(string Name, Action<Func<Tensor, Tensor>, Tensor> One,
        Action<Func<Tensor[], Tensor>, IReadOnlyList<Tensor>> Several);

    private Operator[] Operators =>
    [
        new("Vjp", (f, x) => Discard(Autograd.Vjp(f, x)), (f, x) => Discard(Autograd.Vjp(a => [f(a)], x))),
        new("Jvp", (f, x) => Discard(Autograd.Jvp(f, x, _v)), (f, x) => Discard(Autograd.Jvp(a => [f(a)], x, [_v, _v]))),
        new("Hvp", (f, x) => Discard(Autograd.Hvp(f, x, _v)), (f, x) => Discard(Autograd.Hvp(f, x, [_v, _v]))),
        new("Vhp", (f, x) => Discard(Autograd.Vhp(f, x, _v)), (f, x) => Discard(Autograd.Vhp(f, x, [_v, _v]))),
        new("Jacobian", (f, x) => Discard(Autograd.Jacobian(f, x)), (f, x) => Discard(Autograd.Jacobian(f, x))),
        new("Jacobian forward", (f, x) => Discard(Autograd.Jacobian(f, x, strategy: JacobianStrategy.ForwardMode)),
            (f, x) => Discard(Autograd.Jacobian(a => [f(a)], x, strategy: JacobianStrategy.ForwardMode))),
        new("Hessian", (f, x) => Discard(Autograd.Hessian(f, x)), (f, x) => Discard(Autograd.Hessian(f, x))),
        new("Hessian forward", (f, x) => Discard(Autograd.Hessian(f, x, outerStrategy: JacobianStrategy.ForwardMode)),
            (f, x) => Discard(Autograd.Hessian(f, x, outerStrategy: JacobianStrategy.ForwardMode))),
        new("ValueAndGrad", (f, x) => Discard(Autograd.ValueAndGrad(f, x)), (f, x) => Discard(Autograd.ValueAndGrad(f, x))),
    ];

    public override IEnumerable<Misuse> Judged() => OfOptions();

    public override IEnumerable<Misuse> Reported() => OfEvery().Concat(OfVectors()).Concat(OfOutputs()).Concat(OfDuals());

    private IEnumerable<Misuse> OfEvery() => Operators.SelectMany(op => new[]
    {
        Argument<ArgumentNullException>($"{op.Name}, null func", "func", "func is null", () => op.One(null!, _x)),
        Argument<ArgumentNullException>($"{op.Name}, null input", "input", "input is null", () => op.One(Loss, null!)),
        Argument<ArgumentException>($"{op.Name}, disposed input", "input", "input has been disposed", () => op.One(Loss, _disposed)),
        Argument<ArgumentException>($"{op.Name}, integer input", "input", "only Tensors of floating point dtype can require gradients",
            () => op.One(Loss, _integers)),
        Argument<ArgumentException>($"{op.Name}, boolean input", "input", "only Tensors of floating point dtype can require gradients",
            () => op.One(Loss, _flags)),
        Argument<ArgumentException>($"{op.Name}, func returns null", "func", "func returned null", () => op.One(_ => null!, _x)),
        Argument<ArgumentException>($"{op.Name}, func returns a disposed tensor", "func", "func returned a disposed tensor",
            () => op.One(_ => _disposed, _x)),
        Argument<ArgumentException>($"{op.Name}, func disposes its result", "func", "func returned a disposed tensor",
            () => op.One(DisposeResult, _x)),
        Argument<ArgumentNullException>($"{op.Name}, null list", "inputs", "inputs is null", () => op.Several(LossOfAll, null!)),
        Argument<ArgumentException>($"{op.Name}, empty list", "inputs", "inputs is empty", () => op.Several(LossOfAll, [])),
        Argument<ArgumentNullException>($"{op.Name}, null in the list", "inputs", "inputs[1] is null",
            () => op.Several(LossOfAll, [_x, null!])),
        Argument<ArgumentException>($"{op.Name}, disposed in the list", "inputs", "inputs[1] has been disposed",
            () => op.Several(LossOfAll, [_x, _disposed])),
        Argument<ArgumentException>($"{op.Name}, integers in the list", "inputs", "inputs[1] is int64",
            () => op.Several(LossOfAll, [_x, _integers])),
        Argument<ArgumentException>($"{op.Name}, func of a list returns null", "func", "func returned null",
            () => op.Several(_ => null!, [_x, _x])),
    });

    private IEnumerable<Misuse> OfVectors()
    {
        foreach ((string name, Action<Tensor?> one, Action<IReadOnlyList<Tensor>?> several) in
            new (string, Action<Tensor?>, Action<IReadOnlyList<Tensor>?>)[]
        {
            ("Vjp", v => Discard(Autograd.Vjp(a => a.exp(), _x, v)),
                v => Discard(Autograd.Vjp(a => [a[0] * a[1], a[0].exp()], [_x, _x], v))),
            ("Jvp", v => Discard(Autograd.Jvp(a => a.exp(), _x, v)), v => Discard(Autograd.Jvp(a => [a[0] * a[1]], [_x, _x], v))),
            ("Hvp", v => Discard(Autograd.Hvp(Loss, _x, v)), v => Discard(Autograd.Hvp(LossOfAll, [_x, _x], v))),
            ("Vhp", v => Discard(Autograd.Vhp(Loss, _x, v)), v => Discard(Autograd.Vhp(LossOfAll, [_x, _x], v))),
        })
        {
            yield return Argument<ArgumentException>($"{name}, disposed v", "v", "v has been disposed", () => one(_disposed));
            yield return Argument<ArgumentException>($"{name}, v of another shape", "v",
                "v has invalid size: should be torch.Size([3]) but got torch.Size([2])", () => WithOnes(one, 2));
            yield return Argument<ArgumentException>($"{name}, v that would be broadcast", "v",
                "should be torch.Size([3]) but got torch.Size([1])", () => WithOnes(one, 1));
            yield return Argument<ArgumentException>($"{name}, v of more dimensions", "v",
                "should be torch.Size([3]) but got torch.Size([1, 3])", () => WithOnes(one, 1, 3));
            yield return Argument<ArgumentException>($"{name}, complex v", "v", "complex128", () => one(_complex));
            yield return Argument<ArgumentException>($"{name}, too few v", "v", "v is a tuple of invalid length: should be 2 but got 1",
                () => several([_v]));
            yield return Argument<ArgumentException>($"{name}, too many v", "v", "v is a tuple of invalid length: should be 2 but got 3",
                () => several([_v, _v, _v]));
            yield return Argument<ArgumentException>($"{name}, no v at all", "v", "v is a tuple of invalid length: should be 2 but got 0",
                () => several([]));
            yield return Argument<ArgumentNullException>($"{name}, null in v", "v", "v[1] is null", () => several([_v, null!]));
            yield return Argument<ArgumentException>($"{name}, disposed in v", "v", "v[1] has been disposed",
                () => several([_v, _disposed]));
            const string needed = "The vector v can only be None if";
            if (name == "Vjp")
            {
                yield return Kind(AutogradError.NotScalar, $"{name}, v left out", needed, () => one(null));
                yield return Kind(AutogradError.NotScalar, $"{name}, list v left out", needed, () => several(null));
            }
            else
            {
                yield return Argument<ArgumentNullException>($"{name}, v left out", "v", needed, () => one(null));
                yield return Argument<ArgumentNullException>($"{name}, list v left out", "v", needed, () => several(null));
            }
        }
    }

    private IEnumerable<Misuse> OfOptions()
    {
        const JacobianStrategy forward = JacobianStrategy.ForwardMode;
        foreach (int size in new[] { 0, -1, int.MinValue })
        {
            yield return Argument<ArgumentOutOfRangeException>($"chunk size {size}", "chunkSize",
                $"chunk_size must be a positive integer, got {size}", () => Discard(Autograd.Jacobian(exp, _x, chunkSize: size)));
            yield return Argument<ArgumentOutOfRangeException>($"chunk size {size}, lists", "chunkSize", "chunk_size must be",
                () => Discard(Autograd.Jacobian(a => [a[0]], [_x], chunkSize: size)));
        }
        yield return Argument<ArgumentException>("Jacobian, forward with a graph", "createGraph",
            "`create_graph=True` and `strategy=\"forward-mode\"` are not supported together",
            () => Discard(Autograd.Jacobian(exp, _x, createGraph: true, strategy: forward)));
        yield return Argument<ArgumentException>("Jacobian, forward and strict", "strict",
            "`strict=True` and `strategy=\"forward-mode\"` are not supported together",
            () => Discard(Autograd.Jacobian(exp, _x, strict: true, strategy: forward)));
        yield return Argument<ArgumentException>("Jacobian, strict and vectorized", "strict",
            "`strict=True` and `vectorized=True` are not supported together",
            () => Discard(Autograd.Jacobian(exp, _x, strict: true, vectorize: true)));
        yield return Argument<ArgumentOutOfRangeException>("Jacobian, no such strategy", "strategy", "Expected strategy to be either",
            () => Discard(Autograd.Jacobian(exp, _x, strategy: (JacobianStrategy)7)));
        yield return Argument<ArgumentException>("Hessian, forward with a graph", "createGraph", "are not supported together",
            () => Discard(Autograd.Hessian(Loss, _x, createGraph: true, outerStrategy: forward)));
        yield return Argument<ArgumentException>("Hessian, strict and vectorized", "strict", "are not supported together",
            () => Discard(Autograd.Hessian(Loss, _x, strict: true, vectorize: true)));
        yield return Argument<ArgumentOutOfRangeException>("Hessian, no such strategy", "outerStrategy", "Expected strategy to be either",
            () => Discard(Autograd.Hessian(Loss, _x, outerStrategy: (JacobianStrategy)(-1))));
    }

    private static Tensor Loss(Tensor a) => (a * a).sum();

    private static Tensor LossOfAll(Tensor[] a) => (a[0] * a[^1]).sum();

    private static Tensor DisposeResult(Tensor a)
    {
        Tensor result = (a * a).sum();
        result.Dispose();
        return result;
    }

    private static void WithOnes(Action<Tensor?> call, params long[] shape)
    {
        using Tensor ones = torch.ones(shape, float64);
        call(ones);
    }

    /// <summary>What a call that should have thrown has returned.</summary>
    private static void Discard(object results)
    {
        foreach (Tensor tensor in Tensors(results))
            tensor.Dispose();
    }

    private static IEnumerable<Tensor> Tensors(object results) => results switch
    {
        Tensor tensor => [tensor],
        System.Runtime.CompilerServices.ITuple tuple => Enumerable.Range(0, tuple.Length).SelectMany(i => Tensors(tuple[i]!)),
        System.Collections.IEnumerable list => list.Cast<object>().SelectMany(Tensors),
        _ => throw new ArgumentException(results.GetType().Name),
    };
}
