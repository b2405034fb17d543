using static TorchSharp.torch;

namespace TorchBridge.Tests.Golden;

/// <summary>The cases of gradcheck.json in C#.</summary>
internal static class GradCheckCases
{
    private static Tensor X => Leaf(0.5, -1, 2);

    private static Tensor Leaf(params double[] values) => tensor(values).clone().requires_grad_();

    private static Tensor Z => complex(tensor([1.0, -0.5]), tensor([2.0, 1.0])).requires_grad_();

    private static Func<Tensor, Tensor> Custom(Func<Tensor, Tensor> forward, Func<FunctionContext, Tensor, Tensor?> backward) => x =>
        CustomFunction.Apply(
        (context, inputs) =>
        {
            context.SaveForBackward(inputs);
            return [forward(inputs[0])];
        },
        (context, gradients) => [backward(context, gradients[0]!)],
        x)[0];

    private static Func<Tensor, Tensor> WrongSquare => Custom(x => x * x, (context, g) => 3 * context.SavedTensors[0] * g);

    private static Func<Tensor, Tensor> Noisy()
    {
        int n = 0;
        return Custom(x => x * 2, (_, g) => g * (2 + 1e-9 * ++n));
    }

    [Case("single_tensor_input")]
    private static void SingleTensorInput(Record r) => r["r"] = Autograd.GradCheck(sin, X);

    [Case("two_inputs_one_without_grad")]
    private static void TwoInputsOneWithoutGrad(Record r) =>
        r["r"] = Autograd.GradCheck(x => [x[0] * x[1] * 2.0], [X, tensor([1.0, 2.0, 3.0])]);

    [Case("multi_output")]
    private static void MultiOutput(Record r) => r["r"] = Autograd.GradCheck(x => [x[0].pow(2), x[0].sum(), outer(x[0], x[0])], [X]);

    [Case("gradgradcheck")]
    private static void GradGradCheck(Record r) => r["r"] = Autograd.GradGradCheck(x => sin(x) * x.sum(), X);

    [Case("complex")]
    private static void Complex(Record r) => r["r"] = Autograd.GradCheck(z => z * z.exp(), Z);

    [Case("complex_nonholomorphic")]
    private static void ComplexNonholomorphic(Record r) => r["r"] = Autograd.GradCheck(z => z.conj() * z.abs(), Z);

    [Case("empty")]
    private static void Empty(Record r) => r["r"] = Autograd.GradCheck(x => x * 2, zeros(0, float64, requires_grad: true));

    [Case("linear_gradgrad")]
    private static void LinearGradgrad(Record r) => r["r"] = Autograd.GradGradCheck(x => 2 * x, X);

    [Case("inputs_grad_untouched")]
    private static void InputsGradUntouched(Record r)
    {
        Tensor x = X;
        Assert.IsTrue(Autograd.GradCheck(sin, x));
        (r["x"], r["x_grad"]) = (x, x.grad);
    }

    [Case("wrong_backward_no_raise")]
    private static void WrongBackwardNoRaise(Record r) => r["r"] = Autograd.GradCheck(WrongSquare, X, raiseException: false);

    [Case("float32_input", Throws = typeof(GradCheckException))]
    private static void Float32Input(Record r) => r["r"] = Autograd.GradCheck(x => x.pow(3), X.detach().to_type(float32).requires_grad_());

    [Case("nondeterministic_backward", Throws = typeof(GradCheckException))]
    private static void NondeterministicBackward(Record r) => r["r"] = Autograd.GradCheck(Noisy(), X);

    [Case("nondet_tol")]
    private static void NondetTol(Record r) => r["r"] = Autograd.GradCheck(Noisy(), X, nondetTol: 1e-6);

    [Case("backward_returns_none_for_used", Throws = typeof(GradCheckException))]
    private static void BackwardReturnsNoneForUsed(Record r) => r["r"] = Autograd.GradCheck(Custom(x => x * 2, (_, _) => null), X);

    [Case("backward_not_zero_for_zero", Throws = typeof(GradCheckException))]
    private static void BackwardNotZeroForZero(Record r) => r["r"] = Autograd.GradCheck(Custom(x => x * 2, (_, g) => g * 2 + 1), X);

    [Case("kink", Throws = typeof(GradCheckException))]
    private static void Kink(Record r) => r["r"] = Autograd.GradCheck(x => nn.functional.relu(x), Leaf(0));

    [Case("abs_zero")]
    private static void AbsZero(Record r) => r["r"] = Autograd.GradCheck(abs, Leaf(0));

    [Case("int_output")]
    private static void IntOutput(Record r) => r["r"] = Autograd.GradCheck(x => x.argmax(), X);

    // Python's ValueError stands for any exception of the function.
    [Case("function_raises", Throws = typeof(TimeoutException))]
    private static void FunctionRaises(Record r) =>
        r["r"] = Autograd.GradCheck(x => x.numel() > 0 ? throw new TimeoutException("from f") : x, X);

    [Case("gradgrad_wrong", Throws = typeof(GradCheckException))]
    private static void GradgradWrong(Record r)
    {
        Func<Tensor, Tensor> cube = Custom(x => x.pow(3), (context, g) => 3 * context.SavedTensors[0].detach().pow(2) * g);
        r["gradcheck"] = Autograd.GradCheck(cube, X);
        Assert.IsTrue(Autograd.GradGradCheck(cube, X));
    }
}
