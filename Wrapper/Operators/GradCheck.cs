using TorchSharp;
using static TorchSharp.torch;

namespace TorchBridge.Operators;

/// <summary>torch.autograd.gradcheck: what backward and forward mode say, against finite differences.</summary>
internal sealed class GradCheck
{
    private readonly GradCheckSettings _settings;
    private readonly GradCheckSubject _subject;
    private readonly Tensor[] _leaves, _outputs;
    private readonly int[] _differentiable;
    private readonly GradCheckNumeric _numeric;
    private readonly GradCheckReverse _reverse;
    private readonly Generator _random;

    private GradCheck(GradCheckSettings settings, GradCheckSubject subject, Generator random)
    {
        (_settings, _subject, _random) = (settings, subject, random);
        (_leaves, _outputs) = subject.Evaluate();
        subject.RefuseCapture(_outputs);
        _differentiable = [.. Enumerable.Range(0, _outputs.Length).Where(i => _outputs[i].requires_grad)];
        _numeric = new GradCheckNumeric(subject, settings, _outputs);
        _reverse = new GradCheckReverse(settings, _leaves);
    }

    public static bool Run(Func<Tensor[], Tensor[]> func, Tensor[] inputs, GradCheckSettings settings)
    {
        using DisposeScope scope = NewDisposeScope();
        using Generator random = RandomGradients.NewGenerator();
        var subject = new GradCheckSubject(func, inputs, settings);
        try
        {
            new GradCheck(settings, subject, random).Run();
            return true;
        }
        catch (GradCheckException) when (!settings.RaiseException)
        {
            return false;
        }
    }

    private void Run()
    {
        Direction[] directions = _settings.FastMode ? [.. _subject.Wanted.Select(i => Direction.In(_subject.Input(i), _random))] : [];
        Differences?[][] differences = [.. _subject.Wanted.Select((input, i) => _settings.FastMode ? _numeric.Along(input, directions[i]) : _numeric.Jacobian(input))];
        if (_differentiable.Length == 0)
            AllConstant(differences);
        foreach (int output in _differentiable)
            foreach (OutputPart part in OutputPart.All(_outputs[output]))
                if (_settings.FastMode)
                    FastReverse(output, part, directions, differences);
                else
                    SlowReverse(output, part, differences);
        var rules = new GradCheckRules(_settings, _subject);
        if (_settings.CheckBatchedGrad)
            foreach (int output in _differentiable)
                rules.SameInABatch(_leaves, _outputs[output], output, _random);
        rules.ZeroForZero(_leaves, [.. _differentiable.Select(i => _outputs[i])]);
        rules.ZeroForNothing(_differentiable.Length);
    }

    /// <summary>Where no output requires grad, none may change.</summary>
    private void AllConstant(Differences?[][] differences)
    {
        for (int i = 0; i < differences.Length; i++)
            for (int output = 0; output < _outputs.Length; output++)
                if (differences[i][output] is { } found && !(Constant(found.Real) && (found.Imaginary is null || Constant(found.Imaginary))))
                    throw GradCheckFailure.NotConstant(_settings, output, _subject.Wanted[i]);

        bool Constant(Tensor change) => _settings.FastMode
            ? change.numel() == 0 || !(change.abs().max().to(float64, CPU).item<double>() > _settings.NondetTol)
            : Comparison.IsZero(change);
    }

    private void SlowReverse(int output, OutputPart part, Differences?[][] differences)
    {
        Tensor[] analytical = _reverse.Jacobian(part.Of(_outputs[output]));
        for (int i = 0; i < analytical.Length; i++)
        {
            Tensor numerical = differences[i][output]!.Value.Gradient(part);
            if (!Comparison.Close(analytical[i], numerical, _settings.Rtol, _settings.Atol))
                throw GradCheckFailure.Mismatch(_settings, Where(output, part, i), analytical[i], numerical, _leaves[i]);
        }
    }

    /// <summary>vᵀ J u for random u and v, from either side.</summary>
    private void FastReverse(int output, OutputPart part, Direction[] directions, Differences?[][] differences)
    {
        Tensor value = part.Of(_outputs[output]), v = Direction.In(value, _random).Real;
        Tensor[] gradients = _reverse.Along(value, v);
        for (int i = 0; i < gradients.Length; i++)
        {
            Direction u = directions[i];
            Tensor analytical = u.Imaginary is null ? Dot(gradients[i], u.Real) : complex(Dot(real(gradients[i]), u.Real), Dot(imag(gradients[i]), u.Imaginary));
            Tensor numerical = Dot(differences[i][output]!.Value.Gradient(part).reshape(-1), v);
            double atol = _settings.Atol * Sum(u.Real) * Sum(v);
            if (!Comparison.Close(analytical, numerical, _settings.Rtol, atol))
                throw GradCheckFailure.FastMismatch(_settings, Where(output, part, i), analytical, numerical, _leaves[i],
                    () => (_reverse.Jacobian(value)[i], _numeric.Jacobian(_subject.Wanted[i])[output]!.Value.Gradient(part)));
        }
    }

    private GradCheckFailure.Where Where(int output, OutputPart part, int i) => new(output, _subject.Wanted[i], OutputPart: part.Name);

    private static Tensor Dot(Tensor a, Tensor b) => a.mul(b).sum();

    private static double Sum(Tensor tensor) => tensor.sum().to(float64, CPU).item<double>();
}
