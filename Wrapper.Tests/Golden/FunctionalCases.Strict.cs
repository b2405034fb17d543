using static TorchSharp.torch;

namespace TorchBridge.Tests.Golden;

/// <summary>Category strict.</summary>
internal static partial class FunctionalCases
{
    [Case("jac_strict_ok")]
    private static void JacStrictOk(Record r) => r["j"] = Autograd.Jacobian(x => x * x, X, strict: true);

    [Case("jac_strict_unused_input", Kind = AutogradError.UnusedInput)]
    private static void JacStrictUnusedInput(Record r) => r["j"] = Autograd.Jacobian(x => x[0] * x[0], [X, Vector(1, 2)], strict: true);

    [Case("jac_strict_constant_output", Kind = AutogradError.DoesNotRequireGrad)]
    private static void JacStrictConstantOutput(Record r) => r["j"] = Autograd.Jacobian(_ => Ones(2), X, strict: true);

    [Case("jac_strict_second_output_constant", Kind = AutogradError.DoesNotRequireGrad)]
    private static void JacStrictSecondOutputConstant(Record r) =>
        r["j"] = Autograd.Jacobian(x => [x[0] * x[0], Ones(2)], [X], strict: true);

    [Case("jac_nonstrict_constant_output_forward")]
    private static void JacNonstrictConstantOutputForward(Record r) =>
        r["j"] = Autograd.Jacobian(_ => Ones(2), X, vectorize: true, strategy: JacobianStrategy.ForwardMode);

    [Case("jac_nonstrict_constant_integer_output")]
    private static void JacNonstrictConstantIntegerOutput(Record r) => r["j"] = Autograd.Jacobian(x => x.argmax(), X);

    [Case("jac_strict_create_graph_linear", Kind = AutogradError.UnusedInput)]
    private static void JacStrictCreateGraphLinear(Record r) => r["j"] = Autograd.Jacobian(x => 2 * x, X, strict: true, createGraph: true);

    [Case("jac_strict_linear_no_create_graph")]
    private static void JacStrictLinearNoCreateGraph(Record r) => r["j"] = Autograd.Jacobian(x => 2 * x, X, strict: true);

    // The remedy is that of C#.
    [Case("jac_strict_vectorize", Throws = typeof(ArgumentException),
        Message = "`strict=True` and `vectorized=True` are not supported together.")]
    private static void JacStrictVectorize(Record r) => r["j"] = Autograd.Jacobian(x => x * x, X, strict: true, vectorize: true);

    [Case("hess_strict_unused", Kind = AutogradError.UnusedInput)]
    private static void HessStrictUnused(Record r) => r["h"] = Autograd.Hessian(x => x[0].pow(3).sum(), [X, Vector(1, 2)], strict: true);

    [Case("hess_strict_bilinear", Kind = AutogradError.UnusedInput)]
    private static void HessStrictBilinear(Record r) =>
        r["h"] = Autograd.Hessian(x => (x[0] * x[1]).sum(), [X, Vector(1, 2, 3)], strict: true);

    [Case("hess_constant_output")]
    private static void HessConstantOutput(Record r) => r["h"] = Autograd.Hessian(_ => tensor(1.0), X);

    [Case("vjp_strict_unused", Kind = AutogradError.UnusedInput)]
    private static void VjpStrictUnused(Record r) => r["g"] = Autograd.Vjp(x => [(x[0] * x[0]).sum()], [X, Vector(1, 2)], strict: true).Vjp;

    [Case("jvp_strict_constant", Kind = AutogradError.DoesNotRequireGrad)]
    private static void JvpStrictConstant(Record r) => r["t"] = Autograd.Jvp(_ => Ones(2), X, Ones(3), strict: true).Jvp;

    [Case("jvp_strict_unused", Kind = AutogradError.UnusedInput)]
    private static void JvpStrictUnused(Record r) =>
        r["t"] = Autograd.Jvp(x => [x[0] * x[0]], [X, Vector(1, 2)], [Ones(3), Ones(2)], strict: true).Jvp;

    [Case("vhp_strict_linear", Kind = AutogradError.UnusedInput)]
    private static void VhpStrictLinear(Record r) => r["h"] = Autograd.Vhp(x => (2 * x).sum(), X, Ones(3), strict: true).Vhp;

    [Case("vhp_linear")]
    private static void VhpLinear(Record r) => (r["o"], r["h"]) = Autograd.Vhp(x => (2 * x).sum(), X, Ones(3));

    [Case("hvp_linear")]
    private static void HvpLinear(Record r) => (r["o"], r["h"]) = Autograd.Hvp(x => (2 * x).sum(), X, Ones(3));
}
