using System.Diagnostics;

namespace TorchBridge.Oracle.Serving;

/// <summary>Starts this program once more, whether it runs from its own executable or by <c>dotnet</c>.</summary>
internal static class SelfStart
{
    public static ProcessStartInfo Info(params string[] arguments)
    {
        string assembly = typeof(SelfStart).Assembly.Location;
        string process = Environment.ProcessPath!;
        return Path.GetFileNameWithoutExtension(process) == "torchbridge-oracle"
            ? new ProcessStartInfo(process, arguments)
            : new ProcessStartInfo(Path.GetFileNameWithoutExtension(process) == "dotnet" ? process : "dotnet", [assembly, .. arguments]);
    }
}
