using static TorchSharp.torch;

namespace TorchBridge.Tests.Golden;

/// <summary>Category errors.</summary>
internal static partial class FunctionalCases
{
    [Case("hess_nonscalar", Kind = AutogradError.NotScalar)]
    private static void HessNonscalar(Record r) => r["h"] = Autograd.Hessian(x => x * x, X);

    [Case("vhp_nonscalar", Kind = AutogradError.NotScalar)]
    private static void VhpNonscalar(Record r) => (r["o"], r["h"]) = Autograd.Vhp(x => x * x, X, Ones(3));

    [Case("hvp_nonscalar", Kind = AutogradError.NotScalar)]
    private static void HvpNonscalar(Record r) => (r["o"], r["h"]) = Autograd.Hvp(x => x * x, X, Ones(3));

    [Case("vjp_no_v", Kind = AutogradError.NotScalar)]
    private static void VjpNoV(Record r) => (r["o"], r["g"]) = Autograd.Vjp(x => x * x, X);

    [Case("vjp_no_v_two_outputs", Kind = AutogradError.NotScalar)]
    private static void VjpNoVTwoOutputs(Record r) => (r["o"], r["g"]) = Autograd.Vjp(x => [x[0].sum(), x[0].prod()], [X]);

    [Case("vjp_no_v_scalar")]
    private static void VjpNoVScalar(Record r) => (r["o"], r["g"]) = Autograd.Vjp(x => x.prod(), X);

    [Case("vjp_no_v_one_element")]
    private static void VjpNoVOneElement(Record r) => (r["o"], r["g"]) = Autograd.Vjp(x => x.prod().reshape(1), X);

    [Case("vjp_v_wrong_shape", Throws = typeof(ArgumentException))]
    private static void VjpVWrongShape(Record r) => (r["o"], r["g"]) = Autograd.Vjp(x => x * x, X, Ones(2));

    [Case("jvp_no_v_scalar_input")]
    private static void JvpNoVScalarInput(Record r) => (r["o"], r["t"]) = Autograd.Jvp(x => x * x, tensor(3.0));

    [Case("jvp_no_v_one_element_input")]
    private static void JvpNoVOneElementInput(Record r) => (r["o"], r["t"]) = Autograd.Jvp(x => x * x, Vector(3));

    [Case("jvp_v_wrong_count", Throws = typeof(ArgumentException))]
    private static void JvpVWrongCount(Record r) => r["t"] = Autograd.Jvp(x => [x[0] * x[1]], [X, X], [Ones(3)]).Jvp;

    [Case("vhp_no_v", Throws = typeof(ArgumentException))]
    private static void VhpNoV(Record r) => (r["o"], r["h"]) = Autograd.Vhp(x => x.pow(3).sum(), X);

    [Case("vhp_v_wrong_shape", Throws = typeof(ArgumentException))]
    private static void VhpVWrongShape(Record r) => (r["o"], r["h"]) = Autograd.Vhp(x => x.pow(3).sum(), X, Ones(2));

    [Case("hvp_v_wrong_shape", Throws = typeof(ArgumentException))]
    private static void HvpVWrongShape(Record r) => (r["o"], r["h"]) = Autograd.Hvp(x => x.pow(3).sum(), X, Ones(2));

    // C#'s None is null; PyTorch's sentence is about Python types.
    [Case("output_none", Throws = typeof(ArgumentException), Message = "func returned null")]
    private static void OutputNone(Record r) => r["j"] = Autograd.Jacobian(_ => (Tensor)null!, X);

    [Case("input_int", Throws = typeof(ArgumentException))]
    private static void InputInt(Record r) => r["j"] = Autograd.Jacobian(x => x * 2, tensor([1L, 2L]));

    // The function's own exception, as TorchSharp throws it.
    [Case("input_modified_inplace", Throws = typeof(System.Runtime.InteropServices.ExternalException))]
    private static void InputModifiedInplace(Record r) => r["j"] = Autograd.Jacobian(x =>
    {
        x.mul_(2);
        return x * x;
    }, X);
}
