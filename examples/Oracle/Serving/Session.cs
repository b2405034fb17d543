using System.Diagnostics;
using System.Text.Json;
using Examples.Protocol;
using TorchBridge.Oracle.Functions;
using TorchBridge.Oracle.Programs;
using TorchBridge.Oracle.Protocol;

namespace TorchBridge.Oracle.Serving;

/// <summary>Answers each line with a line, unless the process ends.</summary>
internal sealed class Session : IDisposable
{
    public const int Version = 1;
    private const string Module = "program";
    private readonly AnswerWriter _answer = new();

    /// <summary>How many requests failed inside LibTorch so far.</summary>
    public int NativeErrors { get; private set; }

    /// <summary>The answer to a message, with its line feed; valid until the next call.</summary>
    public ReadOnlyMemory<byte> Answer(ReadOnlyMemory<byte> line)
    {
        string id = "null";
        try
        {
            using JsonDocument message = Parse(line);
            id = Id(message.RootElement);
            _answer.Begin(id);
            Dispatch(message.RootElement);
        }
        catch (OracleException e)
        {
            NativeErrors += e.InnerException is null ? 0 : 1;
            _answer.Fail(id, e.Error);
        }
        catch (Exception e) when (e is InvalidOperationException or JsonException or FormatException)
        {
            _answer.Fail(id, new OracleException(ErrorCode.InvalidJson, e.Message, e).Error);      // texts that are no Unicode are found when they are read
        }
        catch (Exception e)
        {
            Console.Error.WriteLine(e);
            _answer.Fail(id, new OracleException(ErrorCode.EngineFailed, $"{e.GetType().Name}: {e.Message}", e).Error);
        }
        return _answer.End();
    }

    /// <summary>An answer for a message that can't be processed.</summary>
    public ReadOnlyMemory<byte> Refuse(string id, OracleException reason)
    {
        _answer.Fail(id, reason.Error);
        return _answer.End();
    }

    public void Dispose() => _answer.Dispose();

    /// <summary>The id of a message as it was written, or null where there is none that can be read.</summary>
    public static string IdOf(ReadOnlyMemory<byte> line)
    {
        try
        {
            using JsonDocument message = Parse(line);
            return Id(message.RootElement);
        }
        catch (OracleException)
        {
            return "null";      // the answer then carries no id: there was none
        }
    }

    private static JsonDocument Parse(ReadOnlyMemory<byte> line)
    {
        try
        {
            return JsonDocument.Parse(line, JsonText.Reading);
        }
        catch (JsonException e)
        {
            throw new OracleException(ErrorCode.InvalidJson, e.Message, e);
        }
    }

    private static string Id(JsonElement message)
    {
        if (message.ValueKind != JsonValueKind.Object)
            throw new OracleException(ErrorCode.InvalidRequest, "a message must be an object with id and kind");
        if (!message.TryGetProperty("id", out JsonElement id) || id.ValueKind is not (JsonValueKind.Number or JsonValueKind.String))
            throw new OracleException(ErrorCode.InvalidRequest, "a message needs an id, which is a number or a string");
        string text = id.GetRawText();
        return text.Length <= 200 ? text : throw new OracleException(ErrorCode.InvalidRequest, "the id is longer than 200 characters");
    }

    private void Dispatch(JsonElement message)
    {
        switch (message.Text("kind"))
        {
            case "start":
                Start();
                break;
            case "define":
                RequireModule(message);
                _answer.Succeed();
                break;
            case "evaluate":
                Evaluate(message);
                break;
            case null:
                throw new OracleException(ErrorCode.InvalidRequest, "a message needs a kind, which is one of start, define and evaluate");
        }
    }

    private void Evaluate(JsonElement message)
    {
        RequireModule(message);
        string function = message.Text("function") ?? throw new OracleException(ErrorCode.InvalidRequest, "evaluate needs the name of a function");
        if (!message.TryGetProperty("input", out JsonElement input))
            throw new OracleException(ErrorCode.InvalidRequest, "evaluate needs an input");
        long start = Stopwatch.GetTimestamp();
        Fields output = Evaluator.Evaluate(function, Request.Read(input));
        long nanoseconds = (long)Stopwatch.GetElapsedTime(start).TotalNanoseconds;
        _answer.Succeed();
        _answer.Json.WritePropertyName("output"u8);
        Tree.Write(_answer.Json, output);
        _answer.Timings([nanoseconds]);
    }

    private void Start()
    {
        _answer.Json.WriteString("tool"u8, "torchbridge-oracle"u8);
        _answer.Json.WriteStartObject("config"u8);
        _answer.Json.WriteNumber("protocol"u8, Version);
        _answer.Json.WriteString("version"u8, typeof(Autograd).Assembly.GetName().Version!.ToString(3));
        _answer.Json.WriteString("libtorch"u8, LibTorch.Version);
        WriteNames("dtypes", Enum.GetValues<DType>().Select(type => type.Name()));
        WriteNames("functions", Evaluator.Functions);
        WriteNames("errors", ErrorCodes.Names);
        WriteNames("operators", OperatorTable.Names);
        _answer.Json.WriteEndObject();
    }

    private void WriteNames(string field, IEnumerable<string> names)
    {
        _answer.Json.WriteStartArray(field);
        foreach (string name in names)
            _answer.Json.WriteStringValue(name);
        _answer.Json.WriteEndArray();
    }

    private static void RequireModule(JsonElement message)
    {
        string module = message.Text("module") ?? throw new OracleException(ErrorCode.InvalidRequest, "the message needs the name of a module");
        if (module != Module)
            throw new OracleException(ErrorCode.UnknownModule, $"there is no module {JsonText.Quote(module)}; the only module is {Module}");
    }
}
