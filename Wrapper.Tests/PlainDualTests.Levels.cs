using TorchBridge.Tests.Tools;
using static TorchBridge.Transforms;
using static TorchSharp.torch;

namespace TorchBridge.Tests;

/// <summary>Beside transforms, dual levels and other threads.</summary>
public sealed partial class PlainDualTests
{
    [TestMethod]
    public void TransformsInside()
    {
        static Tensor Cubic(Tensor x) => (x.pow(3) * x.prod()).sum();
        foreach ((string name, Func<Tensor, Tensor> f) in new (string, Func<Tensor, Tensor>)[]
        {
            ("Grad", Grad((Func<Tensor, Tensor>)Cubic)),
            ("Jvp", x => Jvp((Tensor t) => t.sin() * t.prod() * x, x, _w).Tangent),
            ("Jvp, its tangent too", x => Jvp((Tensor t) => t.sin() * t.prod(), x, x.exp()).Tangent),
            ("JacFwd", x => JacFwd((Tensor t) => t.sin() * x.prod())(x)),
            ("JacFwd in chunks", x => JacFwd((Tensor t) => t.sin() * x.prod(), chunkSize: 2)(x)),
            ("JacRev", x => JacRev((Tensor t) => t.sin() * x.prod())(x)),
            ("JacRev in chunks", x => JacRev((Tensor t) => t.sin() * x.prod(), chunkSize: 1)(x)),
            ("Vmap", x => Vmap((Tensor t) => t.sin() * x)(x)),
            ("Vmap in chunks", x => Vmap((Tensor t) => t.sin() * x, chunkSize: 4)(x)),
            ("Vmap of Grad", x => Vmap(Grad((Tensor t) => (t.sin() * x).sum()))(x)),
            ("Vjp", x => Vjp((Tensor t) => t.sin() * x, x).VjpFn(x)),
            ("Hessian", Hessian((Func<Tensor, Tensor>)Cubic)),
        })
        {
            Numeric.AssertClose(name, Autograd.Jacobian(f, _x), Autograd.Jacobian(f, _x, vectorize: false, strategy: Forward),
                Rounding, Rounding);
            if (name != "Hessian")      // whose own second derivative is a fourth
                Numeric.AssertClose($"{name}: Hessian", Autograd.Hessian(x => f(x).sin().sum(), _x),
                    Autograd.Hessian(x => f(x).sin().sum(), _x, vectorize: false, outerStrategy: Forward),
                    Rounding, Rounding);
        }
    }

    /// <summary>They would start with a detach, and the tangent would be lost without an error.</summary>
    [TestMethod]
    public void WhatIsRefusedInsideATransformIsRefusedThere()
    {
        foreach (Func<Tensor, Tensor> f in new Func<Tensor, Tensor>[]
        {
            x => Autograd.ValueAndGrad(t => t.pow(3).sum(), x).Grad,
            x => Autograd.Jacobian(t => t.pow(3), x).sum(),
            x => Autograd.GradCheck(t => t * t, x.detach().requires_grad_()) ? x : x,
            x =>
            {
                using DualLevel level = ForwardAD.EnterDualLevel();
                return x;
            },
        })
            Assert.AreEqual(AutogradError.NotImplemented,
                Assert.ThrowsExactly<AutogradException>(() => Autograd.Jacobian(f, _x, vectorize: false, strategy: Forward)).Kind);
    }

    /// <summary>
    /// A tensor that the function captures has a tangent of the caller's dual level. It does not belong to the Jacobian. One more call
    /// finds it.
    /// </summary>
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void TangentsOfADualLevelOutsideStayOut(bool ofAnotherThread)
    {
        using DualLevel level = ForwardAD.EnterDualLevel();
        Tensor dual = level.MakeDual(_w, ones_like(_w));
        int calls = 0;
        Tensor jacobian = OnThread(() => Autograd.Jacobian(F, _x, vectorize: false, strategy: Forward));
        Numeric.AssertClose("Jacobian", diag(_x.cos() * _w), jacobian, Rounding, Rounding);
        Assert.AreEqual(7, calls);
        Assert.IsNull(level.UnpackDual(jacobian).Tangent);
        Numeric.AssertClose("Hessian", diag(-_x.sin() * _w),
            OnThread(() => Autograd.Hessian(x => F(x).sum(), _x, vectorize: false, outerStrategy: Forward)), Rounding, Rounding);
        Numeric.AssertClose("the caller's own", _x.sin(), level.UnpackDual(F(_x)).Tangent!, Rounding, Rounding);
        // Values can be read where no such tensor is captured, and where one is the call is refused.
        Numeric.AssertClose("reads values", Autograd.Jacobian(ReadsValues, _x),
            OnThread(() => Autograd.Jacobian(ReadsValues, _x, vectorize: false, strategy: Forward)), Rounding, Rounding);
        Assert.ThrowsExactly<System.Runtime.InteropServices.ExternalException>(() =>
            OnThread(() => Autograd.Jacobian(x => ReadsValues(x) * dual, _x, vectorize: false, strategy: Forward)));

        Tensor F(Tensor x)
        {
            calls++;
            return x.sin() * dual;
        }

        T OnThread<T>(Func<T> run) => ofAnotherThread ? Elsewhere(run) : run();
    }

    /// <summary>LibTorch has one dual level for all threads.</summary>
    [TestMethod]
    public void ThreadsDoNotSeeEachOther()
    {
        Tensor expected = Autograd.Jacobian(ReadsValues, _x), second = Autograd.Hessian(x => ReadsValues(x).sum(), _x);
        Parallel.For(0, 40, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i =>
        {
            using var scope = NewDisposeScope();
            bool? vectorize = i % 2 == 0 ? null : false;
            Numeric.AssertClose("Jacobian", expected, Autograd.Jacobian(ReadsValues, _x, vectorize: vectorize, strategy: Forward),
                Rounding, Rounding);
            Numeric.AssertClose("Hessian", second,
                Autograd.Hessian(x => ReadsValues(x).sum(), _x, vectorize: vectorize, outerStrategy: Forward), Rounding, Rounding);
        });
    }

    private static T Elsewhere<T>(Func<T> run)
    {
        T result = default!;
        Exception? thrown = null;
        var thread = new Thread(() =>
        {
            try
            {
                result = run();
            }
            catch (Exception e)
            {
                thrown = e;
            }
        });
        thread.Start();
        thread.Join();
        if (thrown is not null)
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(thrown);
        return result;
    }
}
