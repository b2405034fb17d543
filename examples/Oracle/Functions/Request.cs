using System.Text.Json;
using TorchBridge.Oracle.Programs;
using TorchBridge.Oracle.Protocol;

namespace TorchBridge.Oracle.Functions;

/// <summary>The <c>input</c> of an evaluate message.</summary>
internal sealed class Request
{
    private static readonly Dictionary<string, TensorValue> s_none = [];

    public required OracleProgram Program { get; init; }

    /// <summary>A value for each input of the program.</summary>
    public required IReadOnlyDictionary<string, TensorValue> Tensors { get; init; }

    /// <summary>The inputs to differentiate in.</summary>
    public required string[] With { get; init; }

    public IReadOnlyDictionary<string, TensorValue> Cotangents { get; init; } = s_none;

    public IReadOnlyDictionary<string, TensorValue> Tangents { get; init; } = s_none;

    public IReadOnlyList<Step> Steps { get; init; } = [];

    /// <summary>The same request in other types.</summary>
    public Request In(Func<DType, DType> change)
    {
        return new Request
        {
            Program = Program,
            With = With,
            Tensors = Changed(Tensors),
            Cotangents = Changed(Cotangents),
            Tangents = Changed(Tangents),
            Steps = [.. Steps.Select(step => step with { Gradients = step.Gradients?.Select(gradient => gradient is null ? null
                : Change(gradient)).ToArray() })],
        };

        Dictionary<string, TensorValue> Changed(IReadOnlyDictionary<string, TensorValue> tensors) =>
            tensors.ToDictionary(pair => pair.Key, pair => Change(pair.Value));

        TensorValue Change(TensorValue tensor) => tensor.As(change(tensor.Type));
    }

    public static Request Read(JsonElement input)
    {
        if (input.ValueKind != JsonValueKind.Object)
            throw new OracleException(ErrorCode.InvalidRequest, "evaluate needs an input, which is an object");
        foreach (JsonProperty property in input.EnumerateObject())
            if (property.Name is not ("program" or "tensors" or "wrt" or "cotangents" or "tangents" or "steps"))
                throw new OracleException(ErrorCode.InvalidRequest,
                    $"the input has no field {JsonText.Quote(property.Name)}; its fields are program, tensors, wrt, cotangents, tangents and steps");
        return ReadFields(input);
    }

    /// <summary>The same fields where others stand beside them, as in a case of the corpus.</summary>
    public static Request ReadFields(JsonElement input)
    {
        if (!input.TryGetProperty("program", out JsonElement json))
            throw new OracleException(ErrorCode.InvalidRequest, "the input needs a program");
        OracleProgram program = ProgramCache.Read(json);
        Dictionary<string, TensorValue> tensors = ReadTensors(input, "tensors");
        foreach (string name in program.Inputs)
            if (!tensors.ContainsKey(name))
                throw new OracleException(ErrorCode.InvalidRequest, $"tensors has no value for the input {JsonText.Quote(name)}");
        if (tensors.Keys.FirstOrDefault(name => !program.Inputs.Contains(name)) is { } extra)
            throw new OracleException(ErrorCode.UnknownName, $"tensors has {JsonText.Quote(extra)}, which is not an input of the program");
        return new Request
        {
            Program = program,
            Tensors = tensors,
            With = Wrt(input, program, tensors),
            Cotangents = ReadTensors(input, "cotangents"),
            Tangents = ReadTensors(input, "tangents"),
            Steps = input.TryGetProperty("steps", out JsonElement steps) ? Step.ReadAll(steps) : [],
        };
    }

    public void Write(Utf8JsonWriter json)
    {
        json.WritePropertyName("program");
        ProgramJson.Write(json, Program);
        WriteTensors(json, "tensors", Program.Inputs.Select(name => (name, Tensors[name])));
        if (!With.SequenceEqual(Program.Inputs.Where(name => Tensors[name].Type.IsDifferentiable())))
        {
            json.WriteStartArray("wrt");
            foreach (string name in With)
                json.WriteStringValue(name);
            json.WriteEndArray();
        }
        if (Cotangents.Count > 0)
            WriteTensors(json, "cotangents", Cotangents.Select(pair => (pair.Key, pair.Value)));
        if (Tangents.Count > 0)
            WriteTensors(json, "tangents", Tangents.Select(pair => (pair.Key, pair.Value)));
        if (Steps.Count > 0)
        {
            json.WriteStartArray("steps");
            foreach (Step step in Steps)
                step.Write(json);
            json.WriteEndArray();
        }
    }

    private static void WriteTensors(Utf8JsonWriter json, string field, IEnumerable<(string Name, TensorValue Value)> tensors)
    {
        json.WriteStartObject(field);
        foreach ((string name, TensorValue value) in tensors)
        {
            json.WritePropertyName(name);
            TensorJson.Write(json, value);
        }
        json.WriteEndObject();
    }

    private static Dictionary<string, TensorValue> ReadTensors(JsonElement input, string field)
    {
        var tensors = new Dictionary<string, TensorValue>(StringComparer.Ordinal);
        if (!input.TryGetProperty(field, out JsonElement json))
            return tensors;
        if (json.ValueKind != JsonValueKind.Object)
            throw new OracleException(ErrorCode.InvalidRequest, $"{field} must be an object that has tensors by name");
        foreach (JsonProperty property in json.EnumerateObject())
            tensors[property.Name] = TensorJson.Read(property.Value, $"{field}.{JsonText.Quote(property.Name)}");
        return tensors;
    }

    private static string[] Wrt(JsonElement input, OracleProgram program, Dictionary<string, TensorValue> tensors)
    {
        if (!input.TryGetProperty("wrt", out JsonElement json))
            return [.. program.Inputs.Where(name => tensors[name].Type.IsDifferentiable())];
        if (json.ValueKind != JsonValueKind.Array || json.EnumerateArray().Any(name => name.ValueKind != JsonValueKind.String))
            throw new OracleException(ErrorCode.InvalidRequest, "wrt must be a list of names of inputs");
        string[] names = [.. json.EnumerateArray().Select(name => name.GetString()!)];
        foreach (string name in names)
        {
            if (!tensors.TryGetValue(name, out TensorValue? tensor))
                throw new OracleException(ErrorCode.UnknownName, $"wrt has {JsonText.Quote(name)}, which is not an input of the program");
            if (!tensor.Type.IsDifferentiable())
                throw new OracleException(ErrorCode.InvalidTensor,
                    $"wrt has {JsonText.Quote(name)}, whose type {tensor.Type.Name()} has no derivative");
        }
        return names.Distinct().Count() == names.Length ? names : throw new OracleException(ErrorCode.InvalidRequest, "wrt has a name twice");
    }
}
