using TorchBridge.Tests.Tools;
using static TorchBridge.Transforms;
using static TorchSharp.torch;

namespace TorchBridge.Tests;

/// <summary>Transforms of transforms, against closed forms and against Autograd's operators.</summary>
[TestClass]
public class CompositionTests : TransformTest
{
    private static Tensor Random(params long[] shape) => rand(shape, dtype: float64) + 0.5;

    private static Tensor Cubic(Tensor x) => x.pow(3).sum() + x.prod();

    private static Tensor Field(Tensor x) => x.sin() * x.prod();

    private static Tensor Each(Tensor batch, Func<Tensor, Tensor> f) => stack(batch.unbind().Select(f).ToArray());

    [TestMethod]
    public void VmapOfGrad()
    {
        Tensor x = Random(5, 3);
        Same.Values(Each(x, t => t * t * 3 + t.prod() / t), Vmap(Grad(Cubic))(x));
        Same.Values(Vmap(Grad(Cubic))(x), Vmap(Grad(Cubic), chunkSize: 2)(x));
    }

    [TestMethod]
    public void GradOfVmap()
    {
        Tensor x = Random(5, 3);
        Same.Values(Each(x, t => t * t * 3 + t.prod() / t), Grad((Tensor t) => Vmap(Cubic)(t).sum())(x));
        Tensor w = Random(3);      // a captured argument, shared by the batch
        Same.Values(x.sum(dim: 0L), Grad((Tensor u) => Vmap((Tensor t) => t.dot(u))(x).sum())(w));
    }

    [TestMethod]
    public void VmapOfGradOfVmapOfGrad()
    {
        Tensor x = Random(4, 3);
        Func<Tensor, Tensor> inner = Vmap(Grad((Tensor t) => t.pow(4)));
        Same.Values(x.pow(2) * 12, Vmap(Grad((Tensor t) => inner(t).sum()))(x));
    }

    [TestMethod]
    public void JacobiansOfJacobians()
    {
        Tensor x = Random(3), expected =
            Autograd.Jacobian(t => Autograd.Jacobian(Field, t, createGraph: true, vectorize: false), x, vectorize: false);
        Same.Values(expected, JacFwd(JacRev(Field))(x), 1e-11);
        Same.Values(expected, JacRev(JacFwd(Field))(x), 1e-11);
        Same.Values(expected, JacRev(JacRev(Field))(x), 1e-11);
        Same.Values(expected, JacFwd(JacFwd(Field))(x), 1e-11);
    }

    [TestMethod]
    public void TheHessianInEveryOrder()
    {
        Tensor x = Random(3), expected = Autograd.Hessian(Cubic, x, vectorize: false);
        foreach (Func<Tensor, Tensor> hessian in new[] { Hessian(Cubic), JacRev(Grad(Cubic)), JacFwd(Grad(Cubic)), JacRev(JacRev(Cubic)),
            JacRev(JacFwd(Cubic)), JacFwd(JacFwd(Cubic)) })
            Same.Values(expected, hessian(x));
    }

    [TestMethod]
    public void VmapOfHessian()
    {
        Tensor x = Random(4, 3);
        Same.Values(Each(x, t => Autograd.Hessian(Cubic, t)), Vmap(Hessian(Cubic))(x));
        Same.Values(Each(x, t => Autograd.Hessian(Cubic, t)), Vmap(Hessian(Cubic), chunkSize: 3)(x));
        Same.Values(Each(x.t(), t => Autograd.Hessian(Cubic, t)), Vmap(Hessian(Cubic), inDim: 1)(x));
    }

    [TestMethod]
    public void ThirdDerivatives()
    {
        Tensor x = Random(2), expected =
            Autograd.Jacobian(t => Autograd.Hessian(Cubic, t, createGraph: true, vectorize: false), x, vectorize: false);
        Same.Values(expected, JacRev(Hessian(Cubic))(x), 1e-11);
        Same.Values(expected, JacFwd(Hessian(Cubic))(x), 1e-11);
        Same.Values(expected, Hessian((Tensor t) => Grad(Cubic)(t))(x), 1e-11);
    }

    [TestMethod]
    public void JvpOfGradAndGradOfJvp()
    {
        Tensor x = Random(3), v = Random(3), expected = Autograd.Hessian(Cubic, x).mv(v);
        Same.Values(expected, Jvp(Grad(Cubic), x, v).Tangent);
        Same.Values(expected, Grad((Tensor t) => Jvp(Cubic, t, v).Tangent)(x));
        Same.Values(expected, Vjp(Grad(Cubic), x).VjpFn(v));
        Same.Values(expected, Linearize(Grad(Cubic), x).JvpFn(v));
        Same.Values(expected, Grad((Tensor t) => Grad(Cubic)(t).dot(v))(x));
    }

