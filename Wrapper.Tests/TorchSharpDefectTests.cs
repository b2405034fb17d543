using System.Runtime.InteropServices;
using TorchBridge.Tests.Tools;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace TorchBridge.Tests;

/// <summary>docs/torchsharp.md: each defect is still there, and what it says to write instead works.</summary>
[TestClass]
public sealed class TorchSharpDefectTests
{
    public static IEnumerable<object[]> EndTheProcess => TorchSharpDefects.EndTheProcess.Keys.Select(name => new object[] { name });

    /// <summary>On Windows an exception that TorchSharp does not catch is an SEHException, which a program may catch.</summary>
    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    [DynamicData(nameof(EndTheProcess))]
    public void WhatEndsTheProcessStillDoes(string name)
    {
        ChildProcess.Result child = ChildProcess.Run($"torchsharp-defect:{name}");
        Assert.AreNotEqual(0, child.ExitCode, child.ToString());
        Assert.DoesNotContain("end", child.Lines);
        Assert.DoesNotContain("no child program", child.Error);
    }

    [TestMethod]
    public void WhatStandsInForMatmulThrows()
    {
        using var scope = NewDisposeScope();
        foreach (Action call in new Action[]
        {
            () => ones(2, 3).mm(ones(2, 3)), () => ones(2, 3).mm(ones(3, 2, float64)), () => ones(1, 2, 3).bmm(ones(1, 2, 3)), () =>
                ones(2, 3).mv(ones(2)),
            () => einsum("ij,jk->ik", ones(2, 3), ones(2, 3)),
        })
            Assert.ThrowsExactly<ExternalException>(call);
    }

