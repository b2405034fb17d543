using static TorchSharp.torch;

namespace TorchBridge.Oracle.Functions;

/// <summary>The library's derivative operators in the shape that requests need them in.</summary>
internal static class Derivatives
{
    public static (Tensor Value, Tensor[] Grads) ValueAndGrad(Func<Tensor[], Tensor> func, Tensor[] inputs)
    {
        Tensor[] at = Leaves(inputs);
        Tensor value = func(at);
        return (value, Reverse([value], at, [ones_like(value)], false));
    }

    public static (Tensor[] Outputs, Tensor[] Products) Vjp(Func<Tensor[], Tensor[]> func, Tensor[] inputs, Func<Tensor[], Tensor[]> cotangents)
    {
        Tensor[] at = Leaves(inputs);
        Tensor[] outputs = func(at);
        return (outputs, Reverse(outputs, at, cotangents(outputs), false));
    }

    public static (Tensor[] Outputs, Tensor[] Products) Jvp(Func<Tensor[], Tensor[]> func, Tensor[] inputs, Tensor[] tangents)
    {
        Tensor[] at = Leaves(inputs);
        Tensor[] outputs = func(at);
        Tensor[] dummies = [.. outputs.Select(output => zeros_like(output, requires_grad: true))];
        Tensor[] products = Reverse(outputs, at, dummies, true);
        return (outputs, Reverse(products, dummies, tangents, false));
    }

    public static Tensor[][] Jacobian(Func<Tensor[], Tensor[]> func, Tensor[] inputs)
    {
        Tensor[] at = Leaves(inputs);
        Tensor[] outputs = func(at);
        return Array.ConvertAll(outputs, output => Rows(output, at, false));
    }

    public static Tensor[][] Hessian(Func<Tensor[], Tensor> func, Tensor[] inputs)
    {
        Tensor[] at = Leaves(inputs);
        Tensor value = func(at);
        Tensor[] gradients = Reverse([value], at, [ones_like(value)], true);
        return Array.ConvertAll(gradients, gradient => Rows(gradient, at, false));
    }

    public static (Tensor Value, Tensor[] Products) Hvp(Func<Tensor[], Tensor> func, Tensor[] inputs, Tensor[] tangents)
    {
        Tensor[] at = Leaves(inputs);
        Tensor value = func(at);
        Tensor[] gradients = Reverse([value], at, [ones_like(value)], true);
        return (value, Reverse(gradients, at, tangents, false));
    }

    private static Tensor[] Leaves(Tensor[] inputs) => Array.ConvertAll(inputs, input => input.detach().requires_grad_(true));

    private static Tensor[] Rows(Tensor output, Tensor[] inputs, bool createGraph)
    {
        long n = output.numel();
        var rows = Array.ConvertAll(inputs, _ => new List<Tensor>());
        for (long i = 0; i < n; i++)
        {
            Tensor unit = zeros_like(output).reshape(-1);
            unit[i] = 1;
            Tensor[] row = Reverse([output], inputs, [unit.reshape(output.shape)], createGraph);
            for (int j = 0; j < inputs.Length; j++)
                rows[j].Add(row[j]);
        }
        return [.. inputs.Select((input, j) => n == 0
            ? zeros([.. output.shape, .. input.shape], dtype: input.dtype)
            : stack(rows[j]).reshape([.. output.shape, .. input.shape]))];
    }

    private static Tensor[] Reverse(Tensor[] outputs, Tensor[] inputs, Tensor[] cotangents, bool createGraph)
    {
        int[] live = [.. Enumerable.Range(0, outputs.Length).Where(i => outputs[i].requires_grad)];
        if (live.Length == 0)
            return Array.ConvertAll(inputs, input => zeros_like(input));
        return Autograd.Grad([.. live.Select(i => outputs[i])], inputs, [.. live.Select(i => cotangents[i])], retainGraph: true, createGraph: createGraph, allowUnused: true, materializeGrads: true)!;
    }
}
