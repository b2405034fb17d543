using TorchBridge.Tests.Tools;
using TorchSharp;
using static TorchBridge.Transforms;
using static TorchSharp.torch;

namespace TorchBridge.Tests;

/// <summary>Transforms.Vjp, Jvp and Linearize against the Jacobian.</summary>
[TestClass]
public class VjpJvpTransformTests : TransformTest
{
    private static Tensor Random(params long[] shape) => rand(shape, dtype: float64) + 0.5;

    private static Tensor F(Tensor x) => stack([x[0] * x[1], x[2].sin(), x.prod(), x.sum()]);

    private static Tensor[] Two(Tensor[] x) => [x[0].outer(x[1]), (x[0] * x[0]).sum() + x[1].sum()];

    private static Tensor Tangent(Tensor[] jacobian, Tensor[] v, long[] shape) =>
        jacobian.Select((j, k) => j.reshape(-1, v[k].numel()).mv(v[k].reshape(-1))).Aggregate((a, b) => a + b).reshape(shape);

    [TestMethod]
    public void VjpOfOneTensor()
    {
        Tensor x = Random(3), v = Random(4);
        (Tensor output, Func<Tensor, Tensor> vjp) = Vjp(F, x);
        Same.Values(F(x), output);
        Same.Values(v.matmul(Autograd.Jacobian(F, x)), vjp(v));
        Assert.IsFalse(output.requires_grad || vjp(v).requires_grad);
    }

    [TestMethod]
    public void VjpOfSeveralTensors()
    {
        Tensor[] x = [Random(2), Random(3)], v = [Random(2, 3), Random()];
        (Tensor[] outputs, Func<Tensor[], Tensor[]> vjp) = Vjp(Two, x);
        Same.Values(Two(x), outputs);
        Same.Values(Autograd.Vjp(Two, x, v).Vjp, vjp(v));
    }

    [TestMethod]
    public void TheVjpFunctionIsCalledAsOftenAsOneLikes()
    {
        Tensor x = Random(3);
        (_, Func<Tensor, Tensor> vjp) = Vjp(F, x);
        Tensor basis = eye(4, dtype: float64), jacobian = Autograd.Jacobian(F, x);
        Same.Values(jacobian, stack(basis.unbind().Select(vjp).ToArray()));
        Same.Values(jacobian, stack(basis.unbind().Select(vjp).ToArray()));
    }

    [TestMethod]
    public void TheVjpFunctionIsMappedAndDifferentiated()
    {
        Tensor x = Random(3), jacobian = Autograd.Jacobian(F, x);
        (_, Func<Tensor, Tensor> vjp) = Vjp(F, x);
        Same.Values(jacobian, Vmap(vjp)(eye(4, dtype: float64)));
        // vjp is linear in the cotangent: its derivative in it is J.
        Same.Values(jacobian.sum(dim: 1L), Grad((Tensor v) => vjp(v).sum())(Random(4)));
        Same.Values(jacobian.t(), JacRev(vjp)(Random(4)));
    }

    [TestMethod]
    public void VjpOfAConstantIsZero()
    {
        Tensor x = Random(3);
        (Tensor output, Func<Tensor, Tensor> vjp) = Vjp((Tensor _) => ones(2, dtype: float64), x);
        Same.Values(ones(2, dtype: float64), output);
        Same.Values(zeros(3, dtype: float64), vjp(ones(2, dtype: float64)));
    }

    [TestMethod]
    public void JvpOfOneTensor()
    {
        Tensor x = Random(3), v = Random(3);
        (Tensor output, Tensor tangent) = Jvp(F, x, v);
        Same.Values(F(x), output);
        Same.Values(Autograd.Jacobian(F, x).mv(v), tangent);
        Assert.IsFalse(output.requires_grad || tangent.requires_grad);
    }

    [TestMethod]
    public void JvpOfSeveralTensors()
    {
        Tensor[] x = [Random(2), Random(3)], v = [Random(2), Random(3)];
        Tensor[][] jacobian = Autograd.Jacobian(Two, x);
        (Tensor[] outputs, Tensor[] tangents) = Jvp(Two, x, v);
        Same.Values(Two(x), outputs);
        Same.Values([Tangent(jacobian[0], v, [2, 3]), Tangent(jacobian[1], v, [])], tangents);
    }

