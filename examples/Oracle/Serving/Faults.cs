namespace TorchBridge.Oracle.Serving;

/// <summary>For tests of the server: a worker that was started so obeys the functions <c>fault-abort</c> and <c>fault-loop</c>, which do what no operator should.</summary>
internal static class Faults
{
    public static void Obey(ReadOnlySpan<byte> line)
    {
        if (line.IndexOf("\"function\":\"fault-abort\""u8) >= 0)
            Environment.FailFast("asked to end");
        if (line.IndexOf("\"function\":\"fault-loop\""u8) >= 0)
            Thread.Sleep(Timeout.Infinite);
    }
}
