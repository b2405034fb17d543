using static TorchSharp.torch;

namespace TorchBridge.Tests.Golden;

/// <summary>Categories gradient, create_graph.</summary>
internal static partial class BackwardCases
{
    [Case("non_scalar_without_gradient", Kind = AutogradError.NotScalar)]
    private static void NonScalarWithoutGradient(Record r) => (Leaf([1, 2]) * 2).Backward();

    [Case("scalar_0d_implicit")]
    private static void Scalar0dImplicit(Record r)
    {
        Tensor x = Leaf([1, 2]);
        Tensor y = (x * 2).sum();
        y.Backward();
        (r["y_shape"], r["x_grad"]) = (y.shape, x.grad);
    }

    [Case("shape1_implicit")]
    private static void Shape1Implicit(Record r)
    {
        Tensor x = Leaf([3.0]);
        Tensor y = x * x;
        y.Backward();
        (r["y_shape"], r["x_grad"]) = (y.shape, x.grad);
    }

    [Case("shape11_with_shape1_gradient", Throws = typeof(ArgumentException))]
    private static void Shape11WithShape1Gradient(Record r)
    {
        Tensor x = Leaf(new[,] { { 3.0 } });
        (x * x).Backward(tensor([1.0]));
    }

    [Case("broadcastable_1", Throws = typeof(ArgumentException))]
    private static void Broadcastable1(Record r) => (Leaf([1, 2, 3]) * 2).Backward(tensor([1.0]));

    [Case("float32_gradient_for_float64")]
    private static void Float32GradientForFloat64(Record r) => TwiceXBackward(Leaf([1, 2, 3]), tensor([0.1f, 0.2f, 0.3f]), r);

    [Case("float64_gradient_for_float32")]
    private static void Float64GradientForFloat32(Record r) =>
        TwiceXBackward(tensor([1f, 2f, 3f], requires_grad: true), tensor([0.1, 0.2, 0.3]), r);

    [Case("int64_gradient_for_float64")]
    private static void Int64GradientForFloat64(Record r) => TwiceXBackward(Leaf([1, 2, 3]), tensor([1L, 2L, 3L]), r);

    [Case("bool_gradient_for_float64")]
    private static void BoolGradientForFloat64(Record r) => TwiceXBackward(Leaf([1, 2, 3]), tensor([true, false, true]), r);

    private static void TwiceXBackward(Tensor x, Tensor gradient, Record r)
    {
        (x * 2).Backward(gradient);
        r["x_grad"] = x.grad;
    }

    [Case("complex_gradient_for_real", Throws = typeof(ArgumentException))]
    private static void ComplexGradientForReal(Record r) => (Leaf([1, 2]) * 2).Backward(Complex([1, 2], [1, 0]));

    [Case("real_gradient_for_complex", Throws = typeof(ArgumentException))]
    private static void RealGradientForComplex(Record r) => (ComplexLeaf([1, 2], [1, 0]) * 2).Backward(tensor([1.0, 2.0]));

    [Case("complex_gradient_for_complex")]
    private static void ComplexGradientForComplex(Record r)
    {
        Tensor z = ComplexLeaf([1, -3], [2, 0.5]);
        Tensor w = z * z;
        w.Backward(Complex([1, 2], [0, -1]));
        (r["w"], r["z_grad"]) = (w, z.grad);
    }

    [Case("complex_scalar_implicit", Kind = AutogradError.NotScalar)]
    private static void ComplexScalarImplicit(Record r)
    {
        Tensor z = complex(tensor(1.0), tensor(2.0)).requires_grad_();
        (z * z).Backward();
    }

    [Case("complex_abs2")]
    private static void ComplexAbs2(Record r)
    {
        Tensor z = ComplexLeaf([1, -3], [2, 0.5]);
        Tensor loss = (z * z.conj()).real.sum();
        loss.Backward();
        (r["loss"], r["z_grad"]) = (loss, z.grad);
    }

    [Case("real_leaf_in_complex_graph")]
    private static void RealLeafInComplexGraph(Record r)
    {
        Tensor x = Leaf([1, 2]);
        Tensor loss = (x * complex(tensor(2.0), tensor(3.0))).abs().sum();
        loss.Backward();
        (r["loss"], r["x_grad"]) = (loss, x.grad);
    }

