using TorchBridge.Engine;

namespace TorchBridge.Operators.Checking;

/// <summary>torch.autograd.gradcheck: compares the derivatives of backward and of forward mode with finite differences.</summary>
internal sealed class GradCheck
{
    private readonly GradCheckSettings _settings;
    private readonly GradCheckSubject _subject;
    private readonly Generator _random;
    private readonly Tensor[] _leaves, _outputs;
    private readonly int[] _differentiable;
    private readonly Direction[] _directions;
    private readonly NumericalJacobian _numeric;
    private readonly Differences?[][] _differences;

    private GradCheck(GradCheckSettings settings, GradCheckSubject subject, Generator random)
    {
        (_settings, _subject, _random) = (settings, subject, random);
        (_leaves, _outputs) = subject.Evaluate();
        subject.RefuseCapture(_outputs);
        _differentiable = [.. Enumerable.Range(0, _outputs.Length).Where(i => _outputs[i].requires_grad)];
        _directions = [.. subject.Wanted.Select(input => Direction.In(subject.Input(input), random))];
        settings.Report?.Plan(Steps());
        _numeric = new NumericalJacobian(subject, settings, _outputs);
        _differences = [.. subject.Wanted.Select((input, i) => settings.Options.FastMode
            ? _numeric.Along(input, _directions[i])
            : _numeric.Jacobian(input))];
    }

    public static bool Run(Func<Tensor[], Tensor[]> func, Tensor[] inputs, GradCheckSettings settings) =>
        ProgressReport.Run(settings.Options.Progress, report => Reported(func, inputs, settings with { Report = report }));

    /// <summary>The same with its progress reported by the settings.</summary>
    public static bool Reported(Func<Tensor[], Tensor[]> func, Tensor[] inputs, GradCheckSettings settings)
    {
        bool right = IsRight(func, inputs, settings);
        settings.Report?.Finish();
        return right;
    }

    private static bool IsRight(Func<Tensor[], Tensor[]> func, Tensor[] inputs, GradCheckSettings settings)
    {
        using DisposeScope scope = NewDisposeScope();
        using Generator random = RandomGradients.NewGenerator();
        var subject = new GradCheckSubject(func, inputs, settings);
        try
        {
            var check = new GradCheck(settings, subject, random);
            if (check._differentiable.Length == 0)
                check.AllConstant();
            if (settings.Options.CheckBackwardAd)
                check.Reverse();
            if (settings.Options.CheckForwardAd)
                check.Forward(func);
            if (settings.Options.CheckBackwardAd)
                check.Rules();
            return true;
        }
        catch (GradCheckException) when (!settings.RaiseException)
        {
            return false;
        }
    }

    /// <summary>
    /// The number of calls of the function and of backward passes that compute the Jacobians. The other checks add only a few.
    /// </summary>
    private long Steps()
    {
        GradCheckOptions options = _settings.Options;
        long columns = _leaves.Sum(leaf => Size(leaf) * InputAxis.All(leaf).Length),
            rows = _differentiable.Sum(output => Size(_outputs[output]) * OutputPart.All(_outputs[output]).Length);
        return 2 * columns + (options.CheckBackwardAd ? 2 * rows : 0) + (options.CheckForwardAd ? columns : 0);

        long Size(Tensor tensor) => options.FastMode ? 1 : tensor.numel();
    }

    /// <summary>Checks that no output changes with the inputs if no output requires grad.</summary>
    private void AllConstant()
    {
        for (int i = 0; i < _differences.Length; i++)
            for (int output = 0; output < _outputs.Length; output++)
                if (_differences[i][output] is { } found
                    && !(Constant(found.Real) && (found.Imaginary is null || Constant(found.Imaginary))))
                    throw GradCheckFailure.NotConstant(_settings, output, _subject.Wanted[i]);

        bool Constant(Tensor change) => _settings.Options.FastMode
            ? Comparison.Close(change, zeros_like(change), 0, _settings.NondetTol)
            : Comparison.IsZero(change);
    }

    private void Reverse()
    {
        var reverse = new ReverseJacobian(_settings, _leaves, _subject.Wanted);
        foreach (int output in _differentiable)
            foreach (OutputPart part in OutputPart.All(_outputs[output]))
                if (_settings.Options.FastMode)
                    FastReverse(reverse, output, part);
                else
                    SlowReverse(reverse, output, part);
    }

