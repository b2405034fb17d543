using TorchBridge.Engine;
using TorchBridge.Operators.Batching;
using TorchBridge.Operators.Forward;

namespace TorchBridge.Operators.Checking;

/// <summary>The Jacobians of a function in forward mode, in the form of <see cref="NumericalJacobian"/>.</summary>
/// <param name="settings">The settings.</param>
/// <param name="subject">The function's inputs and the point.</param>
/// <param name="func">The function.</param>
/// <param name="outputs">The function's outputs at the point.</param>
internal sealed class ForwardJacobian(GradCheckSettings settings, GradCheckSubject subject, Func<Tensor[], Tensor[]> func, Tensor[] outputs)
{
    private readonly Tensor[] _point = subject.Point();

    /// <summary>The Jacobian of each output with respect to one input.</summary>
    public Differences?[] Jacobian(int input)
    {
        Tensor at = _point[input], one = ones([], at.dtype), i = complex(tensor(0.0), tensor(1.0));
        return Axes(input, at.numel(), row => Unit(row, one), row => Unit(row, i));

        Tensor Unit(int row, Tensor value)
        {
            Tensor tangent = zeros_like(at).contiguous();
            tangent.view(-1).select(0, row).copy_(value);
            return tangent;
        }
    }

    /// <summary>The Jacobians times a direction of length 1. A complex input has one direction for each axis.</summary>
    public Differences?[] Along(int input, Direction direction) =>
        Axes(input, 1, _ => Tangent(input, direction.Real, null), _ => Tangent(input, null, direction.Imaginary));

    /// <summary>
    /// Checks that a missing tangent of one input has the effect of a tangent of zeros, for any tangents of the other inputs.
    /// </summary>
    public void ZeroForNothing(Direction[] directions)
    {
        Tensor[] tangents = [.. subject.Wanted.Select((input, i) => Tangent(input, directions[i].Real, directions[i].Imaginary))];
        for (int i = 0; i < tangents.Length; i++)
        {
            Tensor?[] missing = [.. tangents], zero = [.. tangents];
            (missing[i], zero[i]) = (null, zeros_like(tangents[i]));
            Tensor?[] withNone = Tangents(missing), withZeros = Tangents(zero);
            for (int output = 0; output < outputs.Length; output++)
                if (withNone[output] is { } found && withZeros[output] is { } expected && !Comparison.Close(found, expected, 1e-5, 1e-8))
                    throw GradCheckFailure.MissingTangent(settings, output, subject.Wanted[i]);
        }
    }

    /// <summary>Checks that two tangents that are computed at once are the same as two that are computed one after the other.</summary>
    public void SameInABatch(int input, Generator random)
    {
        Tensor batch = RandomGradients.Like(_point[input], [2, .. Shapes.Of(_point[input])], random);
        Tensor[][] rows = [.. Enumerable.Range(0, 2).Select(row => OrZeros(Tangents(OneTangent(input, batch.select(0, row)))))];
        Tensor[] atOnce;
        try
        {
            atOnce = Vmap.Run(tangent => OrZeros(AtLevel(AllTangents(OneTangent(input, tangent[0]))).Tangents), [batch], [0],
                count => [.. Enumerable.Repeat((int?)0, count)], VmapRandomness.Same, null);
        }
        catch (Exception thrown)
        {
            throw GradCheckFailure.BatchedForwardThrows(settings, input, thrown);
        }
        for (int i = 0; i < outputs.Length; i++)
        {
            Tensor expected = stack([rows[0][i], rows[1][i]]);
            if (!Comparison.Close(atOnce[i], expected, 1e-5, 1e-8))
                throw GradCheckFailure.BatchedForwardDiffers(settings, i, input, atOnce[i], expected);
        }
    }

    /// <summary>The tangents of the wanted inputs if only one of them has one.</summary>
    private Tensor?[] OneTangent(int input, Tensor tangent) => Array.ConvertAll(subject.Wanted, other => other == input ? tangent : null);

    private Tensor[] OrZeros(Tensor?[] tangents) => [.. tangents.Select((tangent, i) => tangent ?? zeros_like(outputs[i]).detach())];

    private Differences?[] Axes(int input, long count, Func<int, Tensor> real, Func<int, Tensor> imaginary)
    {
        Tensor?[] x = Axis(input, count, real), y = _point[input].is_complex() ? Axis(input, count, imaginary) : new Tensor?[x.Length];
        return [.. x.Zip(y, (a, b) => a is null ? (Differences?)null : new Differences(a, b))];
    }

    private Tensor?[] Axis(int input, long count, Func<int, Tensor> tangent)
    {
        Tensor?[] rows = [.. outputs.Select(output => output.requires_grad
            ? zeros([count, output.numel()], output.dtype, output.device)
            : null)];
        for (int row = 0; row < count; row++)
        {
            using (NewDisposeScope())
            {
                Tensor?[] found = Tangents([.. subject.Wanted.Select(other => other == input ? tangent(row) : zeros_like(_point[other]))]);
                for (int i = 0; i < rows.Length; i++)
                    if (found[i] is { } change)
                        rows[i]?.select(0, row).copy_(change.detach().reshape(-1));
            }
            settings.Report?.Step();
        }
        return rows;
    }

    /// <summary>The tangents of the outputs for the tangents of the wanted inputs, which may be null.</summary>
    private Tensor?[] Tangents(Tensor?[] tangents)
    {
        Tensor?[] all = AllTangents(tangents);
        Tensor?[] found = Capabilities.ForwardMode ? OnDuals(all) : AtLevel(all).Tangents;
        return found.Length == outputs.Length
            ? found
            : throw ArgumentMessages.OutputCountChanges(settings.Api, GradCheckSubject.Func, outputs.Length, found.Length);
    }

    /// <summary>Tangents of all inputs from those of the wanted ones.</summary>
    private Tensor?[] AllTangents(Tensor?[] tangents)
    {
        var all = new Tensor?[_point.Length];
        for (int i = 0; i < tangents.Length; i++)
            all[subject.Wanted[i]] = tangents[i];
        return all;
    }

    private Pushed<int> AtLevel(Tensor?[] tangents) =>
        new Pushforward<int>(settings.Api, arguments => (func(arguments), 0), _point).Apply(tangents);

    /// <summary>
    /// Runs the function on dual numbers without a functorch level. So the function may read the values of its arguments, as it may in the
    /// other parts of the check.
    /// </summary>
    private Tensor?[] OnDuals(Tensor?[] tangents)
    {
        using var level = new DualLevelClaim();
        Tensor[] arguments = [.. _point.Select((value, i) => tangents[i] is { } tangent
            ? DualTensor.Make(settings.Api, value.detach(), tangent) : value.detach())];
        using var modes = new KeptModes();
        return Array.ConvertAll(Guard.UsableResult(func(arguments), settings.Api, GradCheckSubject.Func), output =>
            DualTensor.Unpack(settings.Api, output).Tangent);
    }

    /// <summary>The tangent real + i imaginary in the shape and type of the input.</summary>
    private Tensor Tangent(int input, Tensor? real, Tensor? imaginary)
    {
        Tensor at = _point[input];
        Tensor flat = imaginary is null ? real! : complex(real ?? zeros_like(imaginary), imaginary);
        return flat.to(at.dtype).view(Shapes.Of(at));
    }
}
