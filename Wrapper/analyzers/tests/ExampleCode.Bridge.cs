namespace TorchBridge.Analyzers.Tests;

internal static partial class ExampleCode
{
    /// <summary>The same with TorchBridge.</summary>
    public const string Bridge = """
        using System;
        using System.Collections.Generic;
        using System.Linq;
        using TorchBridge;
        using TorchSharp;
        using TorchSharp.Modules;
        using static TorchSharp.torch;

        using var scope = NewDisposeScope();
        Tensor data = randn(32, 4), labels = randn(32), scale = tensor(2.0f);
        Tensor[] weights = [randn(4, requires_grad: true), zeros([], requires_grad: true)];

        Tensor Loss(Tensor[] a) => (a[0].dot(a[2]) + a[1] - a[3]).square();
        Func<Tensor[], Tensor[]> perSample = Transforms.Vmap(Transforms.Grad(Loss, 0, 1), inDims: [null, null, 0, 0]);
        var norms = new List<double>();
        for (int step = 0; step < 10; step++)
        {
            using var temporaries = NewDisposeScope();
            Tensor[] gradients = perSample([.. weights, data, labels]);
            norms.AddRange(gradients.Select(gradient => gradient.norm().item<double>()));
            Loss([.. weights, data[0], labels[0]]).Backward();
            Autograd.ZeroGrad(weights);
        }

        // Everything inside is computed with tensors; numbers are read from what comes out, or from what went in.
        Func<Tensor, Tensor> clipped = Transforms.Vmap((Tensor row) =>
        {
            Tensor norm = row.norm();
            using Scalar one = 1.0f;
            Tensor factor = where(norm.gt(scale), scale / norm, ones_like(norm));
            return row * factor * scale.item<float>() * one.ToSingle() * row.shape[0];
        });
        Console.WriteLine(clipped(data).sum().item<float>());

        (Tensor value, Tensor product) = Transforms.Jvp(x => x.square().sum() * x[0].ToDouble(), data[0], data[1]);
        Console.WriteLine(value.item<float>() + product.item<float>());

        var point = new Parameter(randn(4));
        using LBFGS optimizer = optim.LBFGS([point]);
        for (int i = 0; i < 5; i++)
            optimizer.StepSafely(() =>
            {
                optimizer.zero_grad();
                Tensor loss = (point - data[0]).square().sum();
                loss.Backward();
                return loss;
            });
        """;
}