    [Case("gradient_leaf_backward_alias")]
    private static void GradientLeafBackwardAlias(Record r)
    {
        Tensor x = Leaf([1, 2]), g = tensor([3.0, 4.0]);
        x.Backward(g);
        r["same_object"] = Same(x.grad!, g);
        r["shares_memory_with_g"] = Address(x.grad!) == Address(g);
        r["x_grad"] = x.grad;
    }

    [Case("gradient_requires_grad_create_graph")]
    private static void GradientRequiresGradCreateGraph(Record r)
    {
        Tensor x = Leaf([1, 2]), v = Leaf([3, 5]);
        x.pow(3).Backward(v, createGraph: true);
        Tensor g = x.grad!;
        r["x_grad"] = g.detach().clone();
        r["x_grad_requires_grad"] = g.requires_grad;
        g.sum().Backward(inputs: [v]);
        r["d_sum_dv"] = v.grad;
    }

    [Case("gradient_requires_grad_no_create_graph")]
    private static void GradientRequiresGradNoCreateGraph(Record r)
    {
        Tensor x = Leaf([1, 2]), v = Leaf([3, 5]);
        x.pow(3).Backward(v);
        (r["x_grad"], r["x_grad_requires_grad"], r["v_grad"]) = (x.grad, x.grad!.requires_grad, v.grad);
    }

    [Case("second_derivative_via_grad")]
    private static void SecondDerivativeViaGrad(Record r)
    {
        Tensor x = Leaf([1, 2]);
        x.pow(3).sum().Backward(createGraph: true);
        Tensor g = x.grad!;
        r["first"] = g.detach().clone();
        (r["first_requires_grad"], r["first_has_grad_fn"]) = (g.requires_grad, !g.is_leaf);
        x.ZeroGrad();
        g.sum().Backward();
        (r["second"], r["second_requires_grad"]) = (x.grad, x.grad!.requires_grad);
    }

    [Case("retain_defaults_to_create_graph")]
    private static void RetainDefaultsToCreateGraph(Record r)
    {
        Tensor x = Leaf([1, 2]);
        Tensor y = (x * x).sum();
        y.Backward(createGraph: true);
        x.ZeroGrad();
        y.Backward();
        r["x_grad"] = x.grad;
    }

    [Case("create_graph_retain_false")]
    private static void CreateGraphRetainFalse(Record r)
    {
        Tensor x = Leaf([1, 2]);
        x.pow(3).sum().Backward(createGraph: true, retainGraph: false);
        Tensor g = x.grad!;
        r["first"] = g.detach().clone();
        x.ZeroGrad();
        g.sum().Backward();
        r["second"] = x.grad;
    }

    [Case("constant_gradient_of_linear")]
    private static void ConstantGradientOfLinear(Record r)
    {
        Tensor x = Leaf([1, 2]);
        (x * 3).sum().Backward(createGraph: true);
        (r["x_grad"], r["requires_grad"], r["has_grad_fn"]) = (x.grad, x.grad!.requires_grad, !x.grad!.is_leaf);
    }

    [Case("linear_second_backward", Kind = AutogradError.DoesNotRequireGrad)]
    private static void LinearSecondBackward(Record r)
    {
        Tensor x = Leaf([1, 2]);
        (x * 3).sum().Backward(createGraph: true);
        Tensor g = x.grad!;
        x.ZeroGrad();
        g.sum().Backward();
    }

    [Case("gradient_penalty")]
    private static void GradientPenalty(Record r)
    {
        Tensor w = Leaf(new[,] { { 1.0, -2.0 }, { 0.5, 3.0 } }), x = Leaf(new[,] { { 1.0, 2.0 }, { -1.0, 0.5 } });
        Tensor y = tanh(x.matmul(w)).sum();
        y.Backward(createGraph: true, inputs: [x]);
        Tensor g = x.grad!;
        x.ZeroGrad();
        Tensor penalty = (g.norm(dim: 1) - 1).pow(2).mean();
        (y + penalty * 10).Backward();
        (r["pen"], r["W_grad"], r["x_grad"]) = (penalty, w.grad, x.grad);
    }
}
