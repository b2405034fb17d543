using TorchBridge.Oracle.Programs;
using TorchBridge.Oracle.Protocol;
using static TorchSharp.torch;

namespace TorchBridge.Oracle.Functions;

/// <summary>A request as a function of the inputs to differentiate in, and what can be asked of it.</summary>
internal sealed class Asked
{
    private readonly Request _request;
    private readonly OracleProgram _program;
    private readonly Tensor[] _inputs;      // all of the program's
    private readonly int[] _with;           // which of them vary

    public Asked(Request request)
    {
        _request = request;
        _program = request.Program;
        _inputs = Array.ConvertAll(_program.Inputs, name => request.Tensors[name].ToTorch());
        _with = Array.ConvertAll(request.With, name => Array.IndexOf(_program.Inputs, name));
    }

    private Tensor[] Point => Array.ConvertAll(_with, i => _inputs[i]);

    public Fields Value()
    {
        using var mode = no_grad();
        return new Fields { { "values", ByOutput(Function([])) } };
    }

    public Fields Grad()
    {
        RequireInputs();
        (Tensor value, Tensor[] gradients) = Autograd.ValueAndGrad(at => Scalar(at, "grad", "use vjp or jacobian"), Point);
        return new Fields { { "values", ByOutput([value]) }, { "grad", ByInput(gradients) } };
    }

    public Fields Vjp()
    {
        RequireInputs();
        CheckNames(_request.Cotangents, _program.Outputs, "cotangents", "output");
        (Tensor[] outputs, Tensor[] products) = Autograd.Vjp(
            at =>
            {
                Tensor[] values = Differentiable(at);
                CheckCotangents(values);
                return values;
            },
            Point, Cotangents());
        return new Fields { { "values", ByOutput(outputs) }, { "vjp", ByInput(products) } };
    }

    public Fields Jvp()
    {
        RequireInputs();
        Tensor[] tangents = Tangents();
        (Tensor[] outputs, Tensor[] products) = ForwardProducts.Run(Differentiable, Point, tangents, _program);
        if (CrossCheck.IsNeeded(_program))
            CrossCheck.Forward(Differentiable, Point, tangents, products);
        return new Fields { { "values", ByOutput(outputs) }, { "jvp", ByOutput(products) } };
    }

    public Fields Jacobian()
    {
        RequireInputs();
        Fields? values = null;
        Tensor[][] blocks = Autograd.Jacobian(
            at =>
            {
                Tensor[] outputs = Differentiable(at);
                foreach (Tensor output in outputs)
                    foreach (Tensor input in at)
                        SizeLimit.CheckProduct("the Jacobian", output.shape, input.shape);
                values = ByOutput(outputs);
                return outputs;
            },
            Point, vectorize: false);      // row by row: a batched backward is LibTorch's least tested path, and wrong for cdist in 2.10
        return new Fields { { "values", values }, { "jacobian", Named(_program.Outputs, blocks, ByInput) } };
    }

    public Fields Hessian()
    {
        RequireInputs();
        foreach (Tensor a in Point)
            foreach (Tensor b in Point)
                SizeLimit.CheckProduct("the Hessian", a.shape, b.shape);
        Fields? values = null;
        Tensor[][] blocks = Autograd.Hessian(
            at =>
            {
                Tensor value = Scalar(at, "hessian", "sum the output, or ask for the jacobian");
                values = ByOutput([value]);
                return value;
            },
            Point, vectorize: false);
        return new Fields { { "values", values }, { "hessian", Named(_request.With, blocks, ByInput) } };
    }

    public Fields Hvp()
    {
        RequireInputs();
        (Tensor value, Tensor[] products) = Autograd.Hvp(at => Scalar(at, "hvp", "sum the output"), Point, Tangents());
        return new Fields { { "values", ByOutput([value]) }, { "hvp", ByInput(products) } };
    }

    private void RequireInputs()
    {
        if (_with.Length == 0)
            throw new OracleException(ErrorCode.InvalidRequest, "there is no input to differentiate with respect to: no input of the program has a type with derivatives, or wrt is empty");
    }

    private Tensor[] Function(Tensor[] at)
    {
        var inputs = (Tensor[])_inputs.Clone();
        for (int i = 0; i < at.Length; i++)
            inputs[_with[i]] = at[i];
        return _program.OutputsOf(_program.Run(inputs));
    }

