using System.Runtime.InteropServices;

namespace TorchBridge.Native;

/// <summary>
/// Whether process groups work here. The layouts of C++ classes are not part of a C++ name, so a group of one process tries every operation
/// once.
/// </summary>
internal static class C10d
{
    public const string Interface = "GLOO_SOCKET_IFNAME";      // the environment variable with the name of the network interface

    private const int Sum = 0;
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(20);
    private static readonly Lazy<string?> s_fault = new(Try);

    /// <summary>Why process groups don't work; null if they do.</summary>
    public static string? Reason => !Switches.Distributed ? "the AppContext switch TorchBridge.Distributed is off" : s_fault.Value;

    private static string? Try()
    {
        if (OperatingSystem.IsWindows() || OperatingSystem.IsMacOS())
            return "they must catch C++ exceptions, which TorchBridge can do on Linux for x64 only";
        if (!CatchFrame.IsSupported)
            return "TorchBridge can't catch C++ exceptions in this process";
        if (!C10dExports.AreThere)
            return $"LibTorch {LibTorch.Version} does not export all of c10d";
        string path = Path.Combine(Path.GetTempPath(), $"torchbridge-{Guid.NewGuid():N}");
        string? network = Environment.GetEnvironmentVariable(Interface);
        try
        {
            using (Silence.Begin())
            using (QuietOutput.Begin())
            using (no_grad())
                return TryAll(path);
        }
        catch (C10dException e)
        {
            return $"a group of one failed{(network is null ? "" : $" with {Interface}={network}")}: {FirstLine(e.Message)}";
        }
        catch (ExternalException e)
        {
            return $"a group of one failed: {FirstLine(e.Message)}";
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>The operation that gave a wrong result; null if there is none.</summary>
    private static string? TryAll(string path)
    {
        using C10dObject file = C10dStores.File(path, 1, s_timeout), store = C10dStores.Prefixed("test", file),
            other = C10dStores.Prefixed("check", store), plain = C10dGroup.Gloo(store, 0, 1, s_timeout),
            helper = C10dGroup.Gloo(other, 0, 1, s_timeout);
        if (TryOperations(plain) is { } wrong)
            return wrong;
        using C10dObject both = C10dGroup.Checked(plain, helper);
        return TryOperations(both);
    }

    private static string? TryOperations(C10dObject group)
    {
        using Tensor a = tensor(Numbers(3)), b = tensor(Numbers(5)), gathered = zeros(3);
        Finish(C10dGroup.AllReduce(group, [a.Handle], Sum));
        Finish(C10dGroup.AllReduce(group, [a.Handle, b.Handle], Sum));
        Finish(C10dGroup.Broadcast(group, b.Handle, 0));
        Finish(C10dGroup.AllGather(group, gathered.Handle, a.Handle));
        Finish(C10dGroup.Barrier(group));
        bool isRight = Has(a, 3) && Has(b, 5) && Has(gathered, 3);
        return isRight ? null : "a group of one computed wrong numbers";
    }

    private static bool Has(Tensor tensor, int count) =>
        tensor.data<float>().ToArray().SequenceEqual(Numbers(count));

    private static float[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(i => (float)i)];

    private static void Finish(C10dObject work)
    {
        using (work)
            C10dGroup.Wait(work, s_timeout);
    }

    private static string FirstLine(string message) => message.Split('\n')[0];
}
