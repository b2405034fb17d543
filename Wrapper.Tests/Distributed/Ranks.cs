using System.Net;
using System.Net.Sockets;
using static TorchSharp.torch;

namespace TorchBridge.Tests.Distributed;

/// <summary>
/// Ranks that are threads of this process. They meet in a new file or at a free port, and communicate over the loopback interface.
/// </summary>
internal static class Ranks
{
    static Ranks() => Environment.SetEnvironmentVariable("GLOO_SOCKET_IFNAME", "lo");

    public static TimeSpan Timeout => TimeSpan.FromSeconds(20);

    /// <summary>A file that does not exist yet, as an init method.</summary>
    public static string NewFile() => $"file://{Path.Combine(Path.GetTempPath(), $"torchbridge-{Guid.NewGuid():N}")}";

    /// <summary>An address where no process listens, as an init method.</summary>
    public static string NewAddress() => $"tcp://127.0.0.1:{FreePort()}";

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Runs an action on each rank of a new group. If one of them throws, the test throws.</summary>
    public static void Run(int count, Action<ProcessGroup> action, bool check = false, TimeSpan? timeout = null, string? place = null)
    {
        Exception?[] thrown = Outcomes(count, action, check, timeout, place);
        Assert.AreEqual("", string.Join("\n", thrown.Where(each => each is not null)));
    }

    /// <summary>The same, but returns the exceptions of the ranks.</summary>
    public static Exception?[] Outcomes(int count, Action<ProcessGroup> action, bool check = false, TimeSpan? timeout = null,
        string? place = null)
    {
        string where = place ?? NewFile();
        return Together(count, rank =>
        {
            using ProcessGroup group = ProcessGroup.Init(where, rank, count, timeout ?? Timeout, check);
            action(group);
        });
    }

    /// <summary>Runs an action once for each number, each in its own thread and dispose scope.</summary>
    public static Exception?[] Together(int count, Action<int> action)
    {
        var thrown = new Exception?[count];
        Thread[] threads = [.. Enumerable.Range(0, count).Select(rank => new Thread(() =>
        {
            try
            {
                set_num_threads(1);
                using var scope = NewDisposeScope();
                action(rank);
            }
            catch (Exception e)
            {
                thrown[rank] = e;
            }
        }))];
        foreach (Thread thread in threads)
            thread.Start();
        foreach (Thread thread in threads)
            thread.Join();
        return thrown;
    }

    /// <summary>Checks that it is a failure between processes of some kind, with the rank and a part of the message.</summary>
    public static void AssertKind(DistributedError kind, int rank, string part, Exception? thrown)
    {
        DistributedException failure = Assert.IsInstanceOfType<DistributedException>(thrown, $"{thrown}");
        Assert.AreEqual(kind, failure.Kind, failure.ToString());
        Assert.AreEqual(rank, failure.Rank, failure.ToString());
        Assert.Contains(part, failure.Message);
        Assert.DoesNotContain("frame #", failure.Message);
        Assert.DoesNotContain("\n", failure.Message);
    }
}
