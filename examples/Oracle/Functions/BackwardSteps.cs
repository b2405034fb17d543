using TorchBridge.Oracle.Programs;
using TorchBridge.Oracle.Protocol;
using static TorchSharp.torch;

namespace TorchBridge.Oracle.Functions;

/// <summary>
/// The function <c>backward</c>: steps on leaves that keep their <c>.grad</c>. A step that fails has its error as its answer, and the next
/// step runs.
/// </summary>
internal sealed class BackwardSteps
{
    private readonly Request _request;
    private readonly OracleProgram _program;
    private readonly Tensor[] _inputs;
    private Tensor[]? _values;

    public BackwardSteps(Request request)
    {
        _request = request;
        _program = request.Program;
        _inputs = Array.ConvertAll(_program.Inputs, name => request.Tensors[name].ToTorch().requires_grad_(request.With.Contains(name)));
        if (request.Steps.Count == 0)
            throw new OracleException(ErrorCode.InvalidRequest, "backward needs steps");
    }

    public Fields Run() => new() { { "steps", (object?[])[.. _request.Steps.Select(Take)] } };

    private Fields Take(Step step)
    {
        try
        {
            return step.Do switch
            {
                "forward" => Forward(),
                "backward" => Backward(step),
                "zero_grad" => ZeroGrad(step),
                _ => Grads(step),
            };
        }
        catch (Exception e) when (Failure.Translate(e) is { } translated)
        {
            return new Fields { { "error", translated.Error } };
        }
    }

    private Fields Forward()
    {
        _values = null;
        _values = _program.Run(_inputs);
        var values = new Fields();
        foreach (string name in _program.Outputs)
            values.Add(name, ValueOf(name).ToValue(name));
        return new Fields { { "values", values } };
    }

    private Fields Backward(Step step)
    {
        string[] names = step.Outputs ?? _program.Outputs;
        Tensor[] outputs = Array.ConvertAll(names, ValueOf);
        Tensor?[]? gradients = null;
        if (step.Gradients is { } given)
        {
            if (given.Length != names.Length)
                throw new OracleException(ErrorCode.InvalidRequest, $"backward has {given.Length} gradients for {names.Length} outputs");
            gradients = [.. given.Select((gradient, i) => gradient is null ? null : Asked.Fitting(gradient, outputs[i], $"gradients[{i}]", $"output {names[i]}"))];
        }
        Autograd.Backward(outputs, gradients, step.RetainGraph, step.CreateGraph, step.Inputs is null ? null : Array.ConvertAll(step.Inputs, ValueOf));
        return [];
    }

    private Fields ZeroGrad(Step step)
    {
        Autograd.ZeroGrad(Array.ConvertAll(_request.With, ValueOf), step.SetToNone);
        return [];
    }

    private Fields Grads(Step step)
    {
        var grads = new Fields();
        foreach (string name in step.Of ?? _request.With)
            grads.Add(name, ValueOf(name).grad?.ToValue($"{name}.grad"));
        return new Fields { { "grad", grads } };
    }

    private Tensor ValueOf(string name)
    {
        int slot = _program.Slot(name);
        if (slot < _inputs.Length)
            return _inputs[slot];
        return _values?[slot] ?? throw new OracleException(ErrorCode.InvalidRequest,
            $"{JsonText.Quote(name)} has no value before the forward step");
    }
}
