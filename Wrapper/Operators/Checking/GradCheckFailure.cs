using System.Globalization;
using System.Numerics;

namespace TorchBridge.Operators.Checking;

/// <summary>The messages of failed gradient checks. Each contains PyTorch's own phrase.</summary>
internal static class GradCheckFailure
{
    /// <summary>Identifies a derivative: the output or a part of it, the input or an axis of it, and the mode that computed it.</summary>
    internal readonly record struct Where(int Output, int Input, string? OutputPart = null, string? InputPart = null, bool Forward = false)
    {
        public override string ToString() =>
            (OutputPart is not null ? $"While considering the {OutputPart} part of complex outputs only, " : "")
            + (InputPart is not null ? $"While considering the {InputPart} part of complex inputs only, " : "")
            + $"Jacobian {(Forward ? "computed with forward mode " : "")}mismatch for output {Output} with respect to input {Input},";
    }

    /// <summary>Shows both Jacobians and the element where they differ most.</summary>
    public static GradCheckException Mismatch(GradCheckSettings settings, Where where, Tensor analytical, Tensor numerical, Tensor input)
    {
        if (!settings.RaiseException)
            return new GradCheckException($"{settings.Api}: {where}");
        return new GradCheckException($"{settings.Api}: "
            + $"{where}\n{Both(analytical, numerical)}\n{Worst(settings, analytical, numerical)}{Hint(input)}");
    }

    /// <summary>
    /// Shows the two numbers of fast mode, and then both Jacobians as above. <paramref name="jacobians"/> computes the analytical and the
    /// numerical one.
    /// </summary>
    public static GradCheckException FastMismatch(GradCheckSettings settings, Where where, Tensor analytical, Tensor numerical,
        Tensor input, Func<(Tensor Analytical, Tensor Numerical)> jacobians)
    {
        if (!settings.RaiseException)
            return new GradCheckException($"{settings.Api}: {where}");
        (Tensor slow, Tensor slowNumerical) = jacobians();
        string verdict = Comparison.Close(slow, slowNumerical, settings.Rtol, settings.Atol)
            ? "Element by element they agree within the tolerances. The check passes with fastMode: false."
            : Worst(settings, slow, slowNumerical);
        return new GradCheckException(
            $"{settings.Api}: {where}\n{Both(analytical.reshape(1, -1), numerical.reshape(1, -1))}\n"
            + "These are products with random vectors, which fast mode compares. The Jacobians are:\n"
            + $"{Both(slow, slowNumerical)}\n{verdict}{Hint(input)}");
    }

    public static GradCheckException NotReentrant(GradCheckSettings settings) => new(
        // PyTorch's sentence, including its missing space, so that a search finds it.
        $"{settings.Api}: Backward is not reentrant, i.e., running backward with same input and grad_output multiple times gives "
        + "different values, although analytical gradient matches numerical gradient.The tolerance for nondeterminism was "
        + $"{Decimal(settings.NondetTol)}. If the backward may differ by rounding, pass a larger nondetTol.");

    public static GradCheckException NotConstant(GradCheckSettings settings, int output, int input) => new(
        $"{settings.Api}: Numerical gradient for function expected to be zero: no output requires grad, but output {output} changes with "
        + $"input {input}. Look for a detach, a no_grad or a read of a tensor's value between them, and remove it.");

    public static GradCheckException NotMultiplied(GradCheckSettings settings, int input) => new(
        $"{settings.Api}: backward not multiplied by grad_output: the gradients of all outputs are 0, but the gradient of input {input} is "
        + "not. Multiply by the gradients of the outputs in backward.");

    public static GradCheckException NotLike(GradCheckSettings settings, int input, string what, string gradient, string expected) => new(
        $"{settings.Api}: grad is incorrect {what}: the gradient of input {input} has the {what} {gradient}, and the input has "
        + $"{expected}. Return a gradient of the same {what} from backward.");

    public static GradCheckException NotZeroForUndefined(GradCheckSettings settings, int input) => new(
        $"{settings.Api}: Expected all input grads to be undefined or zero when all output grads are undefined or zero: the gradient of "
        + $"input {input} is not. In backward, treat null for the gradient of an output as zeros.");

    public static GradCheckException UndefinedThrows(GradCheckSettings settings, Exception thrown) => new(
        $"{settings.Api}: Expected backward function to handle undefined output grads, but it threw {thrown.GetType().Name} (inside): "
        + $"{FirstLine(thrown)} With MaterializeGrads = false, backward gets null for an output that was not used. Handle null there, or "
        + "leave MaterializeGrads true.", thrown);

