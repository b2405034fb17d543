using static TorchSharp.torch;

namespace TorchBridge.Tests;

/// <summary>Checks that fail, and their messages.</summary>
public sealed partial class GradCheckTests
{
    [TestMethod]
    public void AWrongBackwardFailsWithBothJacobians()
    {
        using var scope = NewDisposeScope();
        GradCheckException failure = Fails(() => Autograd.GradCheck(WrongSquare, Leaf(0.5, -1, 2)));
        string[] lines = failure.Message.Split('\n');
        Assert.AreEqual("GradCheck: Jacobian mismatch for output 0 with respect to input 0,", lines[0]);
        CollectionAssert.AreEqual(new[] { "numerical:", "[[ 1,  0,  0],", " [ 0, -2,  0],", " [ 0,  0,  4]]", "analytical:",
            "[[1.5,   0,   0],", " [  0,  -3,   0],", " [  0,   0,   6]]" }, lines[1..9]);
        StringAssert.StartsWith(lines[9],
            "Rows are the elements of the input, and columns are the elements of the output. The difference is largest at [2, 2]: "
            + "numerical 4, analytical 6, where atol 1E-05 and rtol 0.001 allow");
        Assert.HasCount(10, lines);
        Assert.AreEqual(AutogradError.Other, failure.Kind);
    }

    [TestMethod]
    public void AWrongBackwardFailsInFastMode()
    {
        using var scope = NewDisposeScope();
        string message = Fails(() => Autograd.GradCheck(WrongSquare, Leaf(0.5, 1, 2), fastMode: true)).Message;
        StringAssert.Contains(message, "Jacobian mismatch for output 0 with respect to input 0,\nnumerical:\n[[");
        StringAssert.Contains(message,
            "which fast mode compares. The Jacobians are:\nnumerical:\n[[1, 0, 0],\n [0, 2, 0],\n [0, 0, "
            + "4]]\nanalytical:\n[[1.5,   0,   0],");
        StringAssert.Contains(message, "The difference is largest at [2, 2]");
    }