    [TestMethod]
    public void ComplexTensorsOfTwoPartsOutliveCollections()
    {
        using var scope = NewDisposeScope();
        Tensor[] tensors = [.. Enumerable.Range(0, 200).Select(_ => complex(tensor([1.0, 3.0]), tensor([2.0, 4.0])))];
        for (int i = 0; i < 3; i++)
            GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: true);
        foreach (Tensor each in tensors)
            CollectionAssert.AreEqual(new[] { 1.0, 2.0, 3.0, 4.0 }, Numeric.Values(view_as_real(each.clone())));
    }

    [TestMethod]
    public void HardtanhDoesNotClampAndClampDoes()
    {
        using var scope = NewDisposeScope();
        Tensor x = tensor([-3.0, 0.5, 2.0]);
        CollectionAssert.AreEqual(new[] { -3.0, 0.5, 2.0 }, Numeric.Values(F.hardtanh(x)));
        CollectionAssert.AreEqual(new[] { -1.0, 0.5, 1.0 }, Numeric.Values(x.clamp(-1, 1)));
    }

    [TestMethod]
    public void BaddbmmFailsAndTheSumDoesNot()
    {
        using var scope = NewDisposeScope();
        Tensor input = ones(2, 3, 3), a = ones(2, 3, 4), b = ones(2, 4, 3);
        Assert.ThrowsExactly<ExternalException>(() => baddbmm(input, a, b));
        Assert.AreEqual(5f, (input + a.bmm(b)).mean().ToSingle());
    }

    [TestMethod]
    public void SumOverZeroIsTheSumOfAll()
    {
        using var scope = NewDisposeScope();
        Assert.IsEmpty(ones(2, 3).sum(0).shape);
        CollectionAssert.AreEqual(new long[] { 3 }, ones(2, 3).sum(0L).shape);
    }

    [TestMethod]
    public void TheGradientOfGatherIsDense()
    {
        using var scope = NewDisposeScope();
        Tensor x = tensor([1.0, 2.0], requires_grad: true);
        Tensor gradient = Autograd.Grad(gather(x, 0, tensor(new long[] { 1 }), sparse_grad: true).sum(), x);
        Assert.IsFalse(gradient.is_sparse);
        CollectionAssert.AreEqual(new[] { 0.0, 1.0 }, Numeric.Values(gradient));
    }

    [TestMethod]
    public void GaussianNllLossHasNoGradientInTheVarianceAndTheFormulaHas()
    {
        using var scope = NewDisposeScope();
        Tensor x = tensor([1.0, 2.0]), target = tensor([0.5, 4.0]), variance = tensor([0.7, 1.5]);
        Tensor Loss(Tensor v) => F.gaussian_nll_loss(x, target, v);
        Tensor Formula(Tensor v) => 0.5 * (v.log() + (x - target).square() / v).mean();
        double[] right = Numeric.Gradient(Loss, variance);
        CollectionAssert.AreEqual(new double[2], Numeric.Values(Autograd.Jacobian(Loss, variance)));
        Numeric.AssertClose(right, Numeric.Values(Autograd.Jacobian(Formula, variance)), 1e-8, 1e-8);
        Numeric.AssertClose(right, Numeric.Values(Autograd.Jacobian(Loss, variance, strategy: JacobianStrategy.ForwardMode)), 1e-8, 1e-8);
    }

    /// <summary>
    /// LibTorch's batching rule counts the dimensions by the strides, and TorchSharp gives one for all where none are given.
    /// </summary>
    [TestMethod]
    public void ABatchOfConvolutionsNeedsStridesWhereRulesCantBeRegistered()
    {
        ChildProcess.Result child = ChildProcess.Run("convolutions-without-rules");
        Assert.AreEqual(0, child.ExitCode, child.ToString());
        CollectionAssert.AreEqual(new[] { "2: without strides False, with strides True", "3: without strides False, with strides True" },
            child.Lines,
            $"take it out of docs/torchsharp.md: {child}");
    }

    /// <summary>Prints whether a batch of convolutions is what each alone is.</summary>
    public static void PrintConvolutions()
    {
        AppContext.SetSwitch("TorchBridge.Decompositions", false);
        foreach (int dimensions in new[] { 2, 3 })
        {
            using var scope = NewDisposeScope();
            using var generator = new Generator(5);
            Tensor Random(params long[] sizes) =>
                randn([3, .. sizes, .. Enumerable.Repeat(sizes[^1] + 1, dimensions)], float64, generator: generator);
            Tensor x = Random(1, 2), weight = Random(2, 2).narrow(-1, 0, 2), bias = randn([3, 2], float64, generator: generator);
            long[] strides = [.. Enumerable.Repeat(1L, dimensions)];
            Tensor Convolved(Tensor[] each, long[]? by) => dimensions == 2
                ? F.conv2d(each[0], each[1], each[2], strides: by)
                : F.conv3d(each[0], each[1], each[2], strides: by);
            Tensor right = stack(Enumerable.Range(0, 3).Select(i => Convolved([x[i], weight[i], bias[i]], null)));
            bool IsRight(long[]? by) => Transforms.Vmap(each => [Convolved(each, by)])([x, weight, bias])[0].allclose(right);
            Console.WriteLine($"{dimensions}: without strides {IsRight(null)}, with strides {IsRight(strides)}");
        }
    }

    [TestMethod]
    public void ZeroInPlaceHasNoDerivativeAndFillHas()
    {
        using var scope = NewDisposeScope();
        Tensor x = tensor([1.0, 2.0], requires_grad: true);
        Assert.AreEqual(AutogradError.NotImplemented,
            Assert.ThrowsExactly<AutogradException>(() => Autograd.Grad(((x * 1).zero_() + x).sum(), x)).Kind);
        CollectionAssert.AreEqual(new[] { 1.0, 1.0 }, Numeric.Values(Autograd.Grad(((x * 1).fill_(0) + x).sum(), x)));
        Assert.ThrowsExactly<ExternalException>(() => Transforms.Vmap((Tensor t) => (t * 1).zero_())(ones(3, 2)));
        Assert.AreEqual(0f, Transforms.Vmap((Tensor t) => (t * 1).fill_(0))(ones(3, 2)).sum().ToSingle());
    }

    [TestMethod]
    public void NewZerosIsNoBatchAndZerosLikeIs()
    {
        using var scope = NewDisposeScope();
        Assert.ThrowsExactly<ExternalException>(() => Transforms.Vmap((Tensor t) => t.new_zeros(2).add_(t))(ones(3, 2)));
        CollectionAssert.AreEqual(new long[] { 3, 2 }, Transforms.Vmap((Tensor t) => zeros_like(t).add_(t))(ones(3, 2)).shape);
    }

    /// <summary>The Hessian of |x| is (1 - u uᵀ) / |x|, with u = x / |x|.</summary>
    [TestMethod]
    public void TheNormHasNoForwardDerivativeAndVectorNormHas()
    {
        using var scope = NewDisposeScope();
        Tensor x = tensor([0.5, -1.0, 2.0]);
        StringAssert.Contains(Assert.ThrowsExactly<ExternalException>(() => Transforms.Hessian((Tensor t) => t.norm())(x)).Message,
            "linalg.vector_norm");
        Tensor length = x.square().sum().sqrt(), unit = x / length;
        Numeric.AssertClose(Numeric.Values((eye(3, dtype: float64) - outer(unit, unit)) / length),
            Numeric.Values(Transforms.Hessian((Tensor t) => linalg.vector_norm(t))(x)), 1e-12, 1e-12);
    }
}
