using TorchBridge.Tests.Tools;
using TorchSharp;
using static TorchBridge.Transforms;
using static TorchSharp.torch;

namespace TorchBridge.Tests;

/// <summary>Forward mode, backwards that can be differentiated once, and writes in place.</summary>
public sealed partial class DefinedFunctionRuleTests
{
    [TestMethod]
    public void JvpGetsWhatWasSavedForIt()
    {
        Func<Tensor[], Tensor[]> f = CustomFunction.Define(
            (context, x) =>
            {
                context.SaveForBackward(x[0]);
                context.SaveForForward(x[0], x[0].mul(s_two));
                return [x[0] * x[0]];
            },
            (context, g) => [g[0]! * context.SavedTensors.Single().mul(s_two)],
            (context, t) => [t[0]! * context.SavedTensors[1]]);
        Tensor x = tensor(3.0), v = tensor(10.0);
        Assert.AreEqual(60.0, Jvp(y => f([y])[0], x, v).Tangent.ToDouble());
        Assert.AreEqual(6.0, Grad((Tensor y) => f([y])[0])(x).ToDouble());
        using DualLevel level = ForwardAD.EnterDualLevel();
        Assert.AreEqual(60.0, level.UnpackDual(f([level.MakeDual(x, v)])[0]).Tangent!.ToDouble());
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void AMissingTangentIsZerosOrNull(bool materialize)
    {
        bool? isNull = null;
        Func<Tensor[], Tensor[]> sum = CustomFunction.Define(
            (context, x) =>
            {
                context.MaterializeGrads = materialize;
                return [x[0] + x[1].sum(), x[0] * 1];
            },
            (_, g) => [g[0], g[0]?.sum().expand(2)],
            (_, t) =>
            {
                isNull = t[1] is null;
                return [t[1] is null ? t[0] : t[0]! + t[1]!.sum(), null];
            }, generateVmapRule: true);
        Tensor x = tensor(1.0), v = tensor(2.0), b = ones(2, dtype: float64);
        Tensor[] tangents = Jvp(y => sum([y[0], b]), [x], [v]).Tangents;
        Assert.AreEqual(!materialize, isNull);
        CollectionAssert.AreEqual(new[] { 2.0, 0.0 }, tangents.Select(t => t.ToDouble()).ToArray());
        Jvp(Vmap(y => sum([y[0], b])), [x.unsqueeze(0)], [v.unsqueeze(0)]);
        Assert.AreEqual(!materialize, isNull, "under Vmap");
    }

    [TestMethod]
    [DataRow("null", "jvp returned null instead of an array")]
    [DataRow("count", "invalid number of forward gradients (expected 1 but got 2)")]
    [DataRow("shape", "jvp returned float64 of shape [1] for output 0")]
    [DataRow("type", "jvp returned float32 of shape [2] for output 0")]
    [DataRow("disposed", "jvp returned a tangent that has been disposed, at index 0")]
    public void AJvpThatReturnsSomethingElseIsAnError(string what, string message)
    {
        foreach (bool generate in new[] { false, true })
        {
            Func<Tensor[], Tensor[]> f = CustomFunction.Define((_, x) => [x[0] * 1], (_, g) => g, (_, t) =>
            {
                Tensor other = what switch { "shape" => t[0]!.sum(0L, keepdim: true), "type" => t[0]!.to_type(float32), _ => t[0]! * 1 };
                if (what == "disposed")
                    other.Dispose();
                return what switch { "null" => null!, "count" => [other, other], _ => [other] };
            }, generateVmapRule: generate);
            Tensor x = ones(1, 2, dtype: float64);
            Func<Tensor[], Tensor[]> called = generate ? Vmap(f) : y => f([y[0][0]]);
            if (!generate || what is "null" or "count" or "disposed")
                Throws(AutogradError.Other, message, () => Jvp(called, [x], [x]));
        }
    }

    [TestMethod]
    public void AnOutputWithoutADerivativeHasNoTangent()
    {
        Func<bool, Func<Tensor[], Tensor[]>> make = wrong => CustomFunction.Define(
            (context, x) =>
            {
                Tensor sign = x[0].sign();
                context.MarkNonDifferentiable(sign);
                return [x[0] * 1, sign, x[0].argmax()];
            },
            (_, g) => [g[0]], (_, t) => [t[0], wrong ? t[0] : null, null], generateVmapRule: true);
        Tensor x = tensor([1.0, -2.0]);
        Tensor[] tangents = Jvp(y => make(false)(y)[..2], [x], [x]).Tangents;
        CollectionAssert.AreEqual(new[] { 0.0, 0.0 }, Numeric.Values(tangents[1]));
        CollectionAssert.AreEqual(new[] { 1.0, 1.0 }, Numeric.Values(Grad((Tensor y) => make(false)([y]).Take(2).Aggregate(add).sum())(x)));
        Tensor[] batch = Vmap(make(false))([x.expand(3, 2)]);
        CollectionAssert.AreEqual(new long[] { 3 }, batch[2].shape);
        Throws(AutogradError.Other, "jvp returned a tangent for output 1", () => Jvp(y => make(true)(y)[..2], [x], [x]));
    }

    [TestMethod]
    public void ABackwardThatIsDifferentiableOnceReportsTheSecondTime()
    {
        Func<Tensor[], Tensor[]> cube = CustomFunction.Define(
            (context, x) =>
            {
                context.SaveForBackward(x);
                return [x[0].pow(3)];
            },
            (context, g) =>
            {
                Assert.IsFalse(is_grad_enabled());
                return [g[0]! * context.SavedTensors[0].square().mul(s_three)];
            },
            (context, t) => [t[0]! * context.SavedTensors[0].square().mul(s_three)],
            generateVmapRule: true, onceDifferentiable: true);
        const string message = "trying to differentiate twice a function that was marked with @once_differentiable";
        Func<Tensor, Tensor> f = y => cube([y])[0].sum();
        Tensor x = tensor([1.0, 2.0], requires_grad: true);
        f(x).Backward();
        CollectionAssert.AreEqual(new[] { 3.0, 12 }, Numeric.Values(x.grad));
        Tensor first = Autograd.Grad(f(x), x, createGraph: true);
        Throws(AutogradError.NotImplemented, message, () => first.sum().Backward());
        Tensor at = x.detach();
        CollectionAssert.AreEqual(new[] { 3.0, 12 }, Numeric.Values(Grad(f)(at)));
        CollectionAssert.AreEqual(new[] { 3.0, 12 }, Numeric.Values(Vmap(Grad(f))(at.unsqueeze(1))));
        CollectionAssert.AreEqual(new[] { 6.0, 0, 0, 12 }, Numeric.Values(JacFwd(JacFwd((Tensor y) => cube([y])[0].sum()))(at)));
        Throws(AutogradError.NotImplemented, message, () => Grad(Sum(Grad(f)))(at));
        Throws(AutogradError.NotImplemented, message, () => Vmap(Grad(Sum(Grad(f))))(at.unsqueeze(1)));
        Throws(AutogradError.NotImplemented, message, () => Hessian(f)(at));
        Throws(AutogradError.NotImplemented, message, () => JacRev(Grad(f))(at));
        Throws(AutogradError.NotImplemented, message, () => Autograd.Grad(Grad(f)(x).sum(), x));
        Throws(AutogradError.NotImplemented, message, () => Autograd.Hessian(f, at, outerStrategy: JacobianStrategy.ForwardMode));
    }

    private static Func<Tensor[], Tensor[]> DoublesInPlace(Func<VmapInfo, int?[], Tensor[], (Tensor[], int?[])>? vmap = null) =>
        CustomFunction.Define(
            (context, x) =>
            {
                context.MarkDirty(x[0]);
                return [x[0].mul_(s_two)];
            },
            (_, g) => [g[0]!.mul(s_two)],
            (_, t) => [t[0]!.mul_(s_two)], vmap, generateVmapRule: vmap is null);

    [TestMethod]
    public void AWriteInPlaceIsRecorded()
    {
        Func<Tensor[], Tensor[]> twice = DoublesInPlace();
        Tensor leaf = tensor([1.0, 2.0], requires_grad: true);
        Tensor x = leaf * 1, y = twice([x])[0];
        Assert.IsTrue(Engine.GraphWalk.Same(x, y), "the input itself");
        (x * x).sum().Backward();      // (2 leaf)², so 8 leaf
        CollectionAssert.AreEqual(new[] { 8.0, 16 }, Numeric.Values(leaf.grad));
        Tensor constant = tensor([1.0, 2.0]);
        CollectionAssert.AreEqual(new[] { 2.0, 4 }, Numeric.Values(twice([constant])[0]));
        CollectionAssert.AreEqual(new[] { 2.0, 4 }, Numeric.Values(constant));
        Tensor view = (leaf * 1)[..1];
        twice([view]);
        CollectionAssert.AreEqual(new[] { 2.0, 0 }, Numeric.Values(Autograd.Grad(view.sum(), leaf)));
    }

    [TestMethod]
    public void AWriteInPlaceIsSeenByEveryTransform()
    {
        Func<VmapInfo, int?[], Tensor[], (Tensor[], int?[])> rule = (_, dims, x) => ([x[0].mul_(s_two)], dims);
        foreach (Func<Tensor[], Tensor[]> twice in new[] { DoublesInPlace(), DoublesInPlace(rule) })
        {
            Func<Tensor, Tensor> f = x =>
            {
                Tensor copy = x * 1;
                twice([copy]);
                return (copy * copy).sum();      // 4 x²
            };
            Tensor x = tensor([1.0, 2.0]);
            CollectionAssert.AreEqual(new[] { 8.0, 16 }, Numeric.Values(Grad(f)(x)));
            CollectionAssert.AreEqual(new[] { 8.0, 16 }, Numeric.Values(Vmap(Grad(f))(x.unsqueeze(1))));
            CollectionAssert.AreEqual(new[] { 4.0, 16 }, Numeric.Values(Vmap(f)(x.unsqueeze(1))));
            Assert.AreEqual(24.0, Jvp(f, x, ones_like(x)).Tangent.ToDouble());
            CollectionAssert.AreEqual(new[] { 8.0, 0, 0, 8 }, Numeric.Values(Hessian(f)(x)));
            CollectionAssert.AreEqual(new[] { 8.0, 16 }, Numeric.Values(Grad((Tensor y) => Vmap(f)(y.unsqueeze(1)).sum())(x)));
            CollectionAssert.AreEqual(new[] { 1.0, 2 }, Numeric.Values(x));
        }
    }

    [TestMethod]
    public void AWriteInPlaceMakesWhatWasSavedBeforeStale()
    {
        foreach (bool byPointer in new[] { false, true })
        {
            Func<Tensor[], Tensor[]> twice = CustomFunction.Define(
                (context, x) =>
                {
                    context.MarkDirty(x[0]);
                    if (byPointer)
                        x[0].data<double>()[0] = 7;
                    else
                        x[0].mul_(s_two);
                    return [x[0]];
                }, (_, g) => g);
            Tensor leaf = tensor([1.0, 2.0], requires_grad: true), x = leaf * 1, before = x * x;
            twice([x]);
            Throws(AutogradError.ModifiedInPlace, "has been modified by an inplace operation", () => before.sum().Backward());
            if (!byPointer)
                Throws(AutogradError.ModifiedInPlace, "has been modified by an inplace operation", () => Grad((Tensor y) =>
                {
                    Tensor z = y * 1, square = z * z;
                    twice([z]);
                    return square.sum();
                })(tensor([1.0, 2.0])));
        }
    }

    [TestMethod]
    public void AWriteInPlaceThatIsNotAllowedIsAnError()
    {
        Func<Action<FunctionContext, Tensor[]>, Func<Tensor[], Tensor[]>?, Func<Tensor[], Tensor[]>> make = (mark, outputs) =>
            CustomFunction.Define(
                (context, x) =>
                {
                    mark(context, x);
                    x[0].mul_(s_two);
                    return outputs?.Invoke(x) ?? [x[0]];
                },
                (_, g) => [g[0]!.mul(s_two)], (_, t) => [t[0]!.mul(s_two)]);
        Func<Tensor[], Tensor[]> dirty = make((context, x) => context.MarkDirty(x[0]), null);
        Tensor leaf = tensor([1.0, 2.0], requires_grad: true);
        Tensor NonLeaf() => leaf * 1;
        Throws(AutogradError.Other, "a leaf Variable that requires grad has been used in an in-place operation", () => dirty([leaf]));
        Throws(AutogradError.Other, "Only input Tensors should be given to ctx.mark_dirty()",
            () => make((context, x) => context.MarkDirty(x[0] * 1), null)([NonLeaf()]));
        Throws(AutogradError.Other, "The inputs that are modified inplace must all be outputs of the Function",
            () => make((context, x) => context.MarkDirty(x[0]), x => [x[0] * 1])([NonLeaf()]));
        Throws(AutogradError.Other, "your Function cannot return more than one Tensor",
            () => make((context, x) => context.MarkDirty(x[0]), x => [x[0], x[0] * 1])([NonLeaf()[..1]]));
        Throws(AutogradError.ModifiedInPlace, "forward has written to input 0 in place",
            () => make((_, _) => { }, null)([NonLeaf()]));
        Throws(AutogradError.Other, "not modifying the forward mode gradients inplace",
            () => Jvp(y => dirty([y * 1])[0], ones(2, dtype: float64), ones(2, dtype: float64)));
        Tensor captured = tensor([1.0, 2.0]);
        Throws(AutogradError.NotImplemented, "would mutate a captured Tensor",
            () => Grad((Tensor y) => (dirty([captured])[0] * y).sum())(tensor([1.0, 2.0])));
    }
}
