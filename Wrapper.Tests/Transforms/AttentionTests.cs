using System.Runtime.InteropServices;
using TorchBridge.Native;
using TorchBridge.Tests.Tools;
using TorchSharp;
using static TorchBridge.Tests.KernelPrograms;
using static TorchBridge.Transforms;
using static TorchSharp.torch;

namespace TorchBridge.Tests;

/// <summary>
/// Attention on a batch: it asks whether its arguments are equal. (TorchSharp counts an object for the weights that it does not return, so
/// tensors are not counted here.)
/// </summary>
[TestClass]
public sealed class AttentionTests
{
    private DisposeScope _scope = null!;
    private TorchSharp.Modules.MultiheadAttention _attention = null!;

    [TestInitialize]
    public void Begin()
    {
        _scope = NewDisposeScope();
        _attention = nn.MultiheadAttention(4, 2).to(float64);
    }

    [TestCleanup]
    public void End()
    {
        _attention.Dispose();
        _scope.Dispose();
        Assert.AreEqual(0, Functorch.Depth);
    }

    [TestMethod]
    public void AttentionToItselfIsBatched()
    {
        Tensor x = Wave(3, 5, 1, 4);
        Numeric.AssertClose("self", stack(x.unbind().Select(each => Attend(each, each))), Vmap((Tensor each) => Attend(each, each))(x),
            1e-10, 1e-10);
        Numeric.AssertClose("gradient", stack(x.unbind().Select(each =>
            Autograd.ValueAndGrad(at => Attend(at, at).square().sum(), each).Grad)),
            Vmap(Grad((Tensor each) => Attend(each, each).square().sum()))(x), 1e-10, 1e-10);
        Numeric.AssertClose("nested", Vmap((Tensor each) => Attend(each, each))(x).unsqueeze(0),
            Vmap(Vmap((Tensor each) => Attend(each, each)))(x.unsqueeze(0)), 1e-10, 1e-10);
    }

    [TestMethod]
    public void AttentionToAnotherIsBatchedWhereAllExamplesAgree()
    {
        Tensor x = Wave(3, 5, 1, 4), y = x.cos();
        Tensor expected = stack(x.unbind().Zip(y.unbind(), (a, b) => Attend(a, b)));
        Numeric.AssertClose("other", expected, Attend([x, y]), 1e-10, 1e-10);
        Numeric.AssertClose("equal but not the same", stack(x.unbind().Select(each => Attend(each, each))), Attend([x, x.clone()]), 1e-10,
            1e-10);
        Numeric.AssertClose("nested", stack([expected, expected]),
            Vmap(Vmap((Tensor[] each) => [Attend(each[0], each[1])]))([stack([x, x]), stack([y, y])])[0], 1e-10, 1e-10);
        string message = Assert.ThrowsExactly<ExternalException>(() => Attend([x, cat([x[..1], y[1..]])])).Message;
        StringAssert.Contains(message, "aten::equal");
        StringAssert.Contains(message, "Use eq");
        Assert.ThrowsExactly<ExternalException>(() =>
            Vmap(Vmap((Tensor[] each) => [Attend(each[0], each[1])]))([stack([x, x]), stack([x, y])]));
    }

    [TestMethod]
    public void AnEncoderLayerHasGradientsForEachExample()
    {
        using var layer = nn.TransformerEncoderLayer(4, 2, 8, 0.0);
        Tensor x = Wave(3, 5, 1, 4).to(float32);
        Tensor Loss(Tensor each) => layer.call(each, null!, null!).square().sum();
        Numeric.AssertClose("layer", stack(x.unbind().Select(each => Autograd.ValueAndGrad(Loss, each).Grad)),
            Vmap(Grad((Tensor each) => Loss(each)))(x), 1e-4, 1e-4);
    }

    private Tensor Attend(Tensor[] batch) => Vmap((Tensor[] each) => [Attend(each[0], each[1])])(batch)[0];

    private Tensor Attend(Tensor query, Tensor other) => _attention.call(query, other, other, null!, false, null!).Item1;
}
