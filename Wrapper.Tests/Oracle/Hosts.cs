using System.ComponentModel;
using System.Diagnostics;

namespace TorchBridge.Tests.Oracle;

/// <summary>Interpreters that a machine with the .NET SDK alone does not have.</summary>
internal static class Hosts
{
    /// <summary>A test that needs one says so and is inconclusive where it is missing; it never passes.</summary>
    public static void Require(string host)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(host, ["--version"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            process.WaitForExit();
        }
        catch (Win32Exception)
        {
            Assert.Inconclusive($"this test runs an engine by {host}, which is not on the PATH");
        }
    }
}
