using System.Runtime.InteropServices;
using TorchBridge.Tests.Tools;
using static TorchSharp.torch;

namespace TorchBridge.Tests.Golden;

/// <summary>
/// Each of LibTorch's operators as the function of a derivative operator, at the points where PyTorch's results were recorded.
/// </summary>
[TestClass]
public sealed class OperatorDataTests
{
    public static IEnumerable<object[]> Operators => OperatorData.Names.Select(name => new object[] { name });

    [TestMethod]
    public void TheFileHasAllItsOperators()
    {
        Assert.AreEqual(231, OperatorData.Names.Count());
        Assert.AreEqual(323, OperatorData.CaseCount);
    }

    [TestMethod]
    [DynamicData(nameof(Operators))]
    public void ValueAndVjp(string name) => ForEachCase(name, data =>
    {
        if (data.VjpError is { } error)
        {
            var thrown = Assert.ThrowsExactly<AutogradException>(() => Autograd.Vjp(data.Call, data.Inputs, data.Cotangents));
            Assert.AreEqual(AutogradError.NotImplemented, thrown.Kind);
            StringAssert.Contains(error, "is not implemented");
            return;
        }
        (Tensor[] outputs, Tensor[] vjp) = Autograd.Vjp(data.Call, data.Inputs, data.Cotangents);
        data.AssertOutputs(outputs);
        data.AssertVjp(vjp);
    });

    [TestMethod]
    [DynamicData(nameof(Operators))]
    public void JvpByTwoBackwardPasses(string name) => ForEachCase(name, data =>
    {
        if (LeftOut.NotTwice.Contains(name))
        {
            var thrown = Assert.ThrowsExactly<AutogradException>(() => Autograd.Jvp(data.Call, data.Inputs, data.Tangents));
            Assert.AreEqual(AutogradError.NotImplemented, thrown.Kind);
            return;
        }
        (Tensor[] outputs, Tensor[] jvp) = Autograd.Jvp(data.Call, data.Inputs, data.Tangents);
        data.AssertOutputs(outputs);
        if (LeftOut.OtherChoice.Contains($"{name} {data.Case}"))
            Assert.Throws<AssertFailedException>(() => data.AssertJvp(jvp), $"{data.Case} is as on file: take it off the list");
        else if (data.HasJvp)
            data.AssertJvp(jvp);
        else
            AssertIsTimes(jvp, data.HasJacobian ? Autograd.Jacobian(data.Call, data.Inputs, vectorize: false) : null, data.Tangents);
    });

    [TestMethod]
    [DynamicData(nameof(Operators))]
    public void TangentsOfDuals(string name) => ForEachCase(name, data =>
    {
        using DualLevel level = ForwardAD.EnterDualLevel();
        Tensor[] duals = [.. data.Inputs.Zip(data.Tangents, level.MakeDual)];
        if (data.JvpError is { } error)
        {
            var thrown = Assert.ThrowsExactly<ExternalException>(() => data.Call(duals));
            StringAssert.Contains(thrown.Message, SentenceOf(error));
            return;
        }
        (Tensor Primal, Tensor? Tangent)[] outputs = [.. data.Call(duals).Select(level.UnpackDual)];
        data.AssertOutputs([.. outputs.Select(output => output.Primal)]);
        data.AssertTangents([.. outputs.Select(output => output.Tangent)]);
    });

    [TestMethod]
    [DynamicData(nameof(Operators))]
    public void JacobianInReverseMode(string name) => ForEachCase(name, data =>
    {
        if (!data.HasJacobian)
            return;
        foreach (bool? vectorize in new bool?[] { null, true, false })
            data.AssertJacobian($"vectorize {vectorize?.ToString() ?? "null"}",
                Autograd.Jacobian(data.Call, data.Inputs, vectorize: vectorize));
    });