    private Tensor[] Differentiable(Tensor[] at)
    {
        Tensor[] outputs = Function(at);
        for (int i = 0; i < outputs.Length; i++)
            if (DTypes.FromTorch(outputs[i].dtype)?.IsDifferentiable() != true)
                throw new OracleException(ErrorCode.InvalidTensor, $"output {_program.Outputs[i]} is of type {outputs[i].dtype}, which has no derivative");
        return outputs;
    }

    private Tensor Scalar(Tensor[] at, string function, string wayOut)
    {
        Tensor[] outputs = Differentiable(at);
        if (outputs.Length > 1)
            throw new OracleException(ErrorCode.NonScalarOutput, $"{function} needs one output, but the program has {outputs.Length}; {wayOut}");
        if (outputs[0].numel() != 1)
            throw new OracleException(ErrorCode.NonScalarOutput, $"{function} needs a scalar, but {_program.Outputs[0]} has shape [{string.Join(", ", outputs[0].shape)}]; {wayOut}");
        if (outputs[0].is_complex())
            throw new OracleException(ErrorCode.NonScalarOutput, $"{function} needs a real scalar, but {_program.Outputs[0]} is complex; use vjp with a cotangent");
        return outputs[0];
    }

    /// <summary>One for each output, or none at all: then there is one output, a real scalar, and it counts once.</summary>
    private Tensor[]? Cotangents() => _request.Cotangents.Count == 0
        ? null
        : [.. _program.Outputs.Select(name => _request.Cotangents.TryGetValue(name, out TensorValue? given)
            ? given.ToTorch()
            : throw new OracleException(ErrorCode.InvalidRequest, $"cotangents has no tensor for the output {JsonText.Quote(name)}"))];

    private void CheckCotangents(Tensor[] outputs)
    {
        if (_request.Cotangents.Count == 0 && (outputs.Length > 1 || outputs[0].numel() != 1 || outputs[0].is_complex()))
            throw new OracleException(ErrorCode.NonScalarOutput, "vjp needs cotangents unless the only output is a real scalar");
        for (int i = 0; i < outputs.Length && _request.Cotangents.Count > 0; i++)
            CheckFits(_request.Cotangents[_program.Outputs[i]], outputs[i], $"cotangents.{_program.Outputs[i]}", $"output {_program.Outputs[i]}");
    }

    private Tensor[] Tangents()
    {
        CheckNames(_request.Tangents, _request.With, "tangents", "input to differentiate with respect to");
        return [.. _request.With.Select((name, i) => _request.Tangents.TryGetValue(name, out TensorValue? given)
            ? Fitting(given, _inputs[_with[i]], $"tangents.{name}", $"input {name}")
            : throw new OracleException(ErrorCode.InvalidRequest, $"tangents has no tensor for the input {JsonText.Quote(name)}"))];
    }

    /// <summary>The tensor, which must have the shape and the type of what it belongs to.</summary>
    internal static Tensor Fitting(TensorValue given, Tensor belongsTo, string where, string what)
    {
        CheckFits(given, belongsTo, where, what);
        return given.ToTorch();
    }

    private static void CheckFits(TensorValue given, Tensor belongsTo, string where, string what)
    {
        if (!given.Shape.AsSpan().SequenceEqual(belongsTo.shape))
            throw new OracleException(ErrorCode.InvalidTensor, $"{where} has shape {given.ShapeText}, but {what} has shape [{string.Join(", ", belongsTo.shape)}]");
        if (given.Type.ToTorch() != belongsTo.dtype)
            throw new OracleException(ErrorCode.InvalidTensor, $"{where} is of type {given.Type.Name()}, but {what} is of type {DTypes.FromTorch(belongsTo.dtype)?.Name() ?? belongsTo.dtype.ToString()}");
    }

    private static void CheckNames(IReadOnlyDictionary<string, TensorValue> given, string[] known, string field, string what)
    {
        if (given.Keys.FirstOrDefault(name => !known.Contains(name)) is { } extra)
            throw new OracleException(ErrorCode.UnknownName, $"{field} has {JsonText.Quote(extra)}, which is not an {what}");
    }

    private Fields ByOutput(Tensor[] tensors) => Named(_program.Outputs, tensors, tensor => tensor);

    private Fields ByInput(Tensor[] tensors) => Named(_request.With, tensors, tensor => tensor);

    private static Fields Named<T>(string[] names, T[] parts, Func<T, object> convert)
    {
        var fields = new Fields();
        for (int i = 0; i < names.Length; i++)
            fields.Add(names[i], convert(parts[i]) is Tensor tensor ? tensor.ToValue(names[i]) : convert(parts[i]));
        return fields;
    }
}