    [TestMethod]
    public void JvpOfJvpDoesNotConfuseItsTangents()
    {
        static Tensor Cube(Tensor t) => t * t * t;
        Tensor x = tensor(2.0), one = tensor(1.0);
        Tensor second = Jvp(t => Jvp(Cube, t, one).Tangent, x, one).Tangent;
        Assert.AreEqual(12.0, second.ToDouble());
        Tensor third = Jvp(s => Jvp(t => Jvp(Cube, t, one).Tangent, s, one).Tangent, x, one).Tangent;
        Assert.AreEqual(6.0, third.ToDouble());
        // The inner one's primal carries the outer tangent; a value from outside has no tangent of the inner level.
        Tensor mixed = Jvp(t => t * Jvp(s => s * t, tensor(5.0), one).Tangent, x, one).Tangent;      // d/dt t * t
        Assert.AreEqual(4.0, mixed.ToDouble());
    }

    [TestMethod]
    public void JvpOfAConstantIsZeroOrRefused()
    {
        Tensor x = Random(3);
        (Tensor output, Tensor tangent) = Jvp((Tensor _) => ones(2, dtype: float64), x, x);
        Same.Values([ones(2, dtype: float64), zeros(2, dtype: float64)], [output, tangent]);
        AutogradException error =
            Assert.ThrowsExactly<AutogradException>(() => Jvp((Tensor _) => ones(2, dtype: float64), x, x, strict: true));
        StringAssert.Contains(error.Message, "is independent of the inputs");
        Same.Values(x * 2, Jvp((Tensor t) => t * 2, x, x, strict: true).Tangent);
    }

    [TestMethod]
    public void LinearizeOfOneTensor()
    {
        Tensor x = Random(3), jacobian = Autograd.Jacobian(F, x);
        (Tensor output, Func<Tensor, Tensor> jvp) = Linearize(F, x);
        Same.Values(F(x), output);
        for (int i = 0; i < 3; i++)
        {
            Tensor v = Random(3);
            Same.Values(jacobian.mv(v), jvp(v));
        }
        Same.Values(jacobian.t(), Vmap(jvp)(eye(3, dtype: float64)));
    }

    [TestMethod]
    public void LinearizeOfSeveralTensors()
    {
        Tensor[] x = [Random(2), Random(3)];
        (Tensor[] outputs, Func<Tensor[], Tensor[]> jvp) = Linearize(Two, x);
        Same.Values(Two(x), outputs);
        for (int i = 0; i < 3; i++)
        {
            Tensor[] v = [Random(2), Random(3)];
            Same.Values(Jvp(Two, x, v).Tangents, jvp(v));
        }
    }

    /// <summary>That of glu has none in LibTorch, and that of a norm's gradient overwrites what it would need.</summary>
    [TestMethod]
    public void LinearizeWhereTheTangentHasNoDerivative()
    {
        Tensor x = Random(4), v = Random(4);
        int calls = 0;
        Tensor Gated(Tensor t)
        {
            calls++;
            return nn.functional.glu(t, 0);
        }
        Same.Values(Autograd.Jacobian((Tensor t) => t[..2] * t[2..].sigmoid(), x).mv(v), Linearize(Gated, x).JvpFn(v));
        Assert.AreEqual(1, calls);
        Same.Values(Autograd.Hessian((Tensor t) => t.square().sum().sqrt(), x).mv(v),
            Linearize(Grad((Tensor t) => linalg.vector_norm(t)), x).JvpFn(v));
    }

    [TestMethod]
    public void OrdinaryGradientsFlowThrough()
    {
        Tensor x = Random(3).requires_grad_(), v = Random(3);
        Same.Values(x * v * 6, Autograd.Grad(Jvp((Tensor t) => t.pow(3), x, v).Tangent.sum(), x));
        Same.Values(x * v * 6, Autograd.Grad(Vjp((Tensor t) => t.pow(3), x).VjpFn(v).sum(), x));
        Same.Values(x * x * 3, Autograd.Grad(Vjp((Tensor t) => t.pow(3), x).Output.sum(), x));
    }

    [TestMethod]
    public void TheResultsLiveInTheScopeOfTheCall()
    {
        Tensor x = Random(3), v = Random(3);
        using var scope = NewDisposeScope();
        _ = Jvp((Tensor t) => (t * t).sin(), x, v);
        Assert.AreEqual(2, scope.DisposablesCount);
    }
}

/// <summary>The same on ordinary autograd.</summary>
[TestClass]
public sealed class VjpJvpTransformFallbackTests : VjpJvpTransformTests
{
    protected override bool WithLevels => false;
}
