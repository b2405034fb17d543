using static TorchSharp.torch;

namespace TorchBridge.Tests.Programs;

/// <summary>The ways to differentiate a random program: values, gradients and products with vectors.</summary>
internal static partial class ProgramMethods
{
    public static IEnumerable<ProgramMethod> Gradients()
    {
        yield return new("value", p => [p.Output(p.Inputs), p.Loss(p.Inputs)], d => [d.Output, d.Loss]);
        yield return new("backward", p => AfterBackward(p.Inputs, p.Loss), d => d.Gradient);
        yield return new("checkpoint", p => AfterBackward(p.Inputs, x => p.LossOf(Autograd.Checkpoint(p.Outputs, x)[0])), d => d.Gradient);
        yield return new("grad", p => ByGrad(Leaves(p.Inputs), p.Loss), d => d.Gradient);
        yield return new("value_and_grad", p => Autograd.ValueAndGrad(p.Loss, p.Inputs).Grads, d => d.Gradient, "backward");
        yield return new("func_grad", p => Gradient(p)(p.Inputs), d => d.Gradient, "backward");
        yield return new("func_grad_and_value", p => Transforms.GradAndValue(p.Loss, p.All)(p.Inputs).Grads, d => d.Gradient, "backward");
        yield return new("double_grad", p => TwiceByGrad(p, Leaves(p.Inputs)), d => d.Hvp);

        yield return new("vjp", p => List(Autograd.Vjp(p.Outputs, p.Inputs, [p.Cotangent])), d => [d.Output, .. d.Vjp]);
        yield return new("func_vjp", p => Applied(Transforms.Vjp(p.Outputs, p.Inputs), [p.Cotangent]), d => [d.Output, .. d.Vjp]);
        yield return new("jvp", p => List(Autograd.Jvp(p.Outputs, p.Inputs, p.Tangents)), d => [d.Output, d.Jvp]);
        yield return new("func_jvp", p => List(Transforms.Jvp(p.Outputs, p.Inputs, p.Tangents)), d => [d.Output, d.Jvp]);
        yield return new("dual_numbers", ByDualNumbers, d => [d.Output, d.Jvp], "func_jvp");
        yield return new("linearize", p => Applied(Transforms.Linearize(p.Outputs, p.Inputs), p.Tangents), d => [d.Output, d.Jvp]);

        yield return new("hvp", p => List(Autograd.Hvp(p.Loss, p.Inputs, p.Tangents)), d => [d.Loss, .. d.Hvp]);
        yield return new("vhp", p => List(Autograd.Vhp(p.Loss, p.Inputs, p.Tangents)), d => [d.Loss, .. d.Hvp]);
        yield return new("jvp_grad", p => List(Transforms.Jvp(Gradient(p), p.Inputs, p.Tangents)), d => [.. d.Gradient, .. d.Hvp]);
    }

    private static Tensor[] Leaves(Tensor[] inputs) => [.. inputs.Select(input => input.clone().requires_grad_())];

    private static Tensor?[] AfterBackward(Tensor[] inputs, Func<Tensor[], Tensor> loss)
    {
        Tensor[] leaves = Leaves(inputs);
        loss(leaves).Backward();
        return [.. leaves.Select(leaf => leaf.grad)];
    }

    private static Tensor?[] ByGrad(Tensor[] leaves, Func<Tensor[], Tensor> loss) =>
        Autograd.Grad([loss(leaves)], leaves, allowUnused: true);

    private static Tensor?[] TwiceByGrad(RandomProgram p, Tensor[] leaves)
    {
        Tensor?[] gradients = Autograd.Grad([p.Loss(leaves)], leaves, createGraph: true, allowUnused: true, materializeGrads: true);
        Tensor product = stack(gradients.Zip(p.Tangents, (gradient, tangent) => gradient!.mul(tangent).sum())).sum();
        return product.requires_grad
            ? Autograd.Grad([product], leaves, allowUnused: true, materializeGrads: true)
            : [.. leaves.Select(leaf => zeros_like(leaf))];
    }

    /// <summary>The gradient as a function.</summary>
    private static Func<Tensor[], Tensor[]> Gradient(RandomProgram p) => Transforms.Grad(p.Loss, p.All);

    private static Tensor[] ByDualNumbers(RandomProgram p)
    {
        using DualLevel level = ForwardAD.EnterDualLevel();
        (Tensor primal, Tensor? tangent) = level.UnpackDual(p.Output([.. p.Inputs.Zip(p.Tangents, level.MakeDual)]));
        return [primal, tangent ?? zeros_like(primal)];
    }

    private static Tensor[] Applied((Tensor[] Outputs, Func<Tensor[], Tensor[]> Product) linear, Tensor[] vectors) =>
        [.. linear.Outputs, .. linear.Product(vectors)];

    private static Tensor[] List((Tensor, Tensor[]) results) => [results.Item1, .. results.Item2];

    private static Tensor[] List((Tensor[], Tensor[]) results) => [.. results.Item1, .. results.Item2];

    private static Tensor[] Flat(Tensor[][] matrix) => [.. matrix.SelectMany(row => row)];
}
