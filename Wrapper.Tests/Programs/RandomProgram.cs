using System.Text;
using System.Text.Json;
using static TorchSharp.torch;

namespace TorchBridge.Tests.Programs;

/// <summary>
/// A random program of programs.jsonl: a function of some tensors as a list of steps, the points where PyTorch was asked for its
/// derivatives, and PyTorch's answers. All numbers are float64.
/// </summary>
internal sealed class RandomProgram
{
    private readonly JsonElement _record;
    private readonly ProgramStep[] _steps;
    private readonly Tensor _weights;

    private RandomProgram(JsonElement record)
    {
        _record = record;
        _steps = [.. record.GetProperty("ops").EnumerateArray().Select(step => new ProgramStep(step.GetProperty("o").GetString()!,
            [.. step.GetProperty("i").EnumerateArray().Select(i => i.GetInt32())], step.GetProperty("a")))];
        long[][] shapes = [.. record.GetProperty("shapes").EnumerateArray().Select(Shape)];
        long batch = record.GetProperty("B").GetInt64(), outputs = record.GetProperty("n").GetInt64();
        Inputs = Read("x", shapes);
        Tangents = Read("t", shapes);
        Batch = Read("xb", [.. shapes.Select(shape => (long[])[batch, .. shape])]);
        Cotangent = Decode(record.GetProperty("v"), [outputs]);
        _weights = Decode(record.GetProperty("c"), [outputs]);
    }

    public int Id => _record.GetProperty("id").GetInt32();

    /// <summary>Where the derivatives are taken.</summary>
    public Tensor[] Inputs { get; }

    public Tensor[] Tangents { get; }

    /// <summary>Several such points, in the first dimension.</summary>
    public Tensor[] Batch { get; }

    /// <summary>For vjp: of the shape of the output, a vector.</summary>
    public Tensor Cotangent { get; }

    public IEnumerable<string> Operations => _steps.Select(step => step.Name);

    public int[] All => [.. Enumerable.Range(0, Inputs.Length)];

    /// <summary>The programs of the file, one at a time: each is disposed of before the next is read.</summary>
    public static IEnumerable<RandomProgram> Load(Func<int, bool> wanted)
    {
        foreach (string line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Golden", "programs.jsonl")))
        {
            using var document = JsonDocument.Parse(line);
            if (!wanted(document.RootElement.GetProperty("id").GetInt32()))
                continue;
            using var scope = NewDisposeScope();
            yield return new RandomProgram(document.RootElement);
        }
    }

    /// <summary>The program: a vector.</summary>
    public Tensor Output(Tensor[] inputs) => Output(inputs, x => x.detach());

    /// <param name="inputs">The inputs.</param>
    /// <param name="detach">What stands for detach().</param>
    public Tensor Output(Tensor[] inputs, Func<Tensor, Tensor> detach)
    {
        var values = new List<Tensor>(inputs);
        foreach (ProgramStep step in _steps)
            values.Add(step.Run(values, detach));
        return values[^1];
    }

    /// <summary>A number made of the program's output.</summary>
    public Tensor Loss(Tensor[] inputs) => LossOf(Output(inputs));

    public Tensor LossOf(Tensor output) =>
        output.mul(_weights).sum().add(output.mul(output).sum().mul(ProgramStep.Number(0.1)), ProgramStep.Number(1));

    public Tensor[] Outputs(Tensor[] inputs) => [Output(inputs)];

    public Tensor[] Losses(Tensor[] inputs) => [Loss(inputs)];

    /// <summary>The inputs with another value for one of them.</summary>
    public Tensor[] With(Index input, Tensor value)
    {
        Tensor[] inputs = [.. Inputs];
        inputs[input] = value;
        return inputs;
    }

    /// <summary>What PyTorch 2.6 gave for a method: tensors, null where it gave None; or the text of its error.</summary>
    public (Tensor?[]? Tensors, string? Error) Recorded(string method)
    {
        JsonElement answer = _record.GetProperty("r").GetProperty(method);
        if (answer[0].GetString() != "ok")
            return (null, answer[1].GetString());
        return ([.. answer[1].EnumerateArray().Zip(answer[2].EnumerateArray(),
            (data, shape) => data.ValueKind == JsonValueKind.Null ? null : Decode(data, Shape(shape)))], null);
    }

    /// <summary>The program as text: each step, with the shape of what it gives.</summary>
    public override string ToString()
    {
        using var scope = NewDisposeScope();
        var text = new StringBuilder($"program {Id}\n");
        var values = new List<Tensor>(Inputs);
        for (int i = 0; i < Inputs.Length; i++)
            text.AppendLine($"  v{i} [{string.Join(", ", Inputs[i].shape)}] input {string.Join(' ', Tools.Numeric.Values(Inputs[i]))}");
        foreach (ProgramStep step in _steps)
        {
            values.Add(step.Run(values, x => x.detach()));
            text.AppendLine($"  v{values.Count - 1} [{string.Join(", ", values[^1].shape)}] {step}");
        }
        return text.ToString();
    }

    private Tensor[] Read(string key, long[][] shapes) => [.. _record.GetProperty(key).EnumerateArray().Zip(shapes, Decode)];

    private static long[] Shape(JsonElement shape) => [.. shape.EnumerateArray().Select(e => e.GetInt64())];

    /// <summary>Numbers that the file writes as base64 of little-endian doubles, in memory that LibTorch allocated.</summary>
    private static Tensor Decode(JsonElement text, long[] shape)
    {
        byte[] bytes = text.GetBytesFromBase64();
        double[] numbers = new double[bytes.Length / sizeof(double)];
        Buffer.BlockCopy(bytes, 0, numbers, 0, bytes.Length);
        using Tensor array = tensor(numbers);
        return array.reshape(shape).clone();
    }
}
