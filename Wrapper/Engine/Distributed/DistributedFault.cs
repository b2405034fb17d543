using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using TorchBridge.Native;

namespace TorchBridge.Engine.Distributed;

/// <summary>
/// Turns the errors of c10d and Gloo into <see cref="DistributedException"/>. The kind of error is found by phrases in the message.
/// </summary>
[SuppressMessage("Usage", "CA2201", Justification = "The native report, which is the inner exception, as everywhere in this library.")]
internal static partial class DistributedFault
{
    private static readonly string[]
        s_late = ["Timed out waiting", "failed to pass monitoredBarrier", "Socket Timeout", "wait timeout"],
        s_lost = ["Connection closed by peer", "pair closure", "Connection reset", "Broken pipe", "Connection refused", "Socket closed",
            "read error", "write error", "No route to host"],
        s_different = ["Detected mismatch between collectives", "Received data size doesn't match", "collective mismatch"];

    private const string NotYet = "Operation timed out!";      // the message of Work.wait when its time limit has passed

    /// <summary>The exception for an error of an operation of a group.</summary>
    public static Exception OfOperation(string api, int rank, C10dException native)
    {
        string said = Said(native.Message);
        var inner = new ExternalException(native.Message);
        if (Has(said, [NotYet]))
            return DistributedMessages.NotYet(api, rank, inner);
        if (Has(said, s_different))
            return DistributedMessages.Mismatch(api, rank, said, inner);
        if (Has(said, s_late))
            return DistributedMessages.TimedOut(api, rank, said, inner);
        return Has(said, s_lost) ? DistributedMessages.PeerLost(api, rank, said, inner)
            : DistributedMessages.Reported(api, rank, said, inner);
    }

    /// <summary>The exception for an error before the processes were connected.</summary>
    public static Exception OfMeeting(string api, MeetingPoint point, C10dException native)
    {
        string said = Said(native.Message);
        var inner = new ExternalException(native.Message);
        if (Has(said, ["EADDRINUSE"]))
            return DistributedMessages.PortInUse(api, point.Rank, point.Address, inner);
        if (Has(said, ["client socket has", "Connection refused", "failed to connect"]) && Has(said, [$", {point.Port})"]))
            return DistributedMessages.NoProcessListens(api, point.Rank, point.Address, said, inner);
        if (Has(said, ["Unable to find address", "No such device", "interface"]))
            return DistributedMessages.NoInterface(api, point.Rank, said, inner);
        return Has(said, ["clients joined", "Wait timeout", "wait timeout", "Timed out"])
            ? DistributedMessages.NotAllCame(api, point.Rank, point.WorldSize, point.Address, said, inner)
            : DistributedMessages.CannotMeet(api, point.Rank, point.Address, said, inner);
    }

    private static bool Has(string text, string[] phrases) =>
        Array.Exists(phrases, phrase => text.Contains(phrase, StringComparison.OrdinalIgnoreCase));

    /// <summary>
    /// The first line of a message, without the place in the source and without the parts that are the same on every rank.
    /// </summary>
    private static string Said(string message)
    {
        string line = message.Split("\nException raised from")[0].Split("\nframe #")[0];
        line = TensorOptions().Replace(SourcePlace().Replace(line, ""), "")
            .Replace(").Collectives", "). Collectives", StringComparison.Ordinal);
        return string.Join(' ', line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).TrimEnd('.');
    }

    [GeneratedRegex(@"^\[[^\]]*\.(cc|cpp|h):\d+\] ", RegexOptions.ExplicitCapture)]
    private static partial Regex SourcePlace();

    [GeneratedRegex(@", TensorDeviceTypes=TensorOptions\(([^()]|\([^()]*\))*\)|  Tensor Tensor devices: .*", RegexOptions.ExplicitCapture)]
    private static partial Regex TensorOptions();
}
