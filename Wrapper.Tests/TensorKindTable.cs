using System.Runtime.InteropServices;
using TorchBridge.Engine;
using TorchBridge.Native;
using TorchBridge.Tests.Tools;
using static TorchSharp.torch;

namespace TorchBridge.Tests;

/// <summary>
/// Every operator, given every kind of tensor in every role. Each gives what it gives for the same numbers in an ordinary tensor, or throws what is documented. Run in a
/// process of its own.
/// </summary>
internal static class TensorKindTable
{
    /// <summary>The functions' own errors, which come out unchanged, whatever a kind of tensor can't do.</summary>
    private sealed class OfFunction(Exception inner) : Exception(inner.Message, inner);

    /// <summary>The function to differentiate, in which the numbers of the given tensor are used.</summary>
    private delegate Tensor Square(Tensor x);

    private delegate Tensor?[] Call(Tensor given, Square square);

    private static Tensor Plain => ones(2, 3, dtype: float64) * 0.5;

    private static Tensor Sum(Square f, Tensor x) => f(x).sum();

    private static readonly (string Name, Call Call)[] s_calls =
    [
        ("Backward", (t, f) =>
        {
            Tensor leaf = Leaf(t);
            Sum(f, leaf).Backward();
            return [leaf.grad];
        }),
        ("Backward of it", (t, _) =>
        {
            t.Backward();
            return [];
        }),
        ("Backward with it", (t, _) =>
        {
            Tensor x = Plain.requires_grad_();
            (x * 2).Backward(t);
            return [x.grad];
        }),
        ("Backward into it", (t, f) =>
        {
            Tensor leaf = Leaf(t);
            Sum(f, leaf).Backward(inputs: [leaf]);
            return [leaf.grad];
        }),
        ("ZeroGrad", (t, _) =>
        {
            t.ZeroGrad();
            t.ZeroGrad(setToNone: false);
            return [];
        }),
        ("Autograd.Grad", (t, f) =>
        {
            Tensor leaf = Leaf(t);
            return [Autograd.Grad(Sum(f, leaf), leaf)];
        }),
        ("Autograd.Grad in it", (t, _) => Autograd.Grad([Plain.requires_grad_().sum()], [t], allowUnused: true)),
        ("Autograd.Grad with it", (t, _) =>
        {
            Tensor x = Plain.requires_grad_();
            return [Autograd.Grad(x * 2, x, t)];
        }),
        ("Autograd.Grad with a batch of it", (t, _) =>
        {
            Tensor x = ones(3, dtype: float64).requires_grad_();
            return Autograd.Grad([x * 2], [x], [t], isGradsBatched: true);
        }),
        ("Graph", (t, f) =>
        {
            Autograd.Graph(f(Leaf(t)));
            return [];
        }),
        ("Graph of it", (t, _) =>
        {
            Autograd.Graph(t);
            return [];
        }),
        ("WithGradHook", (t, _) => [Leaf(t).WithGradHook(g => g)]),
        ("CustomFunction", (t, f) => [CustomFunction.Apply((_, inputs) => [f(inputs[0])], (_, gradients) => gradients, t)[0]]),
        ("CustomFunction, returned", (t, _) => CustomFunction.Apply((_, _) => [t], (_, gradients) => gradients, Plain)),
        ("Checkpoint", (t, f) => [Autograd.Checkpoint(x => f(x), t)]),
        ("Checkpoint of a leaf", (t, f) => [Autograd.Checkpoint(x => f(x), Leaf(t))]),
        ("Checkpoint, returned", (t, _) => [Autograd.Checkpoint(_ => t, Plain.requires_grad_())]),
        ("ValueAndGrad", (t, f) => Two(Autograd.ValueAndGrad(x => Sum(f, x), t))),
        ("Autograd.Vjp", (t, f) => Two(Autograd.Vjp(x => Sum(f, x), t))),
        ("Autograd.Vjp with it", (t, _) => Two(Autograd.Vjp(x => x * 2, Plain, t))),
        ("Autograd.Vjp, returned", (t, _) => Two(Autograd.Vjp(_ => t, Plain, Plain))),
        ("Autograd.Jvp", (t, f) => Two(Autograd.Jvp(x => f(x), t, t))),
        ("Autograd.Jvp with it", (t, _) => Two(Autograd.Jvp(x => x * x, Plain, t))),
        ("Autograd.Hvp", (t, f) => Two(Autograd.Hvp(x => Sum(f, x), t, t))),
        ("Autograd.Hvp with it", (t, _) => Two(Autograd.Hvp(x => (x * x).sum(), Plain, t))),
        ("Autograd.Vhp", (t, f) => Two(Autograd.Vhp(x => Sum(f, x), t, t))),
        ("Autograd.Jacobian", (t, f) => [Autograd.Jacobian(x => f(x), t)]),
        ("Autograd.Jacobian, rows", (t, f) => [Autograd.Jacobian(x => f(x), t, vectorize: false)]),
        ("Autograd.Jacobian, captured", (t, f) => [Autograd.Jacobian(x => Guarded(() => x * f(t)), Plain)]),
        ("Autograd.Jacobian, returned", (t, _) => [Autograd.Jacobian(_ => t, Plain)]),
        ("Autograd.Jacobian, forward", (t, f) => [Autograd.Jacobian(x => f(x), t, strategy: JacobianStrategy.ForwardMode)]),
        ("Autograd.Hessian", (t, f) => [Autograd.Hessian(x => Sum(f, x), t)]),
        ("Autograd.Hessian, forward", (t, f) => [Autograd.Hessian(x => Sum(f, x), t, outerStrategy: JacobianStrategy.ForwardMode)]),
        ("GradCheck", (t, f) =>
        {
            Autograd.GradCheck(x => f(x), Leaf(t));
            return [];
        }),
        ("GradCheck, forward", (t, f) =>
        {
            Autograd.GradCheck(x => f(x), Leaf(t), checkForwardAd: true);
            return [];
        }),
        ("GradGradCheck", (t, f) =>
        {
            Autograd.GradGradCheck(x => f(x), Leaf(t));
            return [];
        }),
        ("MakeDual", (t, f) =>
        {
            using DualLevel level = ForwardAD.EnterDualLevel();
            return Two(level.UnpackDual(f(level.MakeDual(t, t))));
        }),
        ("MakeDual with it", (t, _) =>
        {
            using DualLevel level = ForwardAD.EnterDualLevel();
            return Two(level.UnpackDual(level.MakeDual(Plain, t) * 2));
        }),
        ("UnpackDual", (t, _) =>
        {
            using DualLevel level = ForwardAD.EnterDualLevel();
            return Two(level.UnpackDual(t));
        }),
        ("Grad", (t, f) => [Transforms.Grad((Tensor x) => Sum(f, x))(t)]),
        ("Grad of Grad", (t, f) => [Transforms.Grad((Tensor x) => Transforms.Grad((Tensor y) => Sum(f, y))(x).sum())(t)]),
        ("Grad, captured", (t, f) => [Transforms.Grad((Tensor x) => Guarded(() => (x * f(t)).sum()))(Plain)]),
        ("Grad, returned", (t, f) => [Transforms.Grad((Tensor _) => Sum(f, t))(Plain)]),
        ("Grad, aux", (t, _) => Two(Transforms.Grad((Tensor x) => (x.sum(), t))(Plain))),
        ("GradAndValue", (t, f) => Two(Transforms.GradAndValue((Tensor x) => Sum(f, x))(t))),
        ("Vjp", (t, f) => [Transforms.Vjp((Tensor x) => f(x), t).VjpFn(Plain)]),
        ("Vjp with it", (t, _) => [Transforms.Vjp((Tensor x) => x * 2, Plain).VjpFn(t)]),
        ("Vjp, returned", (t, _) => [Transforms.Vjp((Tensor _) => t, Plain).Output]),
        ("Jvp", (t, f) => Two(Transforms.Jvp((Tensor x) => f(x), t, t))),
        ("Jvp with it", (t, _) => Two(Transforms.Jvp((Tensor x) => x * x, Plain, t))),
        ("Jvp, returned", (t, _) => Two(Transforms.Jvp((Tensor _) => t, Plain, Plain))),
        ("JacRev", (t, f) => [Transforms.JacRev((Tensor x) => f(x))(t)]),
        ("JacRev, captured", (t, f) => [Transforms.JacRev((Tensor x) => Guarded(() => x * f(t)))(Plain)]),
        ("JacRev, returned", (t, _) => [Transforms.JacRev((Tensor _) => t)(Plain)]),
        ("JacFwd", (t, f) => [Transforms.JacFwd((Tensor x) => f(x))(t)]),
        ("JacFwd, captured", (t, f) => [Transforms.JacFwd((Tensor x) => Guarded(() => x * f(t)))(Plain)]),
        ("JacFwd, returned", (t, _) => [Transforms.JacFwd((Tensor _) => t)(Plain)]),
        ("Hessian", (t, f) => [Transforms.Hessian((Tensor x) => Sum(f, x))(t)]),
        ("Linearize", (t, f) => [Transforms.Linearize((Tensor x) => f(x), t).JvpFn(t)]),
        ("Linearize with it", (t, _) => [Transforms.Linearize((Tensor x) => x * x, Plain).JvpFn(t)]),
        ("Linearize, returned", (t, _) => [Transforms.Linearize((Tensor _) => t, Plain).Output]),
        ("Vmap", (t, f) => [Transforms.Vmap((Tensor x) => f(x))(t)]),
        ("Vmap, last dimension", (t, f) => [Transforms.Vmap((Tensor x) => f(x), inDim: -1)(t)]),
        ("Vmap, captured", (t, f) => [Transforms.Vmap((Tensor x) => Guarded(() => x * f(t).sum()))(Plain)]),
        ("Vmap, returned", (t, _) => [Transforms.Vmap((Tensor _) => t)(Plain)]),
        ("Vmap of Grad", (t, f) => [Transforms.Vmap(Transforms.Grad((Tensor x) => Sum(f, x)))(t)]),
        ("Vmap of JacFwd", (t, f) => [Transforms.Vmap(Transforms.JacFwd((Tensor x) => f(x)))(t)]),
        ("FunctionalCall", (t, f) =>
        {
            using var module = new Times(f);
            return [Transforms.FunctionalCall(module, new Dictionary<string, Tensor> { ["weight"] = t }, t)];
        }),
        ("StackModuleState", (t, f) =>
        {
            Times module = new(f, t), other = new(f, t);      // not disposed: that would dispose the given tensor
            return [Transforms.StackModuleState([module, other]).Buffers["weight"]];
        }),
    ];

