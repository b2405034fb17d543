using System.Collections.Concurrent;
using System.Diagnostics;
using TorchBridge.Engine;
using TorchBridge.Native;
using TorchBridge.Tests.Scenarios;
using TorchBridge.Tests.Tools;
using static TorchBridge.Transforms;
using static TorchSharp.torch;

namespace TorchBridge.Tests;

/// <summary>
/// Programs that use the library hard for a while, each in a process of its own
/// because it may end it. Each prints what was wrong, then what it did, then "end".
/// </summary>
internal static class StressPrograms
{
    /// <summary>By name; each is given how long it runs.</summary>
    public static readonly Dictionary<string, Action<TimeSpan>> All = new()
    {
        ["stress-random"] = time => Run(time, [CheckpointAndVmap, CheckpointAndVmap, CheckpointAndVmap, CheckpointAndVmap]),
        ["stress-random-collected"] = time => Collected(time, [CheckpointAndVmap, CheckpointAndVmap, CheckpointAndVmap, CheckpointAndVmap]),
        ["stress-random-beside-draws"] = time => Run(time, [CheckpointAndVmap, SetBack, Draw, Draw]),
        ["stress-each-operation"] = time => Collected(time, [Operation]),
        ["stress-mix"] = time => Run(time, Enumerable.Repeat<Turn>(Operation, 8)),
        ["stress-mix-collected"] = time => Collected(time, Enumerable.Repeat<Turn>(Operation, 4)),
    };

    // All but the one that slows every thread down: LibTorch describes its call stack for each operation that it records.
    private static readonly Scenario[] s_scenarios =
        [.. ScenarioCatalogue.With(Tags.None, without: Tags.Option | Tags.Role).Where(each => each.Name != "DetectAnomaly")];

    private static readonly Func<Tensor, Tensor> s_square = Vmap(Square, randomness: VmapRandomness.Same);

    private static readonly Lazy<double[][][]> s_expected = new(() =>
    {
        using var setting = new Setting { Fresh = true };
        return Array.ConvertAll(s_scenarios, each => Values(each, setting));
    });

    /// <summary>What a thread does again and again, its turns counted. It returns what is wrong, null for nothing.</summary>
    private delegate string? Turn(int number, Setting setting);

    private static void Collected(TimeSpan time, IEnumerable<Turn> turns)
    {
        using var collector = new Collector();
        Run(time, turns);
    }

    private static void Run(TimeSpan time, IEnumerable<Turn> turns)
    {
        set_num_threads(1);
        long start = Stopwatch.GetTimestamp(), done = 0;
        var wrong = new ConcurrentDictionary<string, int>();
        Thread[] threads = [.. turns.Select((turn, first) => new Thread(() =>
        {
            using var setting = new Setting { Fresh = true };
            for (int i = first; Stopwatch.GetElapsedTime(start) < time; i++)
            {
                if (Judged(turn, i, setting) is { } what)
                    wrong.AddOrUpdate(what, 1, (_, count) => count + 1);
                Interlocked.Increment(ref done);
            }
        }))];
        foreach (Thread thread in threads)
            thread.Start();
        foreach (Thread thread in threads)
            thread.Join();
        foreach ((string what, int count) in wrong)
            Console.WriteLine($"wrong: {count} times {what}");
        Console.WriteLine($"{done} turns");
        Console.WriteLine("end");
    }

    private static string? Judged(Turn turn, int number, Setting setting)
    {
        try
        {
            using var scope = NewDisposeScope();
            return turn(number, setting) ?? (LevelStack.Depth != 0 || Functorch.Depth != 0 ? "a level is left" : !is_grad_enabled()
                ? "grad mode is off" : null);
        }
        catch (Exception thrown)
        {
            return thrown.ToString().ReplaceLineEndings(" ");
        }
    }

    /// <summary>The calls that take the random generator's state and set it, as fast as they go.</summary>
    private static string? CheckpointAndVmap(int number, Setting setting)
    {
        for (int i = 0; i < 20; i++)
        {
            using Tensor same = s_square(setting.V);
            using Tensor output = Autograd.Checkpoint(Square, setting.Leaf), sum = output.sum();
            sum.Backward(inputs: [setting.Leaf]);
        }
        using Tensor gradient = setting.Leaf.grad!;
        setting.Leaf.ZeroGrad();
        return Numeric.Values(gradient) is not [20, -40, 80] ? "the gradient through a checkpoint"
            : Numeric.Values(s_square(setting.X)) is not [0.25, 1, 4] ? "a square by Vmap"
            : null;
    }

    private static Tensor Square(Tensor x) => x.mul(x);

    private static string? SetBack(int number, Setting setting)
    {
        for (int i = 0; i < 200; i++)
        {
            using Tensor state = DefaultGenerator.State;
            DefaultGenerator.State = state;
        }
        return null;
    }

    private static string? Draw(int number, Setting setting)
    {
        for (int i = 0; i < 200; i++)
            rand(1000, float64).Dispose();
        using Tensor drawn = rand(1000, float64);
        return Array.Exists(Numeric.Values(drawn), value => value is not (>= 0 and < 1)) ? "a random number" : null;
    }

    private static string? Operation(int number, Setting setting)
    {
        int which = number % s_scenarios.Length;
        double[][] expected = s_expected.Value[which], found = Values(s_scenarios[which], setting);
        return expected.Length == found.Length && expected.Zip(found).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second)) ? null
            : $"the values of {s_scenarios[which].Name}";
    }

    private static double[][] Values(Scenario scenario, Setting setting)
    {
        using var scope = NewDisposeScope();
        return [.. scenario.Run(setting).Select(Numeric.Values)];
    }
}
