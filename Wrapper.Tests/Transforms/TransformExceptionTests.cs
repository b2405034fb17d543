using System.Runtime.InteropServices;
using TorchBridge.Tests.Tools;
using static TorchSharp.torch;

namespace TorchBridge.Tests;

/// <summary>
/// A function that throws at its k-th operation, for every k, under every
/// transform and some of transforms: all is as it was before the call.
/// </summary>
[TestClass]
public class TransformExceptionTests : TransformTest
{
    private sealed class Mine(int operation) : Exception($"operation {operation}");

    /// <summary>Counts the operations of a function and fails at one of them.</summary>
    private sealed class Faulty(int failAt, bool native)
    {
        private int _count;

        public Tensor Scalar(Tensor x) => Do(() => Vector(x).sum());

        public Tensor Vector(Tensor x)
        {
            Tensor sine = Do(() => x.sin());
            Tensor square = Do(() => sine * x);
            using (no_grad())
                Do(() => square.detach());
            using var scope = NewDisposeScope();
            Tensor result = Do(() => square + Do(() => x.exp()));
            return result.MoveToOuterDisposeScope();
        }

        private Tensor Do(Func<Tensor> operation)
        {
            if (++_count == failAt)
            {
                if (!native)
                    throw new Mine(failAt);
                return ones(2).add(ones(3));      // TorchSharp's own exception
            }
            return operation();
        }
    }

    private static readonly (string Name, Action<Faulty, Tensor> Call)[] s_calls =
    [
        ("vmap", (f, x) => Transforms.Vmap(f.Vector)(x)),
        ("vmap in chunks", (f, x) => Transforms.Vmap(f.Vector, chunkSize: 1)(x)),
        ("vmap, the same numbers", (f, x) => Transforms.Vmap(f.Vector, randomness: VmapRandomness.Same, chunkSize: 1)(x)),
        ("grad", (f, x) => Transforms.Grad(f.Scalar)(x)),
        ("grad and value, auxiliary", (f, x) => Transforms.GradAndValue((Tensor t) => (f.Scalar(t), f.Vector(t)))(x)),
        ("grad of several", (f, x) => Transforms.Grad((Tensor[] a) => f.Scalar(a[0] * a[1]), 0, 1)([x, x])),
        ("jacrev", (f, x) => Transforms.JacRev(f.Vector)(x)),
        ("jacrev in chunks", (f, x) => Transforms.JacRev(f.Vector, chunkSize: 2)(x)),
        ("jacfwd", (f, x) => Transforms.JacFwd(f.Vector)(x)),
        ("jacfwd in chunks", (f, x) => Transforms.JacFwd(f.Vector, chunkSize: 2)(x)),
        ("hessian", (f, x) => Transforms.Hessian(f.Scalar)(x)),
        ("vjp", (f, x) => Transforms.Vjp(f.Vector, x).VjpFn(x)),
        ("jvp", (f, x) => Transforms.Jvp(f.Vector, x, x)),
        ("linearize", (f, x) => Transforms.Linearize(f.Vector, x).JvpFn(x)),
        ("vmap of grad", (f, x) => Transforms.Vmap(Transforms.Grad(f.Scalar))(x)),
        ("grad of vmap", (f, x) => Transforms.Grad((Tensor t) => Transforms.Vmap(f.Vector)(t).sum())(x)),
        ("vmap of vmap of hessian", (f, x) => Transforms.Vmap(Transforms.Vmap(Transforms.Hessian(f.Scalar)))(x)),
        ("jacfwd of jacrev", (f, x) => Transforms.JacFwd(Transforms.JacRev(f.Vector))(x)),
        ("jvp of grad", (f, x) => Transforms.Jvp(Transforms.Grad(f.Scalar), x, x)),
        ("grad of grad of grad", (f, x) =>
            Transforms.Grad((Tensor s) => Transforms.Grad((Tensor t) => Transforms.Grad(f.Scalar)(t).sum())(s).sum())(x)),
        ("linearize of vmap of grad", (f, x) => Transforms.Linearize(Transforms.Vmap(Transforms.Grad(f.Scalar)), x).JvpFn(x)),
        ("autograd's jacobian of grad", (f, x) => Autograd.Jacobian(Transforms.Grad(f.Scalar), x)),
        ("a later call of the vjp function under vmap",
            (f, x) => Transforms.Vmap((Tensor t) => Transforms.Vjp((Tensor s) => s * 2, t).VjpFn(f.Vector(t)))(x)),
    ];