    /// <summary>How many cells there are.</summary>
    public static int Count => s_calls.Length * TensorKind.All().Count();

    /// <summary>Prints each cell's name before it is tried, and then its outcome.</summary>
    public static void Run()
    {
        set_num_threads(1);
        foreach (TensorKind kind in TensorKind.All())
        {
            foreach ((string name, Call call) in s_calls)
            {
                Console.Write($"{name} | {kind.Name}: ");
                Console.Out.Flush();
                using (NewDisposeScope())
                    Console.WriteLine(Outcome(kind, call));
                if (LevelStack.Depth != 0 || Functorch.Depth != 0 || !is_grad_enabled() || is_inference_mode_enabled())
                    Console.WriteLine("NOT AT REST");
            }
        }
        Console.WriteLine("end");
    }

    private static string Outcome(TensorKind kind, Call call)
    {
        string outcome = "not tried";
        try
        {
            kind.With(given =>
            {
                using var scope = NewDisposeScope();
                outcome = Judge(kind, call, given);
            });
        }
        catch (Exception e)
        {
            return $"BY ITSELF {e}";
        }
        return outcome.ReplaceLineEndings(" ");
    }

    private static string Judge(TensorKind kind, Call call, Tensor given)
    {
        Tensor?[] results;
        try
        {
            results = call(given, x => Guarded(() => kind.Dense(x) is var dense ? dense * dense : dense));
        }
        catch (Exception e)
        {
            return e is OfFunction or AggregateException { InnerException: OfFunction } ? "function: " + e.Message.Split('\n')[0]
                : e is ArgumentException or ObjectDisposedException or GradCheckException || e.GetType() == typeof(AutogradException) ? e.Message.Length < 20 ? $"UNCLEAR {e.Message}" : $"error: {e.GetType().Name} {e.Message}"
                : $"UNDOCUMENTED {e}";
        }
        if (kind.Name == "meta")
            return "value: on no device";
        Tensor?[] expected;
        try
        {
            expected = call(kind.Numbers(), x => x * x);
        }
        catch (AutogradException e)
        {
            return results.All(result => result is null) ? "value: nothing" : $"WRONG {Text(results)} instead of {e}";
        }
        return results.Length == expected.Length && results.Zip(expected).All(pair => Equal(kind, pair.First, pair.Second)) ? "value" : $"WRONG {Text(results)} instead of {Text(expected)}";
    }

