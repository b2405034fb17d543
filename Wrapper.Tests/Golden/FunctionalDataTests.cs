using static TorchSharp.torch;

namespace TorchBridge.Tests.Golden;

/// <summary>
/// Every function of functional.json with every derivative operator, every overload that fits, and every method of computation.
/// </summary>
[TestClass]
public sealed class FunctionalDataTests
{
    public static IEnumerable<object[]> Functions => FunctionalData.Ids.Select(id => new object[] { id });

    public static IEnumerable<object[]> ScalarFunctions => FunctionalData.Scalars.Select(id => new object[] { id });

    public static IEnumerable<object?[]> Ways =>
        from id in FunctionalData.Ids
        from way in new (bool? Vectorize, JacobianStrategy Strategy)[]
        {
            (null, JacobianStrategy.ReverseMode), (true, JacobianStrategy.ReverseMode), (false, JacobianStrategy.ReverseMode),
            (null, JacobianStrategy.ForwardMode), (true, JacobianStrategy.ForwardMode), (false, JacobianStrategy.ForwardMode),
        }
        select new object?[] { id, way.Vectorize, way.Strategy };

    public static IEnumerable<object?[]> ScalarWays => Ways.Where(way => FunctionalData.Scalars.Contains(way[0]));

    [TestMethod]
    public void TheFileHasAllItsFunctions()
    {
        Assert.AreEqual(20, FunctionalData.Ids.Count());
        Assert.AreEqual(6, FunctionalData.Scalars.Count());
    }

    [TestMethod]
    [DynamicData(nameof(Ways))]
    public void Jacobian(string id, bool? vectorize, JacobianStrategy strategy)
    {
        using var scope = NewDisposeScope();
        var data = new FunctionalData(id);
        foreach (int? chunkSize in new int?[] { null, 1, 2, 100 })
        {
            data.AssertMatrix("jacobian",
                Autograd.Jacobian(data.Call, data.Inputs, vectorize: vectorize, strategy: strategy, chunkSize: chunkSize));
            if (data.Outputs == 1)
                data.AssertMatrix("jacobian",
                    [Autograd.Jacobian(data.One, data.Inputs, vectorize: vectorize, strategy: strategy, chunkSize: chunkSize)]);
            if (data.IsSingle)
                data.AssertMatrix("jacobian",
                    [[Autograd.Jacobian(data.One, data.Inputs[0], vectorize: vectorize, strategy: strategy, chunkSize: chunkSize)]]);
        }
    }

    [TestMethod]
    [DynamicData(nameof(ScalarWays))]
    public void Hessian(string id, bool? vectorize, JacobianStrategy outerStrategy)
    {
        using var scope = NewDisposeScope();
        var data = new FunctionalData(id);
        data.AssertMatrix("hessian", Autograd.Hessian(data.One, data.Inputs, vectorize: vectorize, outerStrategy: outerStrategy));
        if (data.IsSingle)
            data.AssertMatrix("hessian",
                [[Autograd.Hessian(data.One, data.Inputs[0], vectorize: vectorize, outerStrategy: outerStrategy)]]);
    }

    [TestMethod]
    [DynamicData(nameof(Functions))]
    public void Vjp(string id)
    {
        using var scope = NewDisposeScope();
        var data = new FunctionalData(id);
        (Tensor[] outputs, Tensor[] vjp) = Autograd.Vjp(data.Call, data.Inputs, data.V("vjp"));
        data.AssertOutputs(outputs);
        data.AssertProduct("vjp", vjp);
        if (!data.IsSingle)
            return;
        (Tensor output, Tensor one) = Autograd.Vjp(data.One, data.Inputs[0], data.V("vjp")[0]);
        data.AssertOutputs(output);
        data.AssertProduct("vjp", one);
    }

    [TestMethod]
    [DynamicData(nameof(Functions))]
    public void Jvp(string id)
    {
        using var scope = NewDisposeScope();
        var data = new FunctionalData(id);
        (Tensor[] outputs, Tensor[] jvp) = Autograd.Jvp(data.Call, data.Inputs, data.V("jvp"));
        data.AssertOutputs(outputs);
        data.AssertProduct("jvp", jvp);
        if (!data.IsSingle)
            return;
        (Tensor output, Tensor one) = Autograd.Jvp(data.One, data.Inputs[0], data.V("jvp")[0]);
        data.AssertOutputs(output);
        data.AssertProduct("jvp", one);
    }

    [TestMethod]
    [DynamicData(nameof(ScalarFunctions))]
    public void Hvp(string id)
    {
        using var scope = NewDisposeScope();
        var data = new FunctionalData(id);
        (Tensor output, Tensor[] hvp) = Autograd.Hvp(data.One, data.Inputs, data.V("hvp"));
        data.AssertOutputs(output);
        data.AssertProduct("hvp", hvp);
        if (!data.IsSingle)
            return;
        (output, Tensor one) = Autograd.Hvp(data.One, data.Inputs[0], data.V("hvp")[0]);
        data.AssertOutputs(output);
        data.AssertProduct("hvp", one);
    }

    [TestMethod]
    [DynamicData(nameof(ScalarFunctions))]
    public void Vhp(string id)
    {
        using var scope = NewDisposeScope();
        var data = new FunctionalData(id);
        (Tensor output, Tensor[] vhp) = Autograd.Vhp(data.One, data.Inputs, data.V("vhp"));
        data.AssertOutputs(output);
        data.AssertProduct("vhp", vhp);
        if (!data.IsSingle)
            return;
        (output, Tensor one) = Autograd.Vhp(data.One, data.Inputs[0], data.V("vhp")[0]);
        data.AssertOutputs(output);
        data.AssertProduct("vhp", one);
    }

    /// <summary>The gradient is the Jacobian of a real output of one element.</summary>
    [TestMethod]
    [DynamicData(nameof(ScalarFunctions))]
    public void ValueAndGrad(string id)
    {
        using var scope = NewDisposeScope();
        var data = new FunctionalData(id);
        (Tensor value, Tensor[] grads) = Autograd.ValueAndGrad(data.One, data.Inputs);
        data.AssertOutputs(value);
        AssertIsJacobian(grads, value);
        if (!data.IsSingle)
            return;
        (value, Tensor one) = Autograd.ValueAndGrad(data.One, data.Inputs[0]);
        data.AssertOutputs(value);
        AssertIsJacobian([one], value);

        void AssertIsJacobian(Tensor[] grads, Tensor value) =>
            data.AssertMatrix("jacobian", [[.. grads.Select(grad => grad.reshape([.. value.shape, .. grad.shape]))]]);
    }
}
