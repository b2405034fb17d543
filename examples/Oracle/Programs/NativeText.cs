namespace TorchBridge.Oracle.Programs;

/// <summary>Finds the important sentence in an error message of LibTorch.</summary>
internal static class NativeText
{
    private const string ScriptMessage = "RuntimeError: ";

    public static string Sentence(string text)
    {
        int start = text.LastIndexOf(ScriptMessage, StringComparison.Ordinal);
        string message = start < 0 ? text : text[(start + ScriptMessage.Length)..];
        int frames = message.IndexOf("Exception raised from", StringComparison.Ordinal);
        message = frames < 0 ? message : message[..frames];
        message = string.Join(' ', message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return message.Length > 500 ? message[..500] + "…" : message;
    }
}
