using System.Diagnostics;
using System.Text.Json;
using TorchBridge.Tests.Tools;

namespace TorchBridge.Tests.Oracle;

/// <summary>Whoever is killed: the server answers every request once and goes on.</summary>
[TestClass]
public sealed class KillTests
{
    [TestInitialize]
    public void OnLinux()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Inconclusive("the children of a process are found in /proc");
    }

    [TestMethod]
    public void KillingIdleWorkersCostsNoAnswer()
    {
        using OracleProcess oracle = Started(out int[] children);
        foreach (int[] victims in new int[][] { [children[0]], [children[^1]], children })
        {
            foreach (int victim in victims)
                Kill(victim);
            StringAssert.Contains(oracle.Ask([Messages.Vjp.Numbered(1)])[0], "\"id\":1,\"success\":");
            children = Both(oracle);
        }
        Assert.AreEqual(0, oracle.End());
    }

    [TestMethod]
    public void KillingTheSpareWhileItStartsCostsNoAnswer()
    {
        using OracleProcess oracle = Started(out int[] children);
        for (int round = 0; round < 5; round++)
        {
            Kill(children[0]);
            int[] starting = Wait(() => [.. oracle.Children.Except(children)], found => found.Length > 0);
            Kill(starting[0]);
            StringAssert.Contains(oracle.Ask([Messages.Vjp.Numbered(round)])[0], $"\"id\":{round},\"success\":");
            children = Both(oracle);
        }
        Assert.AreEqual(0, oracle.End());
    }

    [TestMethod]
    [TestCategory("Soak")]
    public void AThousandKillsAtRandomMomentsUnderLoad()
    {
        const int kills = 1000, inARow = 10;
        using OracleProcess oracle = Started(out _);
        var random = new Random(1);
        bool over = false;
        int next = 0, crashed = 0;
        var killer = Task.Run(() =>
        {
            for (int done = 0, seen = -1, since = 0; done < kills && !oracle.HasEnded;)
            {
                Thread.Sleep(random.Next(0, random.Next(4) == 0 ? 1500 : 250));
                (seen, since) = Volatile.Read(ref next) is var now && now != seen ? (now, 0) : (seen, since + 1);
                if (since > inARow)
                    continue;      // on a slow machine no worker would live until it is ready
                int[] children = oracle.Children;
                if (children.Length == 0)
                    continue;
                Kill(children[random.Next(children.Length)]);
                done++;
            }
            over = true;
        });
        while (!Volatile.Read(ref over))
        {
            string[] lines = [.. Enumerable.Range(next, 200).Select(Messages.Vjp.Numbered)];
            foreach (string answer in oracle.Ask(lines))
            {
                JsonElement json = OracleProcess.Parse(answer);
                Assert.AreEqual(next++, json.GetProperty("id").GetInt32());
                if (!json.GetProperty("success").GetBoolean())
                {
                    crashed++;
                    Assert.StartsWith("internal-crash: ", json.GetProperty("error").GetString()!);
                }
            }
        }
        killer.Wait();
        Console.WriteLine($"{kills} kills, {next} answers, {crashed} of them internal-crash");
        StringAssert.Contains(oracle.Ask([Messages.Vjp.Numbered(next)])[0], "\"success\":true");
        Assert.AreEqual(0, oracle.End());
    }

    [TestMethod]
    public void AClosedInputEndsTheServer()
    {
        ChildProcess.Result result = Shell("serve <&-");
        Assert.IsTrue(result.ExitCode is 0 or 1, result.ToString());
        Assert.IsEmpty(result.Lines, result.ToString());
    }

    [TestMethod]
    public void AClientThatClosesTheOutputIsNoticedWithinTwoSeconds()
    {
        using OracleProcess oracle = OracleProcess.Serve();
        oracle.Ask([Messages.Vjp.Numbered(0)]);
        long start = Stopwatch.GetTimestamp();
        oracle.CloseOutput();
        Assert.AreEqual(1, oracle.WaitForEnd(TimeSpan.FromSeconds(10)));
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Console.WriteLine($"{seconds:0.00} s");
        Assert.IsLessThan(2, seconds);
    }

    /// <summary>A request that would take ten seconds to time out is given up too.</summary>
    [TestMethod]
    public void AClientThatClosesTheOutputEndsTheRequestThatIsWorkedOn()
    {
        using OracleProcess oracle = OracleProcess.Serve("--faults", "--timeout", "60");
        oracle.Ask([Messages.Vjp.Numbered(0)]);
        oracle.Send("""{"id":1,"kind":"evaluate","module":"program","function":"fault-loop"}""");
        oracle.CloseOutput();
        Assert.AreEqual(1, oracle.WaitForEnd(TimeSpan.FromSeconds(10)));
    }

    private static OracleProcess Started(out int[] children)
    {
        OracleProcess oracle = OracleProcess.Serve();
        oracle.Ask([Messages.Vjp.Numbered(0)]);
        children = Both(oracle);
        return oracle;
    }

    /// <summary>The worker and its spare.</summary>
    private static int[] Both(OracleProcess oracle) => Wait(() => oracle.Children, found => found.Length == 2);

    private static int[] Wait(Func<int[]> find, Func<int[], bool> isEnough)
    {
        for (long start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(60); Thread.Sleep(10))
            if (find() is var found && isEnough(found))
                return found;
        throw new AssertFailedException("there are no such processes");
    }

    private static void Kill(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            process.Kill();
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            return;      // it has ended by itself meanwhile
        }
    }

    private static ChildProcess.Result Shell(string command) =>
        ChildProcess.Start("sh", ["-c",
            $"\"{ChildProcess.DotnetHost()}\" \"{typeof(TorchBridge.Oracle.Serving.Session).Assembly.Location}\" {command}"],
                BuildFacts.Repository);
}