    [TestMethod]
    public void VmapOfVjpAndJvp()
    {
        Tensor x = Random(4, 3), v = Random(4, 3), jacobians = Each(x, t => Autograd.Jacobian(Field, t));
        Same.Values(jacobians.matmul(v.unsqueeze(2)).squeeze(2), Vmap((Tensor a, Tensor b) => Jvp(Field, a, b).Tangent)(x, v));
        Same.Values(v.unsqueeze(1).matmul(jacobians).squeeze(1), Vmap((Tensor a, Tensor b) => Vjp(Field, a).VjpFn(b))(x, v));
        Same.Values(jacobians.matmul(v.unsqueeze(2)).squeeze(2), Vmap((Tensor a, Tensor b) => Linearize(Field, a).JvpFn(b))(x, v));
        Same.Values(jacobians, Vmap(JacRev(Field))(x));
        Same.Values(jacobians, Vmap(JacFwd(Field))(x));
    }

    [TestMethod]
    public void JacobiansOfVmap()
    {
        Tensor x = Random(2, 3), expected = Autograd.Jacobian(t => stack([Cubic(t[0]), Cubic(t[1])]), x);
        Same.Values(expected, JacRev(Vmap(Cubic))(x));
        Same.Values(expected, JacFwd(Vmap(Cubic))(x));
    }

    [TestMethod]
    public void PerSampleGradientsOfSeveralParameters()
    {
        Tensor[] parameters = [Random(4, 3), Random(4)];
        Tensor x = Random(6, 3), y = Random(6);
        static Tensor Loss(Tensor[] a) => ((a[0].mv(a[2]).tanh() * a[1]).sum() - a[3]).square();
        Tensor[] batched = Vmap(Grad(Loss, 0, 1), [null, null, 0, 0])([.. parameters, x, y]);
        for (int i = 0; i < 6; i++)
        {
            Tensor[] leaves = [.. parameters.Select(p => p.detach().requires_grad_())];
            Tensor?[] expected = Autograd.Grad([Loss([.. leaves, x[i], y[i]])], leaves);
            Same.Values([.. expected.Select(g => g!)], [.. batched.Select(g => g[i])]);
        }
    }

    [TestMethod]
    public void OrdinaryAutogradAround()
    {
        Tensor x = Random(4, 3).requires_grad_(), w = Random(3).requires_grad_();
        Tensor y = Vmap(Grad((Tensor t) => (t.pow(3) * w).sum()))(x);
        y.sum().Backward();
        Same.Values(x * w * 6, x.grad);
        Same.Values((x * x * 3).sum(dim: 0L), w.grad);
        Tensor h = Vmap(Hessian((Tensor t) => (t.pow(3) * w).sum()))(x);
        Same.Values((x * 6).sum(dim: 0L), Autograd.Grad(h.sum(), w));
    }

    [TestMethod]
    public void OrdinaryAutogradInside()
    {
        // Autograd.Grad inside a transformed function differentiates that function's own graph.
        Tensor x = Random(3), w = Random(3).requires_grad_();
        Same.Values(w * 2 * x, Vmap((Tensor t) => Autograd.Grad((w * w).sum(), w) * t)(x.unsqueeze(0))[0]);
        Tensor second = Grad((Tensor t) => Autograd.Grad(Cubic(t), t, createGraph: true).sum())(x);
        Same.Values(Autograd.Hessian(Cubic, x).sum(dim: 1L), second);
    }

    /// <summary>They make leaves of ordinary autograd, which a level knows nothing of: PyTorch refuses them, and so do we.</summary>
    [TestMethod]
    public void AutogradsOperatorsInside()
    {
        Tensor x = Random(4, 3), w = Random(3);
        Func<Tensor, Tensor> inGrad = Grad((Tensor u) => Autograd.Jacobian(t => t * u * u, x[0], createGraph: true).sum());
        Func<Tensor, Tensor> inVmap = Vmap((Tensor t) => Autograd.Jacobian(s => s * t, w, createGraph: true));
        Assert.AreEqual(AutogradError.NotImplemented, Assert.ThrowsExactly<AutogradException>(() => inGrad(w)).Kind);
        if (WithLevels)
            Assert.AreEqual(AutogradError.NotImplemented, Assert.ThrowsExactly<AutogradException>(() => inVmap(x)).Kind);
        else
            Same.Values(Each(x, t => eye(3, dtype: float64) * t), inVmap(x).detach());
    }

    [TestMethod]
    public void TransformsInsideAutogradsOperators()
    {
        Tensor x = Random(3);
        Same.Values(Autograd.Hessian(Cubic, x), Autograd.Jacobian(Grad(Cubic), x));
        Same.Values(Autograd.Hessian(Cubic, x), Autograd.Jacobian(Grad(Cubic), x, strategy: JacobianStrategy.ForwardMode));
        Same.Values(Autograd.Jacobian(Field, x), Autograd.Jacobian(t => Vmap((Tensor s) => s.sin())(t) * t.prod(), x));
    }
}

/// <summary>The same without levels.</summary>
[TestClass]
public sealed class CompositionFallbackTests : CompositionTests
{
    protected override bool WithLevels => false;
}