    private static bool Equal(TensorKind kind, Tensor? result, Tensor? expected)
    {
        if (result is null || expected is null)
            return result is null && expected is null;
        Tensor dense = Densified(kind, result);
        return dense.shape.SequenceEqual(expected.shape) && (dense.numel() == 0 || dense.sub(expected).abs().max().item<double>() < 1e-6);
    }

    private static string Text(Tensor?[] tensors) => string.Join("; ", tensors.Select(t => t is null ? "null" : $"[{string.Join(", ", t.shape)}] {string.Join(", ", Numeric.Values(t.to_dense().to(float64)))}"));

    /// <summary>A result may be of its kind, or dense.</summary>
    private static Tensor Densified(TensorKind kind, Tensor result)
    {
        Tensor plain = result.detach();
        try
        {
            return kind.Dense(plain).to(float64);
        }
        catch (ExternalException)
        {
            return plain.to(float64);
        }
    }

    private static Tensor Guarded(Func<Tensor> function)
    {
        try
        {
            return function();
        }
        catch (Exception e)
        {
            throw new OfFunction(e);
        }
    }

    /// <summary>The tensor as a leaf, where it can be one.</summary>
    private static Tensor Leaf(Tensor tensor)
    {
        try
        {
            return tensor.IsInvalid || Level.IsBatch(tensor) || !tensor.is_leaf || !tensor.is_floating_point() ? tensor : tensor.requires_grad_();
        }
        catch (ExternalException)      // an inference tensor
        {
            return tensor;
        }
    }

    private static Tensor?[] Two((Tensor, Tensor?) pair) => [pair.Item1, pair.Item2];

    private sealed class Times : nn.Module<Tensor, Tensor>
    {
        private readonly Square _square;
        private readonly Tensor _weight;

        public Times(Square square, Tensor? weight = null) : base(nameof(Times))
        {
            (_square, _weight) = (square, weight ?? ones(2, 3, dtype: float64));
            register_buffer("weight", _weight);
        }

        public override Tensor forward(Tensor input) => _square(_weight) * _square(input);
    }
}
