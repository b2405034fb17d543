namespace TorchBridge.Operators.Checking;

/// <summary>The numerical Jacobians of a gradient check: (f(x + h) - f(x - h)) / 2 eps, on a copy of the inputs.</summary>
internal sealed class NumericalJacobian(GradCheckSubject subject, GradCheckSettings settings, Tensor[] outputs)
{
    private readonly Tensor[] _point = subject.Point();

    /// <summary>
    /// The Jacobian of each output with respect to one input, with a step for each element. Null for an output of integers, which has no
    /// derivative.
    /// </summary>
    public Differences?[] Jacobian(int input)
    {
        Tensor whole = _point[input];
        long[] shape = Shapes.Of(whole), strides = whole.stride();
        long start = whole.storage_offset();
        return Axes(
            element => whole.as_strided([1], [1], start + Offset(element, shape, strides)),
            whole.reshape(-1, 1).clone(), tensor(settings.Eps), complex(tensor(0.0), tensor(settings.Eps)));
    }

    /// <summary>The Jacobians times a direction of length 1, by a single step. A complex input has one direction for each axis.</summary>
    public Differences?[] Along(int input, Direction direction)
    {
        Tensor whole = _point[input];
        using Scalar eps = settings.Eps.ToScalar();
        Tensor step = direction.Real.mul(eps).view(Shapes.Of(whole));
        return Axes(_ => whole, whole.unsqueeze(0).clone(), step, direction.Imaginary is { } along
            ? complex(zeros_like(step), along.mul(eps).view(Shapes.Of(whole))) : null);
    }

    private Differences?[] Axes(Func<int, Tensor> place, Tensor values, Tensor step, Tensor? imaginaryStep)
    {
        Tensor?[] real = Axis(place, values, step), imaginary = values.is_complex()
            ? Axis(place, values, imaginaryStep!)
            : new Tensor?[real.Length];
        return [.. real.Zip(imaginary, (x, y) => x is null ? (Differences?)null : new Differences(x, y))];
    }

    /// <summary>Writes each row of the values, minus a step and plus a step, to its place, and computes the function there.</summary>
    private Tensor?[] Axis(Func<int, Tensor> place, Tensor values, Tensor step)
    {
        Tensor less = values.sub(step), more = values.sub(step.neg());
        Tensor?[] below = Rows(values.size(0)), above = Rows(values.size(0));
        for (int row = 0; row < values.size(0); row++)
        {
            using (NewDisposeScope())
            {
                Tensor here = place(row);
                here.copy_(less.select(0, row));
                Record(below, row);
                here.copy_(more.select(0, row));
                Record(above, row);
                here.copy_(values.select(0, row));
            }
            settings.Report?.Step(2);
        }
        using Scalar width = (2 * settings.Eps).ToScalar();
        return [.. above.Zip(below, (a, b) => a?.sub_(b!).div_(width))];
    }

    private Tensor?[] Rows(long count) => [.. outputs.Select(output =>
        output.is_floating_point() || output.is_complex() ? empty([count, output.numel()], output.dtype, output.device) : null)];

    private void Record(Tensor?[] rows, int row)
    {
        Tensor[] found = subject.Call(subject.Arguments(_point));
        if (found.Length != rows.Length)
            throw ArgumentMessages.OutputCountChanges(settings.Api, GradCheckSubject.Func, rows.Length, found.Length);
        for (int i = 0; i < found.Length; i++)
        {
            if (!Shapes.Same(found[i], outputs[i]))
                throw ArgumentMessages.OutputShapeChanges(settings.Api, GradCheckSubject.Func, i, outputs[i], found[i]);
            if (found[i].dtype != outputs[i].dtype)
                throw ArgumentMessages.OutputTypeChanges(settings.Api, GradCheckSubject.Func, i, outputs[i], found[i]);
            rows[i]?.select(0, row).copy_(found[i].detach().reshape(-1));
        }
        GC.KeepAlive(found);
    }

    /// <summary>The offset of an element in memory. Elements are counted row by row.</summary>
    private static long Offset(long element, long[] shape, long[] strides)
    {
        long offset = 0;
        for (int i = shape.Length - 1; i >= 0; i--)
        {
            offset += element % shape[i] * strides[i];
            element /= shape[i];
        }
        return offset;
    }
}