    [TestMethod]
    [DynamicData(nameof(Operators))]
    public void JacobianInForwardMode(string name) => ForEachCase(name, data =>
    {
        if (!data.HasJacobian)
            return;
        foreach (bool? vectorize in new bool?[] { null, true, false })
        {
            Tensor[][] Found() => Autograd.Jacobian(data.Call, data.Inputs, vectorize: vectorize, strategy: JacobianStrategy.ForwardMode);
            if (data.JvpError is { } error)
                StringAssert.Contains(Assert.ThrowsExactly<ExternalException>(Found).Message, SentenceOf(error));
            else if (LeftOut.OtherInForwardMode.Contains(name))
                Assert.Throws<AssertFailedException>(() => data.AssertJacobian(name, Found()),
                    $"{name} is as on file: take it off the list");
            else
                data.AssertJacobian($"vectorize {vectorize?.ToString() ?? "null"}", Found());
        }
    });

    /// <summary>Second derivatives are not recorded, so the methods of computing them must agree with each other.</summary>
    [TestMethod]
    [DynamicData(nameof(Operators))]
    public void HessiansAgree(string name)
    {
        using var scope = NewDisposeScope();
        OperatorData data = OperatorData.Base(name);
        Tensor Loss(Tensor[] inputs) => data.Call(inputs).Select(output => (output * (output + 0.5)).sum()).Aggregate((a, b) => a + b);
        Tensor[][] Found(bool? vectorize, JacobianStrategy outer) =>
            Autograd.Hessian(Loss, data.Inputs, vectorize: vectorize, outerStrategy: outer);
        if (LeftOut.NotTwice.Contains(name))
        {
            Assert.AreEqual(AutogradError.NotImplemented,
                Assert.ThrowsExactly<AutogradException>(() => Found(null, JacobianStrategy.ReverseMode)).Kind);
            return;
        }
        Tensor[][] rows = Found(false, JacobianStrategy.ReverseMode);
        foreach (bool? vectorize in new bool?[] { null, true })
            Numeric.AssertClose($"vectorize {vectorize?.ToString() ?? "null"}", rows,
                Found(vectorize, JacobianStrategy.ReverseMode), 1e-9, 1e-9);
        if (LeftOut.NotForwardOverReverse.Contains(name))
            Assert.ThrowsExactly<AutogradException>(() => Found(null, JacobianStrategy.ForwardMode));
        else if (data.JvpError is null && !LeftOut.OtherInForwardMode.Contains(name))
            Numeric.AssertClose("forward", rows, Found(null, JacobianStrategy.ForwardMode), 1e-9, 1e-9);
    }

    /// <summary>
    /// From a JvpError without the name of Python's exception. It is TorchSharp
    /// that throws, inside the function, so the exception is as it is.
    /// </summary>
    private static string SentenceOf(string error)
    {
        string sentence = error[(error.IndexOf(':', StringComparison.Ordinal) + 2)..];
        // the shapes have one more dimension if there is a batch
        int shapes = sentence.IndexOf(" Tensor is of size", StringComparison.Ordinal);
        return shapes < 0 ? sentence : sentence[..shapes];
    }

    private static void AssertIsTimes(Tensor[] jvp, Tensor[][]? jacobian, Tensor[] tangents)
    {
        for (int i = 0; jacobian is not null && i < jvp.Length; i++)
        {
            Tensor sum = jacobian[i].Zip(tangents, (block, v) => mv(block.reshape(jvp[i].numel(), v.numel()), v.flatten()))
                .Aggregate((a, b) => a + b);
            Assert.IsTrue(sum.reshape(jvp[i].shape).allclose(jvp[i], rtol: OperatorData.Relative, atol: OperatorData.Absolute));
        }
    }

    private static void ForEachCase(string name, Action<OperatorData> test)
    {
        foreach (OperatorData data in OperatorData.Cases(name))
        {
            using var scope = NewDisposeScope();
            test(data);
        }
    }
}
