using TorchBridge.Tests.Tools;
using static TorchSharp.torch;

namespace TorchBridge.Tests;

/// <summary>What may enter a level, leave it, and happen in it.</summary>
[TestClass]
public sealed class AdmissionTests : TransformTest
{
    private static Tensor Plain => arange(1, 7, dtype: float64).reshape(2, 3);

    private static Tensor SumOfSquares(Tensor x) => (x * x).sum();

    /// <summary>Every operator that calls a function of the caller, with that function.</summary>
    private static IEnumerable<(string Name, Action<Func<Tensor, Tensor>> Call)> Callers()
    {
        Tensor x = Plain, leaf = Plain.requires_grad_();
        yield return ("Grad", f => Transforms.Grad((Tensor t) => f(t).sum())(x));
        yield return ("GradAndValue", f => Transforms.GradAndValue((Tensor t) => f(t).sum())(x));
        yield return ("Vjp", f => Transforms.Vjp(f, x).VjpFn(x));
        yield return ("Jvp", f => Transforms.Jvp(f, x, x));
        yield return ("JacRev", f => Transforms.JacRev(f)(x));
        yield return ("JacFwd", f => Transforms.JacFwd(f)(x));
        yield return ("Hessian", f => Transforms.Hessian((Tensor t) => f(t).sum())(x));
        yield return ("Linearize", f => Transforms.Linearize(f, x).JvpFn(x));
        yield return ("Autograd.Vjp", f => Autograd.Vjp(f, x, x));
        yield return ("Autograd.Jvp", f => Autograd.Jvp(f, x, x));
        yield return ("Autograd.Hvp", f => Autograd.Hvp(t => f(t).sum(), x, x));
        yield return ("Autograd.Vhp", f => Autograd.Vhp(t => f(t).sum(), x, x));
        yield return ("Autograd.Jacobian", f => Autograd.Jacobian(f, x));
        yield return ("Autograd.Jacobian, forward", f => Autograd.Jacobian(f, x, strategy: JacobianStrategy.ForwardMode));
        yield return ("Autograd.Hessian", f => Autograd.Hessian(t => f(t).sum(), x));
        yield return ("ValueAndGrad", f => Autograd.ValueAndGrad(t => f(t).sum(), x));
        yield return ("GradCheck", f => Autograd.GradCheck(f, leaf));
        yield return ("GradGradCheck", f => Autograd.GradGradCheck(f, leaf));
    }

    private static IEnumerable<(string Name, Action<Func<Tensor, Tensor>> Call)> CallersWithoutDerivatives()
    {
        yield return ("Vmap", f => Transforms.Vmap(f)(Plain));
        yield return ("Vmap by chunks", f => Transforms.Vmap(f, chunkSize: 1)(Plain));
        yield return ("Checkpoint", f => Autograd.Checkpoint(f, Plain.requires_grad_()));
        yield return ("CustomFunction", f => CustomFunction.Apply((_, inputs) => [f(inputs[0])], (_, gradients) => gradients, Plain));
    }

    [TestMethod]
    public void InferenceModeIsRefusedByEveryOperatorThatDifferentiates()
    {
        foreach ((string name, Action<Func<Tensor, Tensor>> call) in Callers())
            using (inference_mode())
            {
                AutogradException error = Assert.ThrowsExactly<AutogradException>(() => call(x => x * x), name);
                StringAssert.Contains(error.Message, "In inference mode no graph is recorded", name);
                Assert.AreEqual(AutogradError.DoesNotRequireGrad, error.Kind, name);
            }
        using (inference_mode())
        {
            Same.Values(Plain * Plain, Transforms.Vmap((Tensor x) => x * x)(Plain));
            Assert.ThrowsExactly<AutogradException>(() => ForwardAD.EnterDualLevel().Dispose());
        }
    }

    [TestMethod]
    public void AnInferenceTensorHasTheDerivativesOfItsValuesOrIsRefused()
    {
        Tensor x;
        using (inference_mode())
            x = Plain;
        Tensor two = Plain * 2;
        Same.Values(two, Transforms.Grad((Tensor t) => SumOfSquares(t))(x));
        Same.Values(two * Plain, Transforms.Jvp((Tensor t) => t * t, x, x).Tangent);
        StringAssert.Contains(Assert.ThrowsExactly<AutogradException>(() => Autograd.Vjp(SumOfSquares, x)).Message,
            "inference tensor outside InferenceMode is not allowed");
        using DualLevel level = ForwardAD.EnterDualLevel();
        StringAssert.Contains(Assert.ThrowsExactly<AutogradException>(() => level.MakeDual(x, x)).Message,
            "an inference tensor cannot carry a tangent");
    }

