using TorchBridge.Engine;
using TorchBridge.Operators.Functions;
using TorchBridge.Operators.Reverse;

namespace TorchBridge.Operators.Checking;

/// <summary>
/// The rules that a gradient check tests besides the values: backward is linear in the gradients that it gets, it accepts missing
/// gradients, and it can run for several gradients at once.
/// </summary>
internal sealed class BackwardRules(GradCheckSettings settings, GradCheckSubject subject)
{
    /// <summary>
    /// Checks that gradients of zeros give gradients of zeros that have the types and shapes of the inputs. This pass frees the graph.
    /// </summary>
    public void ZeroForZero(Tensor[] leaves, Tensor[] outputs)
    {
        Tensor?[] gradients = Grads(outputs, leaves);
        for (int i = 0; i < gradients.Length; i++)
        {
            if (gradients[i] is not { } gradient)
                continue;
            int input = subject.Wanted[i];
            if (gradient.is_sparse)
                throw GradCheckFailure.NotLike(settings, input, "layout", "sparse", "strided");
            if (!Comparison.IsZero(gradient))
                throw GradCheckFailure.NotMultiplied(settings, input);
            if (gradient.dtype != leaves[i].dtype)
                throw GradCheckFailure.NotLike(settings, input, "type", Describe.Type(gradient.dtype), Describe.Type(leaves[i].dtype));
            if (!Shapes.Same(gradient, leaves[i]))
                throw GradCheckFailure.NotLike(settings, input, "size", Describe.Shape(gradient), Describe.Shape(leaves[i]));
        }
    }

    /// <summary>
    /// Checks that backward accepts missing gradients: first of all outputs, and then of each output if there are several.
    /// </summary>
    public void ZeroForNothing(int outputCount)
    {
        Undefined(_ => true);
        for (int missing = 0; missing < outputCount && outputCount > 1; missing++)
            Undefined(output => output == missing);
    }

    /// <summary>Checks that two gradients that are computed at once are the same as two that are computed one after the other.</summary>
    public void SameInABatch(Tensor[] leaves, Tensor output, int index, Generator random)
    {
        Tensor batch = RandomGradients.Like(output, [2, .. Shapes.Of(output)], random);
        Tensor[] inTurn = [.. Enumerable.Range(0, 2).Select(row => batch.select(0, row))];
        Tensor[][] rows = [.. inTurn.Select(cotangent =>
            Found(leaves, Grad.Run([output], leaves, [cotangent], true, false, true, false, batched: false)))];
        Tensor?[] atOnce;
        try
        {
            atOnce = Grad.Run([output], leaves, [batch], true, false, true, false, batched: true);
        }
        catch (Exception thrown)
        {
            throw GradCheckFailure.BatchedThrows(settings, index, thrown);
        }
        for (int i = 0; i < leaves.Length; i++)
        {
            Tensor expected = stack([rows[0][i], rows[1][i]]), result = atOnce[i] ?? zeros_like(expected);
            if (!allclose(result, expected))
                throw GradCheckFailure.BatchedDiffers(settings, index, subject.Wanted[i], result, expected);
        }
    }

    private void Undefined(Predicate<int> missing)
    {
        (Tensor[] leaves, Tensor[] all) = subject.Evaluate();
        Tensor[] outputs = [.. all.Where(output => output.requires_grad).Select((output, i) => missing(i)
            ? WithoutGradient(output)
            : output)];
        Tensor?[] gradients;
        try
        {
            gradients = Grads(outputs, leaves);
        }
        catch (Exception thrown)
        {
            throw GradCheckFailure.UndefinedThrows(settings, thrown);
        }
        for (int i = 0; i < gradients.Length; i++)
            if (gradients[i] is { } gradient && !Comparison.IsZero(gradient))
                throw GradCheckFailure.NotZeroForUndefined(settings, subject.Wanted[i]);
    }

    /// <summary>The same output behind a function whose backward returns no gradient.</summary>
    private Tensor WithoutGradient(Tensor output) =>
        FunctionApplication.RunPlain(settings.Api, [output], _ => [output], (_, _) => [null])[0];

    private Tensor?[] Grads(Tensor[] outputs, Tensor[] leaves) => outputs.Length == 0
        ? new Tensor?[leaves.Length]
        : Pass.Gradients(settings.Api, outputs, Array.ConvertAll(outputs, output => zeros(Shapes.Of(output), output.dtype, output.device)),
            leaves, retainGraph: false, createGraph: false);

    private static Tensor[] Found(Tensor[] leaves, Tensor?[] gradients) =>
        [.. leaves.Select((leaf, i) => gradients[i] ?? zeros_like(leaf))];
}