    [TestMethod]
    public void AtEveryOperation() => AtEveryOperation(native: false);

    [TestMethod]
    [TestCategory("Soak")]
    public void AtEveryOperationByAnErrorOfLibTorch() => AtEveryOperation(native: true);

    private static void AtEveryOperation(bool native)
    {
        Tensor x = rand(2, 2, dtype: float64);
        foreach ((string name, Action<Faulty, Tensor> call) in s_calls)
        {
            int failures = 0;
            Live.Tensors();      // collects, once for all operations
            while (!Succeeds(name, call, x, failures + 1, native))
                failures++;
            Assert.IsGreaterThanOrEqualTo(5, failures, $"{name}: the function has five operations at least");
        }
    }

    /// <summary>
    /// Calls with a function that fails at one operation. False when it failed there, and everything was in order afterwards.
    /// </summary>
    private static bool Succeeds(string name, Action<Faulty, Tensor> call, Tensor x, int failAt, bool native)
    {
        string at = $"{name}, operation {failAt}";
        using var scope = NewDisposeScope();
        long live = Tensor.TotalCount;
        try
        {
            call(new Faulty(failAt, native), x);
            return true;
        }
        catch (Exception e) when (native ? e is ExternalException : e is Mine)
        {
            StringAssert.Contains(e.StackTrace, nameof(Faulty), at);
        }
        catch (Exception e) when (e is not UnitTestAssertException)
        {
            Assert.Fail($"{at}: {e}");
        }
        AssertAtRest(live);
        Assert.AreEqual(0, scope.DisposablesCount, at);
        using Tensor more = ones(1);
        Assert.AreEqual(1, scope.DisposablesCount, $"{at}: the dispose scope of the caller is the current one");
        return false;
    }

    [TestMethod]
    public void TheExceptionIsTheSameObject()
    {
        var mine = new Mine(0);
        Tensor x = rand(2, 2, dtype: float64);
        Tensor Throw(Tensor _) => throw mine;
        foreach (Action call in new Action[]
        {
            () => Transforms.Vmap(Throw)(x), () => Transforms.Grad(Throw)(x), () => Transforms.JacRev(Throw)(x), () =>
                Transforms.JacFwd(Throw)(x),
            () => Transforms.Hessian(Throw)(x), () => Transforms.Vjp(Throw, x), () => Transforms.Jvp(Throw, x, x), () =>
                Transforms.Linearize(Throw, x).JvpFn(x),
            () => Transforms.Vmap(Transforms.Hessian(Throw))(x),
        })
            Assert.AreSame(mine, Assert.ThrowsExactly<Mine>(call));
    }

    [TestMethod]
    public void WhatTheFunctionReturnsIsJudgedAndNothingIsLost()
    {
        Tensor x = rand(2, 2, dtype: float64), gone = ones(1);
        gone.Dispose();
        long live = Live.Tensors();
        Func<Tensor, Tensor>[] bad = [_ => null!, _ => gone];
        foreach (Func<Tensor, Tensor> f in bad)
        {
            foreach (Action call in new Action[]
            {
                () => Transforms.Vmap(f)(x), () => Transforms.Grad(f)(x), () => Transforms.JacRev(f)(x), () =>
                    Transforms.JacFwd(f)(x), () => Transforms.Hessian(f)(x),
                () => Transforms.Vjp(f, x), () => Transforms.Jvp(f, x, x), () => Transforms.Linearize(f, x).JvpFn(x), () =>
                    Transforms.Vmap(Transforms.Vmap(f))(x),
            })
            {
                Assert.Throws<ArgumentException>(call);
                AssertAtRest(live);
            }
        }
    }

    [TestMethod]
    public void AThrowInAnInnerTransformMayBeCaughtInTheOuterFunction()
    {
        Tensor x = rand(3, dtype: float64);
        Same.Values(x * 2, Transforms.Grad((Tensor t) =>
        {
            Assert.ThrowsExactly<Mine>(() => Transforms.Vmap((Tensor _) => throw new Mine(1))(t));
            Assert.ThrowsExactly<Mine>(() => Transforms.Grad((Tensor _) => throw new Mine(2))(t));
            Assert.ThrowsExactly<Mine>(() => Transforms.Jvp((Tensor _) => throw new Mine(3), t, t));
            return (t * t).sum();
        })(x));
    }
}

/// <summary>The same without levels.</summary>
[TestClass]
public sealed class TransformExceptionFallbackTests : TransformExceptionTests
{
    protected override bool WithLevels => false;
}
