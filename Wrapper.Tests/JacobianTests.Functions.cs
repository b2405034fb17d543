using TorchBridge.Tests.Golden;
using TorchBridge.Tests.Tools;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchBridge.Tests;

/// <summary>
/// Functions that are hard to batch: they read values, draw random numbers, throw in backward, or use a wrong rule of LibTorch.
/// </summary>
public sealed partial class JacobianTests
{
    /// <summary>
    /// In LibTorch 2.10 the batched backward of cdist gives wrong numbers without an error if only the gradient is batched.
    /// </summary>
    [TestMethod]
    public void CdistIsRightInBatches()
    {
        using var scope = NewDisposeScope();
        var cdist = new ScriptFunction("def f(x: Tensor, y: Tensor) -> Tensor:\n    return torch.cdist(x, y)\n");
        Tensor[] inputs = [randn([2, 3], float64), randn([2, 3], float64)];
        Tensor[][] differences = Numeric.Jacobian(cdist.Call, inputs);
        foreach (bool? vectorize in new bool?[] { null, true, false })
            Numeric.AssertClose($"vectorize {vectorize}", differences, Autograd.Jacobian(cdist.Call, inputs, vectorize: vectorize),
                Differences, Differences);
        Tensor x = inputs[0].clone().requires_grad_();
        Tensor y = cdist.Call([x, inputs[1]])[0].exp();
        Tensor?[] batch = Autograd.Grad([y], [x], [eye(4, dtype: float64).reshape(4, 2, 2)], isGradsBatched: true, retainGraph: true);
        Numeric.AssertClose("grad of a batch", Autograd.Jacobian(a => cdist.Call([a, inputs[1]])[0].exp(), inputs[0],
            vectorize: false).reshape(4, 2, 3), batch[0]!, Rounding, Rounding);
    }

    [TestMethod]
    [DynamicData(nameof(Ways))]
    public void WhatBackwardThrowsComesOutAsItIs(bool? vectorize, JacobianStrategy strategy)
    {
        if (strategy == JacobianStrategy.ForwardMode)
            return;      // forward mode has no backward, and a custom function no forward derivative
        using var scope = NewDisposeScope();
        Tensor x = randn(3, float64);
        long live = Live.Tensors();
        var expected = new TimeoutException("from backward");
        var thrown = Assert.ThrowsExactly<TimeoutException>(() =>
            Autograd.Jacobian(a => Functions.OnBackward(a, () => throw expected), x, vectorize: vectorize));
        Assert.AreSame(expected, thrown);
        Assert.AreEqual(live, Tensor.TotalCount);
    }

    [TestMethod]
    [DynamicData(nameof(Ways))]
    public void AFunctionMayReadItsValues(bool? vectorize, JacobianStrategy strategy)
    {
        using var scope = NewDisposeScope();
        Tensor x = randn(3, float64);
        Tensor jacobian = Autograd.Jacobian(a => a * a[0].ToDouble(), x, vectorize: vectorize, strategy: strategy);
        Numeric.AssertClose("a number read is a constant", eye(3, dtype: float64) * x[0], jacobian, Rounding, Rounding);
    }

    /// <summary>All columns of a Jacobian must belong to the same random numbers, because they are derivatives of one function.</summary>
    [TestMethod]
    [DynamicData(nameof(Ways))]
    public void RandomNumbersAreDrawnOnce(bool? vectorize, JacobianStrategy strategy)
    {
        using var scope = NewDisposeScope();
        Tensor x = ones(20, float64);
        foreach (Func<Tensor, Tensor> draws in new Func<Tensor, Tensor>[]
        {
            a => a.sum() * rand(6, float64), a => a.sum() * randn(6, float64), a =>
                nn.functional.dropout(a.sum() * ones(6, float64), 0.5, training: true),
        })
            foreach (int? chunkSize in new int?[] { null, 3 })
            {
                manual_seed(7);
                Tensor expected = draws(x), after = rand(1);
                manual_seed(7);
                Tensor jacobian = Autograd.Jacobian(draws, x, vectorize: vectorize, strategy: strategy, chunkSize: chunkSize);
                Numeric.AssertClose("each column is the derivative of the one draw", expected.unsqueeze(1).expand(6, 20) / 20, jacobian,
                    Rounding, Rounding);
                Numeric.AssertClose("as many numbers are drawn as by one call", after, rand(1), 0, 0);
            }
    }
}