    [TestMethod]
    public void FastModeSaysWhereFullModeWouldPass()
    {
        using var scope = NewDisposeScope();
        // The error of each element is below its tolerance. In the product with the directions the elements cancel, but their errors do
        // not.
        Tensor signs = cat([ones(50, dtype: float64), -ones(50, dtype: float64)]) * 1000, x = ones(100, dtype: float64).requires_grad_();
        Func<Tensor, Tensor> slightlyWrong = t =>
            CustomFunction.Apply((_, inputs) => [(inputs[0] * signs).sum()], (_, g) => [g[0]! * (signs + 0.9)], t)[0];
        Assert.IsTrue(Autograd.GradCheck(slightlyWrong, x));
        StringAssert.Contains(Fails(() => Autograd.GradCheck(slightlyWrong, x, fastMode: true)).Message,
            "Element by element they agree within the tolerances. The check passes with fastMode: false.");
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void TheOutputAndTheInputAreNamed(bool fast)
    {
        using var scope = NewDisposeScope();
        string message = Fails(() => Autograd.GradCheck(
            x => [x[0].detach(), x[1] * x[2], x[1] + WrongSquare(x[2])], [tensor(1.0), Leaf(1, 2), Leaf(3, 4)], fastMode: fast)).Message;
        StringAssert.Contains(message, "Jacobian mismatch for output 2 with respect to input 2,");
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void ThePartOfAComplexOutputIsNamed(bool fast)
    {
        using var scope = NewDisposeScope();
        string message = Fails(() => Autograd.GradCheck(t => complex(t, WrongSquare(t)), Leaf(1, 2), fastMode: fast)).Message;
        StringAssert.Contains(message,
            "While considering the imaginary part of complex outputs only, Jacobian mismatch for output 0 with respect to input 0,");
        message = Fails(() => Autograd.GradCheck(t => complex(WrongSquare(t), t), Leaf(1, 2), fastMode: fast)).Message;
        StringAssert.Contains(message, "While considering the real part of complex outputs only, Jacobian mismatch");
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void AGradientWithoutTheConjugateFails(bool fast)
    {
        using var scope = NewDisposeScope();
        Func<Tensor, Tensor> square(bool conjugate) => z => CustomFunction.Apply(
            (context, x) =>
            {
                context.SaveForBackward(x[0]);
                return [x[0] * x[0]];
            },
            (context, g) => [g[0]! * 2 * (conjugate ? context.SavedTensors[0].conj() : context.SavedTensors[0])], z)[0];
        Assert.IsTrue(Autograd.GradCheck(square(true), Complexes(), fastMode: fast));
        string message = Fails(() => Autograd.GradCheck(square(false), Complexes(), fastMode: fast)).Message;
        StringAssert.Contains(message, "numerical:\n[[4+2i, 0+0i],\n [0+0i, 2-1i]]\nanalytical:\n[[-4+2i,  0+0i],\n [ 0+0i, -2-1i]]\n");
    }

    [TestMethod]
    public void NoExceptionOnRequest()
    {
        using var scope = NewDisposeScope();
        Assert.IsFalse(Autograd.GradCheck(WrongSquare, Leaf(0.5, -1, 2), raiseException: false));
        Assert.IsFalse(Autograd.GradCheck(WrongSquare, Leaf(0.5, 1, 2), raiseException: false, fastMode: true));
        Assert.IsFalse(Autograd.GradGradCheck(CubeOfOneOrder, Leaf(0.5, -1, 2), raiseException: false));
    }

    [TestMethod]
    public void SinglePrecisionFailsAndIsToldWhy()
    {
        using var scope = NewDisposeScope();
        Tensor x = tensor([0.5f, -1f, 2f]).requires_grad_();
        string message = Fails(() => Autograd.GradCheck(t => t.pow(3), x)).Message;
        StringAssert.Contains(message, "Jacobian mismatch for output 0 with respect to input 0,");
        StringAssert.Contains(message, "The input is float32");
        Assert.IsTrue(Autograd.GradCheck(t => t.pow(3), x, eps: 1e-2, atol: 1e-2, rtol: 1e-2));
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void ABackwardThatDiffersTheSecondTime(bool fast)
    {
        using var scope = NewDisposeScope();
        int runs = 0;
        Func<Tensor, Tensor> noisy = t => CustomFunction.Apply((_, x) => [x[0] * 2], (_, g) => [g[0]! * (2 + 1e-9 * ++runs)], t)[0];
        string message = Fails(() => Autograd.GradCheck(noisy, Leaf(0.5, -1, 2), fastMode: fast)).Message;
        StringAssert.Contains(message,
            "Backward is not reentrant, i.e., running backward with same input and grad_output multiple times gives different values, "
            + "although analytical gradient "
            + "matches numerical gradient.The tolerance for nondeterminism was 0.0.");
        Assert.IsTrue(Autograd.GradCheck(noisy, Leaf(0.5, -1, 2), nondetTol: 1e-6, fastMode: fast));
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void NullForAnInputThatMattersCountsAsZeros(bool fast)
    {
        using var scope = NewDisposeScope();
        string message = Fails(() => Autograd.GradCheck(t => CustomFunction.Apply((_, x) => [x[0] * 2], (_, _) => [null], t)[0], Leaf(1, 2),
            fastMode: fast)).Message;
        StringAssert.Contains(message, "numerical:\n[[2, 0],\n [0, 2]]\nanalytical:\n[[0, 0],\n [0, 0]]");
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void ABackwardThatIsNotLinear(bool fast)
    {
        using var scope = NewDisposeScope();
        Func<Tensor, Tensor> addsOne = t => CustomFunction.Apply((_, x) => [x[0] * 2], (_, g) => [g[0]! * 2 + 1], t)[0];
        StringAssert.Contains(Fails(() => Autograd.GradCheck(addsOne, Leaf(1, 2, 3), fastMode: fast)).Message,
            "numerical:\n[[2, 0, 0],\n [0, 2, 0],\n [0, 0, 2]]\nanalytical:\n[[3, 1, 1],\n [1, 3, 1],\n [1, 1, 3]]");
        // The backward is right for every gradient that the comparison uses. Only gradients of zeros show the error.
        Func<Tensor, Tensor> onlyForZeros = t => CustomFunction.Apply((_, x) => [x[0] * 2],
            (_, g) => [g[0]! * 2 + g[0]!.eq(0).all().to_type(float64)], t)[0];
        StringAssert.Contains(Fails(() => Autograd.GradCheck(onlyForZeros, Leaf(1, 2, 3), fastMode: fast)).Message,
            "backward not multiplied by grad_output: the gradients of all outputs are 0, but the gradient of input 0 is not");
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void AnOutputThatIsCutFromTheGraphMayNotChange(bool fast)
    {
        using var scope = NewDisposeScope();
        StringAssert.Contains(Fails(() =>
            Autograd.GradCheck(x => [x[0].argmax(), x[1].detach() * 2], [Leaf(1, 2), Leaf(3)], fastMode: fast)).Message,
            "Numerical gradient for function expected to be zero: no output requires grad, but output 1 changes with input 1");
        StringAssert.Contains(Fails(() => Autograd.GradCheck(z => z.imag.detach(), Complexes(), fastMode: fast)).Message,
            "expected to be zero");
        using (no_grad())
            StringAssert.Contains(Fails(() => Autograd.GradCheck(sin, Leaf(1), fastMode: fast)).Message, "expected to be zero");
    }

    [TestMethod]
    public void NanIsCloseToNothing()
    {
        using var scope = NewDisposeScope();
        StringAssert.Contains(Fails(() => Autograd.GradCheck(sqrt, Leaf(-1))).Message, "numerical:\n[[NaN]]\nanalytical:\n[[NaN]]\n");
    }

    [TestMethod]
    public void ABigJacobianIsShownByItsCorners()
    {
        using var scope = NewDisposeScope();
        string message = Fails(() => Autograd.GradCheck(WrongSquare, arange(100, dtype: float64).requires_grad_())).Message;
        string[] lines = message.Split('\n');
        Assert.HasCount(2 + 2 * 10, lines);
        Assert.AreEqual("[[  0,   0,   0,   0, ...,   0,   0,   0,   0],", lines[2]);
        Assert.AreEqual(" ...,", lines[6]);
        Assert.AreEqual(" [  0,   0,   0,   0, ...,   0,   0,   0, 198]]", lines[10]);
        StringAssert.Contains(lines[^1], "The difference is largest at [99, 99]: numerical 198, analytical 297");
    }

    /// <summary>3 x g where 2 x g is right.</summary>
    private static Tensor WrongSquare(Tensor x) => CustomFunction.Apply(
        (context, inputs) =>
        {
            context.SaveForBackward(inputs[0]);
            return [inputs[0] * inputs[0]];
        },
        (context, g) => [g[0]! * context.SavedTensors[0] * 3], x)[0];

    /// <summary>A cube whose gradient is right, but the derivative of the gradient is lost.</summary>
    private static Tensor CubeOfOneOrder(Tensor x) => CustomFunction.Apply(
        (context, inputs) =>
        {
            context.SaveForBackward(inputs[0]);
            return [inputs[0].pow(3)];
        },
        (context, g) => [context.SavedTensors[0].detach().pow(2) * 3 * g[0]!], x)[0];
}