    private void SlowReverse(ReverseJacobian reverse, int output, OutputPart part)
    {
        Tensor[] analytical = reverse.Jacobian(part.Of(_outputs[output]));
        for (int i = 0; i < analytical.Length; i++)
            Compare(i, new(output, _subject.Wanted[i], part.Name), analytical[i], _differences[i][output]!.Value.Gradient(part));
    }

    /// <summary>Compares vᵀ J u for random u and v, computed by backward and by differences.</summary>
    private void FastReverse(ReverseJacobian reverse, int output, OutputPart part)
    {
        Tensor value = part.Of(_outputs[output]), v = Direction.In(value, _random).Real;
        Tensor[] gradients = reverse.Along(value, v);
        for (int i = 0; i < gradients.Length; i++)
        {
            (Direction u, int at) = (_directions[i], i);
            Tensor analytical = u.Imaginary is null

                ? Dot(gradients[i], u.Real)
                : complex(Dot(real(gradients[i]), u.Real), Dot(imag(gradients[i]), u.Imaginary));
            Tensor numerical = Dot(_differences[i][output]!.Value.Gradient(part).reshape(-1), v);
            CompareAlong(i, new(output, _subject.Wanted[i], part.Name), analytical, numerical, Sum(u.Real) * Sum(v),
                () => (reverse.Jacobian(value)[at], _numeric.Jacobian(_subject.Wanted[at])[output]!.Value.Gradient(part)));
        }
    }

    private void Forward(Func<Tensor[], Tensor[]> func)
    {
        var forward = new ForwardJacobian(_settings, _subject, func, _outputs);
        for (int i = 0; i < _directions.Length; i++)
        {
            int input = _subject.Wanted[i];
            Differences?[] found = _settings.Options.FastMode ? forward.Along(input, _directions[i]) : forward.Jacobian(input);
            foreach (int output in _differentiable)
                foreach (InputAxis axis in InputAxis.All(_leaves[i]))
                    SameForward(forward, i, output, axis, found);
        }
        if (_settings.Options.CheckUndefinedGrad)
            forward.ZeroForNothing(_directions);
        if (_settings.Options.CheckBatchedForwardGrad)
            foreach (int input in _subject.Wanted)
                forward.SameInABatch(input, _random);
    }

    private void SameForward(ForwardJacobian forward, int i, int output, InputAxis axis, Differences?[] found)
    {
        int input = _subject.Wanted[i];
        Tensor analytical = axis.Of(found, output), numerical = axis.Of(_differences[i], output);
        GradCheckFailure.Where where = new(output, input, InputPart: axis.Name, Forward: true);
        if (_settings.Options.FastMode)
            CompareAlong(i, where, analytical, numerical, Sum(axis.Of(_directions[i])),
                () => (axis.Of(forward.Jacobian(input), output), axis.Of(_numeric.Jacobian(input), output)));
        else
            Compare(i, where, analytical, numerical);
    }

    /// <summary>Checks that two Jacobians with respect to one input agree.</summary>
    private void Compare(int i, GradCheckFailure.Where where, Tensor analytical, Tensor numerical)
    {
        if (!Comparison.Close(analytical, numerical, _settings.Rtol, _settings.Atol))
            throw GradCheckFailure.Mismatch(_settings, where, analytical, numerical, _leaves[i]);
    }

    /// <summary>
    /// Checks that the products with directions agree. The tolerance grows with the directions. <paramref name="jacobians"/> computes both
    /// whole Jacobians.
    /// </summary>
    private void CompareAlong(int i, GradCheckFailure.Where where, Tensor analytical, Tensor numerical, double scale,
        Func<(Tensor Analytical, Tensor Numerical)> jacobians)
    {
        if (!Comparison.Close(analytical, numerical, _settings.Rtol, _settings.Atol * scale))
            throw GradCheckFailure.FastMismatch(_settings, where, analytical, numerical, _leaves[i], jacobians);
    }

    private void Rules()
    {
        var rules = new BackwardRules(_settings, _subject);
        if (_settings.Options.CheckBatchedGrad)
            foreach (int output in _differentiable)
                rules.SameInABatch(_leaves, _outputs[output], output, _random);
        rules.ZeroForZero(_leaves, [.. _differentiable.Select(i => _outputs[i])]);
        if (_settings.Options.CheckUndefinedGrad)
            rules.ZeroForNothing(_differentiable.Length);
    }

    private static Tensor Dot(Tensor a, Tensor b) => a.mul(b).sum();

    private static double Sum(Tensor tensor) => tensor.sum().to(float64, CPU).item<double>();
}