    public static GradCheckException BatchedThrows(GradCheckSettings settings, int output, Exception thrown) => new(
        $"{settings.Api}: While computing batched gradients of output {output}, got: {FirstLine(thrown)} A backward that reads the "
        + "values of its tensors can't compute several gradients at once. Use tensor operations instead, or set checkBatchedGrad to "
        + "false.", thrown);

    public static GradCheckException BatchedDiffers(GradCheckSettings settings, int output, int input, Tensor batched, Tensor rows) => new(
        $"{settings.Api}: For output {output} and input {input}: gradcheck or gradgradcheck failed while testing batched gradient "
        + "computation. Two gradients that were computed at once differ from the same gradients computed one after the other.\n"
        + $"Got:\n{MatrixText.Of(batched.reshape(2, -1))}\nExpected:\n{MatrixText.Of(rows.reshape(2, -1))}");

    public static GradCheckException MissingTangent(GradCheckSettings settings, int output, int input) => new(
        $"{settings.Api}: Mismatch in tangent values for output with index: {output} when input: {input} has an undefined tangent value. "
        + "In jvp, treat a missing tangent as zeros.");

    public static GradCheckException OtherType(GradCheckSettings settings, int input, Tensor gradient, Tensor expected) => new(
        $"{settings.Api}: Gradient has dtype mismatch: the gradient of input {input} is {Describe.Type(gradient.dtype)}, and the input is "
        + $"{Describe.Type(expected.dtype)}. Return a gradient of the same type from backward.");

    public static GradCheckException BatchedForwardThrows(GradCheckSettings settings, int input, Exception thrown) => new(
        $"{settings.Api}: While computing batched gradients in forward mode, in input {input}, got: {FirstLine(thrown)} A function that "
        + "reads the values of its tensors can't compute several tangents at once. Use tensor operations instead, or set "
        + "checkBatchedForwardGrad to false.", thrown);

    public static GradCheckException BatchedForwardDiffers(GradCheckSettings settings, int output, int input, Tensor batched,
        Tensor rows) => new(
        $"{settings.Api}: For output {output} and input {input}: gradcheck or gradgradcheck failed while testing batched gradient "
        + "computation in forward mode. Two tangents that were computed at once differ from the same tangents computed one after the "
        + "other.\n"
        + $"Got:\n{MatrixText.Of(batched.reshape(2, -1))}\nExpected:\n{MatrixText.Of(rows.reshape(2, -1))}");

    private static string Both(Tensor analytical, Tensor numerical) =>
        $"numerical:\n{MatrixText.Of(numerical)}\nanalytical:\n{MatrixText.Of(analytical)}";

    private static string Worst(GradCheckSettings settings, Tensor analytical, Tensor numerical)
    {
        using Scalar relative = settings.Rtol.ToScalar();
        Tensor excess = analytical.sub(numerical).abs().sub(numerical.abs().mul(relative)).reshape(-1);
        long worst = excess.argmax().cpu().item<long>(), columns = numerical.size(1);
        Complex a = At(analytical, worst), n = At(numerical, worst);
        bool complex = analytical.is_complex() || numerical.is_complex();
        return $"Rows are the elements of the input, and columns are the elements of the output. The difference is largest at "
            + $"[{worst / columns}, {worst % columns}]: numerical {MatrixText.Of(n, complex)}, "
            + $"analytical {MatrixText.Of(a, complex)}, where atol {Decimal(settings.Atol)} and rtol {Decimal(settings.Rtol)} allow a "
            + $"difference of {MatrixText.Of(settings.Atol + settings.Rtol * Complex.Abs(n), false)}.";
    }

    private static Complex At(Tensor matrix, long element) => MatrixText.Values(matrix.reshape(-1).narrow(0, element, 1))[0];

    private static string Hint(Tensor input) => input.dtype is ScalarType.Float64 or ScalarType.ComplexFloat64
        ? ""
        : $" The input is {Describe.Type(input.dtype)}: the default eps and tolerances are for double precision. Convert it to float64 or "
            + "complex128, or pass other values.";

    /// <summary>As Python writes it: 0.0, not 0.</summary>
    private static string Decimal(double value) =>
        value.ToString(value == Math.Floor(value) && value < 1e15 ? "F1" : "R", CultureInfo.InvariantCulture);

    /// <summary>The first line of a message, without the C++ frames of a native error.</summary>
    private static string FirstLine(Exception thrown) => thrown.Message.TrimStart().Split('\n')[0];
}
