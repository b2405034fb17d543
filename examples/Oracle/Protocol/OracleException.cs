namespace TorchBridge.Oracle.Protocol;

/// <summary>A request that cannot be answered, with the code and the sentence that the answer carries.</summary>
internal sealed class OracleException(ErrorCode code, string message, Exception? innerException = null) : Exception(message, innerException)
{
    public ErrorCode Code { get; } = code;

    /// <summary>What stands in an answer's <c>error</c>: code, colon, one sentence on one line.</summary>
    public string Error => $"{Code.Name()}: {Message.ReplaceLineEndings(" ")}";
}
