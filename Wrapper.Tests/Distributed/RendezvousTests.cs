using System.Net;
using System.Net.Sockets;
using TorchBridge.Native;
using TorchBridge.Tests.Tools;
using static TorchSharp.torch;

namespace TorchBridge.Tests.Distributed;

/// <summary>How processes connect to each other, and the errors if they can't.</summary>
[TestClass]
[OSCondition(OperatingSystems.Linux)]
public sealed class RendezvousTests
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    [TestMethod]
    public void TheyMeetAtAnAddress() => Ranks.Run(3, Sum, place: Ranks.NewAddress());

    [TestMethod]
    public void TheyMeetInAFileThatTheLastOneDeletes()
    {
        string place = Ranks.NewFile();
        for (int i = 0; i < 3; i++)
        {
            Ranks.Run(2, Sum, place: place);
            Assert.IsFalse(File.Exists(new Uri(place).LocalPath));
        }
    }

    [TestMethod]
    public void TheyMeetAtTheAddressInTheVariables()
    {
        using var variables = new Variables(("MASTER_ADDR", "127.0.0.1"), ("MASTER_PORT", $"{Ranks.FreePort()}"), ("WORLD_SIZE", "2"),
            ("TORCHELASTIC_USE_AGENT_STORE", "False"));
        Exception?[] thrown = Ranks.Together(2, rank =>
        {
            using ProcessGroup group = ProcessGroup.Init(rank: rank, timeout: Ranks.Timeout);
            Sum(group);
        });
        Assert.AreEqual("", string.Join("\n", thrown.Where(each => each is not null)));
    }

    /// <summary>torchrun's agent keeps the store for as long as the program runs, also if it makes a second group.</summary>
    [TestMethod]
    public void TheyMeetInTheStoreOfTorchrunsAgentAgainAndAgain()
    {
        int port = Ranks.FreePort();
        using var variables = new Variables(("MASTER_ADDR", "localhost"), ("MASTER_PORT", $"{port}"), ("WORLD_SIZE", "2"),
            ("TORCHELASTIC_USE_AGENT_STORE", "True"));
        var agent = new Thread(() =>
        {
            using C10dObject store = C10dStores.Tcp("127.0.0.1", port, 3, isServer: true, Ranks.Timeout);
            Thread.Sleep(1500);
        });
        agent.Start();
        for (int time = 0; time < 3; time++)
        {
            Exception?[] thrown = Ranks.Together(2, rank =>
            {
                using ProcessGroup group = ProcessGroup.Init(rank: rank, timeout: Ranks.Timeout);
                Sum(group);
            });
            Assert.AreEqual("", string.Join("\n", thrown.Where(each => each is not null)));
        }
        agent.Join();
    }

    [TestMethod]
    public void AMissingVariableIsNamed()
    {
        using var variables = new Variables(("MASTER_ADDR", null), ("MASTER_PORT", null), ("WORLD_SIZE", null), ("RANK", null));
        AssertFails(-1, "environment variable WORLD_SIZE expected", () => ProcessGroup.Init());
        AssertFails(-1, "environment variable RANK expected", () => ProcessGroup.Init(worldSize: 1));
        AssertFails(-1, "environment variable MASTER_ADDR expected", () => ProcessGroup.Init(rank: 0, worldSize: 1));
        using var more = new Variables(("MASTER_ADDR", "localhost"), ("MASTER_PORT", "many"));
        AssertFails(-1, "MASTER_PORT is many", () => ProcessGroup.Init(rank: 0, worldSize: 1));
    }

    [TestMethod]
    public void APortInUseIsNamed()
    {
        using var listener = new TcpListener(IPAddress.Any, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        AssertFails(0, "EADDRINUSE", () => ProcessGroup.Init($"tcp://127.0.0.1:{port}", 0, 2, s_second));
    }

    [TestMethod]
    public void NobodyListens()
    {
        AssertFails(1, "found no process at 127.0.0.1", () => ProcessGroup.Init(Ranks.NewAddress(), 1, 2, s_second));
        AssertFails(1, "found no process at no-such-host.invalid:29500",
            () => ProcessGroup.Init("tcp://no-such-host.invalid:29500", 1, 2, s_second));
    }

    /// <summary>LibTorch alone waits without end for an answer if the program at the port is not a store.</summary>
    [TestMethod]
    public void WhatListensIsNoStore()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        AssertFails(1, $"127.0.0.1:{port}", () => ProcessGroup.Init($"tcp://127.0.0.1:{port}", 1, 2, s_second));
    }

    [TestMethod]
    public void TheOthersDoNotCome()
    {
        AssertFails(0, "not all of the 2 processes connected", () => ProcessGroup.Init(Ranks.NewAddress(), 0, 2, s_second));
        string file = Ranks.NewFile();
        AssertFails(0, "not all of the 2 processes connected", () => ProcessGroup.Init(file, 0, 2, s_second));
        File.Delete(new Uri(file).LocalPath);
    }

    [TestMethod]
    public void ThePortIsFreeAfterAFailure()
    {
        string place = Ranks.NewAddress();
        AssertFails(0, "not all", () => ProcessGroup.Init(place, 0, 2, s_second));
        Ranks.Run(2, Sum, place: place);
    }

    /// <summary>The process that expects fewer ranks has all its connections, and loses them when the other one gives up.</summary>
    [TestMethod]
    public void ProcessesThatDisagreeOnTheirNumberFailOnEveryRank()
    {
        foreach (string place in new[] { Ranks.NewAddress(), Ranks.NewFile() })
        {
            Exception?[] thrown = Ranks.Together(2, rank =>
            {
                using ProcessGroup group = ProcessGroup.Init(place, rank, 2 + rank, s_second);
                group.Barrier();
            });
            Assert.IsInstanceOfType<DistributedException>(thrown[0], place);
            Ranks.AssertKind(DistributedError.Rendezvous, 1, "worldSize", thrown[1]);
        }
    }

    [TestMethod]
    public void AFileOfAnEarlierRunIsRefused()
    {
        string place = Ranks.NewFile(), path = new Uri(place).LocalPath;
        AssertFails(0, "not all", () => ProcessGroup.Init(place, 0, 2, s_second));
        Assert.IsTrue(File.Exists(path));
        AssertFails(0, "is left from an earlier run", () => ProcessGroup.Init(place, 0, 2, s_second));
        File.Delete(path);
        Ranks.Run(2, Sum, place: place);
        File.WriteAllText(path, "something else");
        AssertFails(0, "was not made by a process group", () => ProcessGroup.Init(place, 0, 1, s_second));
        File.Delete(path);
        AssertFails(0, "was not made by a process group",
            () => ProcessGroup.Init($"file://{Path.GetTempPath().TrimEnd('/')}", 0, 1, s_second));
    }

    /// <summary>LibTorch locks the file whenever it reads or writes, and another process may do so at any time.</summary>
    [TestMethod]
    public void AFileThatAnotherProcessHasLockedIsWaitedFor()
    {
        string place = Ranks.NewFile();
        Exception?[] thrown;
        using (var locked = new FileStream(new Uri(place).LocalPath, FileMode.Create, FileAccess.ReadWrite, FileShare.None))
        {
            var late = new Thread(() =>
            {
                Thread.Sleep(300);
                locked.Dispose();
            });
            late.Start();
            thrown = Ranks.Together(1, rank => ProcessGroup.Init(place, rank, 1, Ranks.Timeout).Dispose());
            late.Join();
        }
        Assert.IsNull(thrown[0]);
    }

    [TestMethod]
    public void AMissingFolderIsNamed() => AssertFails(0, "the folder of",
        () => ProcessGroup.Init($"{Ranks.NewFile()}/nowhere/file", 0, 1, s_second));

    [TestMethod]
    public void AMissingInterfaceIsNamed()
    {
        using var variables = new Variables(("GLOO_SOCKET_IFNAME", "nosuch0"));
        AssertFails(0, "GLOO_SOCKET_IFNAME", () => ProcessGroup.Init(Ranks.NewFile(), 0, 1, s_second));
    }

    [TestMethod]
    public void ASecondGroupAtTheSamePlaceIsRefused()
    {
        string place = Ranks.NewFile();
        using (ProcessGroup.Init(place, 0, 1, Ranks.Timeout))
            AssertFails(0, "initialize the process group twice", () => ProcessGroup.Init(place, 0, 1, Ranks.Timeout));
        ProcessGroup.Init(place, 0, 1, Ranks.Timeout).Dispose();
    }

    [TestMethod]
    public void ACapabilityThatIsOffHasAReason()
    {
        using (new SwitchedOff("Distributed"))
        {
            var thrown = Assert.ThrowsExactly<PlatformNotSupportedException>(() => ProcessGroup.Init(Ranks.NewFile(), 0, 1));
            Assert.Contains("TorchBridge.Distributed is off", thrown.Message);
            Assert.Contains("distributed: no (", NativeRuntime.Diagnose().ToString());
        }
        Assert.IsTrue(NativeRuntime.Diagnose().Capabilities.Distributed);
        Assert.Contains("distributed: yes", NativeRuntime.Diagnose().ToString());
    }

    private static void Sum(ProcessGroup group)
    {
        Tensor x = ones(2);
        group.AllReduce(x);
        Assert.AreEqual(2 * group.WorldSize, x.sum().item<float>());
        group.Barrier();
    }

    private static void AssertFails(int rank, string part, Func<ProcessGroup> init) =>
        Ranks.AssertKind(DistributedError.Rendezvous, rank, part, Assert.ThrowsExactly<DistributedException>(() => init().Dispose()));

    /// <summary>Environment variables, until it is disposed.</summary>
    private sealed class Variables : IDisposable
    {
        private readonly (string Name, string? Value)[] _before;

        public Variables(params (string Name, string? Value)[] values)
        {
            _before = [.. values.Select(each => (each.Name, Environment.GetEnvironmentVariable(each.Name)))];
            Set(values);
        }

        public void Dispose() => Set(_before);

        private static void Set((string Name, string? Value)[] values)
        {
            foreach ((string name, string? value) in values)
                Environment.SetEnvironmentVariable(name, value);
        }
    }
}
