using TorchBridge.Oracle.Cases;
using TorchBridge.Oracle.Functions;
using TorchBridge.Oracle.Protocol;

namespace TorchBridge.Oracle.Corpus;

/// <summary>
/// Backward steps without a graph: every pass that succeeds adds its cotangent times a Jacobian (which differences confirm) to the
/// gradients of the inputs. What the steps were answered must follow from that.
/// </summary>
internal sealed class StepModel
{
    private readonly Request _request;
    private readonly double[][] _jacobian;
    private readonly int[] _heights, _widths;
    private readonly Dictionary<string, double[]?> _grads;

    private StepModel(Request request, double[][] jacobian)
    {
        (_request, _jacobian) = (request, jacobian);
        var values = (Fields)Evaluator.Evaluate("value", request)["values"]!;
        _heights = [.. values.Select(pair => ((TensorValue)pair.Value!).Data.Length)];
        _widths = [.. request.With.Select(name => request.Tensors[name].Data.Length)];
        _grads = request.With.ToDictionary(name => name, _ => (double[]?)null);
    }

    /// <param name="request">Steps, in double precision.</param>
    /// <param name="answer">What they were answered.</param>
    /// <param name="jacobian">Finds out what is true of the Jacobian that a request asks for.</param>
    public static Verdict Verify(Request request, Fields answer, Func<Request, Verdict> jacobian)
    {
        Verdict slopes = jacobian(new Request { Program = request.Program, Tensors = request.Tensors, With = request.With });
        if (slopes.Why is not null)
            return slopes;
        var model = new StepModel(request,
            Rows((Fields)slopes.Answer["jacobian"]!, [.. request.With.Select(name => request.Tensors[name].Data.Length)]));
        var answers = (IReadOnlyList<object?>)answer["steps"]!;
        for (int i = 0; i < answers.Count; i++)
            if (model.Take(request.Steps[i], (Fields)answers[i]!, slopes.Tolerance) is { } wrong)
                return Verdict.Rejected($"step {i}: {wrong}");
        return slopes with { Answer = WithCodes(answer) };
    }

    /// <summary>Of an error in a step, only the code is expected of others.</summary>
    private static Fields WithCodes(Fields answer) => new()
    {
        { "steps", (object?[])[.. ((IReadOnlyList<object?>)answer["steps"]!)
            .Select(step => ((Fields)step!).TryGet("error", out object? error)
                ? new Fields { { "error", ErrorCodes.CodeOf((string)error!) } } : step)] },
    };

    /// <summary>The blocks of a Jacobian, by output and input, as one matrix.</summary>
    private static double[][] Rows(Fields blocks, int[] widths) => [.. blocks.SelectMany(output =>
    {
        double[][] parts = [.. ((Fields)output.Value!).Select(pair => ((TensorValue)pair.Value!).Data)];
        return Enumerable.Range(0, parts[0].Length / widths[0])
            .Select(k => parts.SelectMany((part, n) => part[(k * widths[n])..((k + 1) * widths[n])]).ToArray());
    })];

    private string? Take(Step step, Fields answer, Tolerance tolerance)
    {
        if (answer.TryGet("error", out _))
            return null;      // a step that failed changes nothing
        switch (step.Do)
        {
            case "backward":
                Add(step);
                return null;
            case "zero_grad":
                foreach (string name in _request.With)
                    _grads[name] = step.SetToNone || _grads[name] is null ? null : new double[_grads[name]!.Length];
                return null;
            case "grad":
                foreach ((string name, object? value) in (Fields)answer["grad"]!)
                    if (_grads.TryGetValue(name, out double[]? wanted) && !Equal(wanted, (value as TensorValue)?.Data, tolerance))
                        return $"the gradient of {name} does not follow from the passes";
                return null;
            default:
                return null;
        }
    }

    private void Add(Step step)
    {
        string[] outputs = step.Outputs ?? _request.Program.Outputs;
        for (int i = 0; i < outputs.Length; i++)
        {
            int output = Array.IndexOf(_request.Program.Outputs, outputs[i]), top = _heights.Take(output).Sum();
            double[] cotangent = step.Gradients?[i]?.Data ?? [1];
            for (int n = 0, left = 0; n < _widths.Length; left += _widths[n++])
            {
                string name = _request.With[n];
                if (step.Inputs is not null && !step.Inputs.Contains(name))
                    continue;
                double[] grad = _grads[name] ??= new double[_widths[n]];
                for (int j = 0; j < grad.Length; j++)
                    for (int k = 0; k < cotangent.Length; k++)
                        grad[j] += cotangent[k] * _jacobian[top + k][left + j];
            }
        }
    }

    private static bool Equal(double[]? wanted, double[]? found, Tolerance tolerance) => wanted is null || found is null
        ? wanted is null == found is null || (found is null && wanted!.All(each => each == 0))      // an input that takes no part has none
        : wanted.Length == found.Length && wanted.Zip(found).All(pair => tolerance.Equal(pair.First, pair.Second));
}
