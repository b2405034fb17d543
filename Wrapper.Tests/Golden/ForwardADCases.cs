using static TorchSharp.torch;

namespace TorchBridge.Tests.Golden;

/// <summary>The cases of forward_ad.json in C#.</summary>
internal static class ForwardADCases
{
    private static Tensor X => Vector(0.5, -1, 2);

    private static Tensor V => Vector(1, 10, 100);

    private static Tensor Vector(params double[] values) => tensor(values).clone();

    private static Tensor Matrix(double[,] values) => tensor(values).clone();

    [Case("elementwise")]
    private static void Elementwise(Record r)
    {
        using DualLevel level = ForwardAD.EnterDualLevel();
        Tensor d = level.MakeDual(X, V);
        (r["primal"], r["tangent"]) = level.UnpackDual(exp(d) * sin(d));
    }

    [Case("matmul_both")]
    private static void MatmulBoth(Record r)
    {
        Tensor a = Matrix(new[,] { { 1.0, 2.0 }, { 3.0, 4.0 } }), b = Matrix(new[,] { { 0.5, -1.0 }, { 2.0, 1.0 } });
        Tensor da = Matrix(new[,] { { 1.0, 0.0 }, { 0.0, 1.0 } }), db = Matrix(new[,] { { 0.0, 1.0 }, { 1.0, 0.0 } });
        using DualLevel level = ForwardAD.EnterDualLevel();
        (r["primal"], r["tangent"]) = level.UnpackDual(mm(level.MakeDual(a, da), level.MakeDual(b, db)));
    }

    [Case("independent_output")]
    private static void IndependentOutput(Record r)
    {
        using DualLevel level = ForwardAD.EnterDualLevel();
        Tensor d = level.MakeDual(X, V);
        r["tangent"] = level.UnpackDual(ones(2, float64)).Tangent;
        r["times_zero"] = level.UnpackDual(d * 0).Tangent;
    }

    [Case("views")]
    private static void Views(Record r)
    {
        Tensor x = arange(6.0, dtype: float64).reshape(2, 3), v = x * 10;
        using DualLevel level = ForwardAD.EnterDualLevel();
        (r["primal"], r["tangent"]) = level.UnpackDual(level.MakeDual(x, v).t()[1]);
    }

    [Case("copy_into_buffer")]
    private static void CopyIntoBuffer(Record r)
    {
        using DualLevel level = ForwardAD.EnterDualLevel();
        Tensor d = level.MakeDual(X, V);
        Tensor buffer = zeros(2, 3, float64);
        buffer[1] = d * d;
        (r["primal"], r["tangent"]) = level.UnpackDual(buffer);
    }

    [Case("mlp")]
    private static void Mlp(Record r)
    {
        Tensor w1 = Matrix(new[,] { { 0.1, -0.3 }, { 0.5, 0.7 } }), b1 = Vector(0.1, -0.2), w2 = Matrix(new[,] { { 0.5, -1.0 } });
        using DualLevel level = ForwardAD.EnterDualLevel();
        Tensor dx = level.MakeDual(Vector(1, -0.5), Vector(1, 2)), dw = level.MakeDual(w1, ones(2, 2, float64));
        (r["primal"], r["tangent"]) = level.UnpackDual(mv(w2, tanh(mv(dw, dx) + b1)));
    }

    [Case("float32")]
    private static void Float32(Record r)
    {
        using DualLevel level = ForwardAD.EnterDualLevel();
        Tensor dual = level.MakeDual(Vector(0.5, -1).to_type(float32), Vector(1, 10).to_type(float32));
        (r["primal"], r["tangent"]) = level.UnpackDual(tanh(dual));
    }

    [Case("reverse_over_forward")]
    private static void ReverseOverForward(Record r)
    {
        Tensor x = Vector(0.5, -1).requires_grad_();
        Tensor t;
        using (DualLevel level = ForwardAD.EnterDualLevel())
            t = level.UnpackDual(level.MakeDual(x, Vector(1, 10)).pow(3)).Tangent!;
        t.sum().Backward();
        (r["tangent"], r["x_grad"]) = (t, x.grad);
    }

    [Case("detach")]
    private static void Detach(Record r)
    {
        using DualLevel level = ForwardAD.EnterDualLevel();
        r["tangent"] = level.UnpackDual(level.MakeDual(X, V).detach()).Tangent;
    }

    // functional_call of a Linear module, written as the function that it calls.
    [Case("module_parameters")]
    private static void ModuleParameters(Record r)
    {
        Tensor weight = Matrix(new[,] { { 1.0, 2.0 } }), bias = Vector(3);
        using DualLevel level = ForwardAD.EnterDualLevel();
        Tensor y = nn.functional.linear(Vector(5, 7), level.MakeDual(weight, ones_like(weight)), level.MakeDual(bias, ones_like(bias)));
        (r["primal"], r["tangent"]) = level.UnpackDual(y);
    }

    // In C# MakeDual is a method of the level, so outside of it means after it.
    [Case("make_dual_outside", Kind = AutogradError.Other)]
    private static void MakeDualOutside(Record r)
    {
        DualLevel level = ForwardAD.EnterDualLevel();
        level.Dispose();
        r["dual"] = level.MakeDual(X, V);
    }

    [Case("nested_levels", Kind = AutogradError.NotImplemented)]
    private static void NestedLevels(Record r)
    {
        _ = r;      // records nothing
        using DualLevel outer = ForwardAD.EnterDualLevel();
        using DualLevel inner = ForwardAD.EnterDualLevel();
    }

    [Case("wrong_shape", Throws = typeof(ArgumentException))]
    private static void WrongShape(Record r)
    {
        using DualLevel level = ForwardAD.EnterDualLevel();
        r["dual"] = level.MakeDual(X, ones(2, float64));
    }

    [Case("int_primal", Throws = typeof(ArgumentException))]
    private static void IntPrimal(Record r)
    {
        using DualLevel level = ForwardAD.EnterDualLevel();
        r["dual"] = level.MakeDual(tensor([1L, 2L]), tensor([1L, 1L]));
    }

    [Case("make_dual_twice", Kind = AutogradError.Other)]
    private static void MakeDualTwice(Record r)
    {
        using DualLevel level = ForwardAD.EnterDualLevel();
        r["dual"] = level.MakeDual(level.MakeDual(X, V), V);
    }

    // TorchSharp has no pdist, so a script calls it. Its exception is thrown unchanged.
    [Case("not_implemented", Throws = typeof(System.Runtime.InteropServices.ExternalException))]
    private static void NotImplemented(Record r)
    {
        using DualLevel level = ForwardAD.EnterDualLevel();
        var pdist = new ScriptFunction("def f(x: Tensor) -> Tensor:\n    return torch.pdist(x)\n");
        r["y"] = pdist.Call([level.MakeDual(Matrix(new[,] { { 1.0, 2.0 }, { 3.0, 5.0 } }), ones(2, 2, float64))]);
    }

    // CustomFunction.Apply has no jvp, and LibTorch reports this with another message.
    [Case("custom_function_without_jvp", Kind = AutogradError.NotImplemented, Message = "jvp")]
    private static void CustomFunctionWithoutJvp(Record r)
    {
        using DualLevel level = ForwardAD.EnterDualLevel();
        r["y"] = CustomFunction.Apply((_, x) => [x[0] * 2], (_, g) => [g[0]! * 2], level.MakeDual(X, V))[0];
    }
}