    [TestMethod]
    public void ModesThatAFunctionLeavesSwitchedAreSwitchedBack()
    {
        foreach ((string name, Action<Func<Tensor, Tensor>> call) in Callers().Concat(CallersWithoutDerivatives()))
            foreach (bool inference in new[] { false, true })
            {
                call(x => Switched(x * x));
                AssertModes();
                Assert.ThrowsExactly<TimeoutException>(() =>
                    call(x => throw (Switched(x) is { } ? new TimeoutException() : new InvalidOperationException())), name);
                AssertModes();

                void AssertModes()
                {
                    Assert.IsTrue(is_grad_enabled(), name);
                    Assert.IsFalse(is_inference_mode_enabled(), name);
                }

                Tensor Switched(Tensor result)
                {
                    _ = inference ? inference_mode() : set_grad_enabled(false);
                    return result;
                }
            }
    }

    [TestMethod]
    public void RequiresGradOfABatchIsRefused()
    {
        Func<Tensor, Tensor>[] functions =
        [
            x => x.requires_grad_() * 2,
            x =>
            {
                Tensor z = x * 2;
                z.requires_grad = true;
                return z * z;
            },
        ];
        foreach (Func<Tensor, Tensor> f in functions)
            foreach (Func<Func<Tensor, Tensor>, Tensor> call in new Func<Func<Tensor, Tensor>, Tensor>[]
            {
                g => Transforms.Vmap(g)(Plain), g => Transforms.Vmap(Transforms.Vmap(g))(Plain), g =>
                    Transforms.Grad((Tensor t) => Transforms.Vmap(g)(t).sum())(Plain),
            })
                StringAssert.Contains(Assert.ThrowsExactly<AutogradException>(() => call(f)).Message,
                    "attempting to call Tensor.requires_grad_()");
    }

    [TestMethod]
    public void AuxiliaryTensorsMayBeNullAndMayNotBeDisposed()
    {
        (Tensor gradient, Tensor?[] aux) = Transforms.Grad((Tensor x) => (SumOfSquares(x), new Tensor?[] { null, x }))(Plain);
        Same.Values(Plain * 2, gradient);
        Assert.IsNull(aux[0]);
        Same.Values(Plain, aux[1]);
        Tensor Gone(Tensor x)
        {
            Tensor gone = x * 2;
            gone.Dispose();
            return gone;
        }

        foreach (Action call in new Action[]
        {
            () => Transforms.Grad((Tensor x) => (x.sum(), Gone(x)))(Plain), () =>
                Transforms.Grad((Tensor x) => (x.sum(), new[] { x, Gone(x) }))(Plain),
            () => Transforms.JacRev((Tensor x) => (x * x, Gone(x)))(Plain), () => Transforms.JacFwd((Tensor x) => (x * x, Gone(x)))(Plain),
        })
            StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(call).Message, "a disposed tensor as its auxiliary output");
    }

    [TestMethod]
    public void ABatchThatWasKeptIsNoBatchOfALaterVmap()
    {
        Tensor? kept = null;
        Transforms.Vmap((Tensor x) => kept = x.DetachFromDisposeScope())(Plain);
        StringAssert.Contains(Assert.ThrowsExactly<AutogradException>(() => Transforms.Vmap((Tensor _) => kept!)(zeros(5, 2))).Message,
            "escaped");
        StringAssert.Contains(Assert.ThrowsExactly<AutogradException>(() => Transforms.JacFwd((Tensor _) => kept!)(Plain)).Message,
            "escaped");
        kept!.Dispose();
    }

    [TestMethod]
    public void AValueKeptFromAGradInsideAVmapIsReturnedFromIt()
    {
        Tensor? kept = null;
        Same.Values(Plain * 3, Transforms.Vmap((Tensor x) =>
        {
            Transforms.Grad((Tensor y) => (kept = (y * 3).DetachFromDisposeScope()).sum())(x);
            return kept!;
        })(Plain));
        kept!.Dispose();
    }

    [TestMethod]
    public void ASparseTensorIsRepeatedForEveryExample() =>
        Same.Values(stack([Plain, Plain]), Transforms.Vmap((Tensor _) => Plain.to_sparse())(zeros(2)).to_dense());

    [TestMethod]
    public void AGraphIsSeenAtItsOwnLevelOnly()
    {
        Tensor outside = Plain.requires_grad_() * 2;
        Transforms.Grad((Tensor x) =>
        {
            Assert.AreEqual("MulBackward0", Autograd.Graph(x * x).Nodes[0].Name);
            StringAssert.Contains(Assert.ThrowsExactly<AutogradException>(() => Autograd.Graph(outside)).Message,
                "Read the graph outside the transform");
            return x.sum();
        })(Plain);
        Tensor? kept = null;
        Transforms.Vjp((Tensor x) => kept = (x * x).DetachFromDisposeScope(), Plain);
        StringAssert.Contains(Assert.ThrowsExactly<AutogradException>(() => Autograd.Graph(kept!)).Message, "a transform that has ended");
        kept!.Dispose();
    }

    [TestMethod]
    public void JacobiansOfSparseTensorsAreDense()
    {
        Tensor x = Plain;
        Same.Values(diag_embed(x.reshape(-1) * 2).reshape(2, 3, 2, 3), Autograd.Jacobian(t => t.to_dense() * t.to_dense(), x.to_sparse()));
    }
}
