using System.Globalization;
using TorchBridge.Tests.Scenarios;
using TorchBridge.Tests.Tools;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchBridge.Tests;

/// <summary>Programs that a test runs in a child process, because they may end it. Each prints a line for each result.</summary>
internal static class Children
{
    public static int Run(string name, string[] arguments)
    {
        Action program = name switch
        {
            "misuse" => EveryMisuse,
            "misuse-by-script" => EveryMisuseByScript,
            "transform-escapes" => TransformEscapes.Run,
            "custom-captures" => CustomCaptures.Run,
            "tensor-kinds" => TensorKindTable.Run,
            "torchsharp-grad-error" => TorchSharpGradError,
            "deep-graph" => DeepGraph,
            "deep-graph-seen" => DeepGraphSeen,
            "create-graph" => CreateGraph,
            "safe-step" => SafeStepTests.Print,
            "first-calls" => FirstCalls,
            "grad-error" => GradError,
            _ when name.StartsWith("torchsharp-defect:", StringComparison.Ordinal) => () =>
                TorchSharpDefects.Run(name[(name.IndexOf(':') + 1)..]),
            "diagnose" => Diagnose,
            "convolutions-without-rules" => TorchSharpDefectTests.PrintConvolutions,
            "dual-errors" => DualTensorTests.PrintErrors,
            "memory-nothing" => () => TanhChain((_, x) => x.alias()),
            "memory-plain" => () => TanhChain((layer, x) => layer(x)),
            "memory-checkpoint" => () => TanhChain(Autograd.Checkpoint),
            "memory-saved-plain" => () => Hooks.HookCompositionTests.PrintPeak(packs: false),
            "memory-saved-half" => () => Hooks.HookCompositionTests.PrintPeak(packs: true),
            "kernel-failures" => KernelPrograms.Failures,
            "kernels-registered-by-many" => KernelPrograms.RegisteredByMany,
            "without-decompositions" => KernelPrograms.WithoutDecompositions,
            "operator-routes" => OperatorRoutes.Print,
            "jacobian-memory" => JacobianMemoryTests.Print,
            "jacobian-speed" => JacobianSpeed.Print,
            "unseen-graph" => UnseenGraphTests.PrintWithoutDecompositions,
            "programs" => Programs.ProgramRun.Print,
            "rank" => () => Distributed.RankProcess.Run(arguments),
            "chunk-memory" => () => ChunkMemory.Print(arguments[0]),
            _ when StressPrograms.All.TryGetValue(name, out Action<TimeSpan>? stress) => () =>
                stress(TimeSpan.FromSeconds(int.Parse(arguments[0], CultureInfo.InvariantCulture))),
            _ => throw new ArgumentException($"no child program {name} {string.Join(' ', arguments)}"),
        };
        program();
        return 0;
    }

    private static void EveryMisuse()
    {
        foreach (MisuseTable table in MisuseTests.Tables())
            using (table)
                Judge(table);
        Console.WriteLine("end");
    }

    private static void EveryMisuseByScript()
    {
        SwitchedOff.Set("DirectGrad", false);
        EveryMisuse();
    }

    private static void Judge(MisuseTable table)
    {
        set_num_threads(1);
        foreach (Misuse each in table.All())
        {
            Console.WriteLine($"{table.NameOf(each)}: {each.Verdict() ?? "ok"}");
            Console.Out.Flush();
        }
    }

    /// <summary>The control of all these tests: a call of TorchSharp that ends the process. No test may treat this as success.</summary>
    private static void TorchSharpGradError()
    {
        using Tensor x = tensor([1.0, 2.0], requires_grad: true);
        using Tensor y = x * x;
        autograd.grad([y], [x]);      // an output of two elements without a gradient
        Console.WriteLine("end");
    }

    /// <summary>A graph that is deep enough to end the process if any code used recursion.</summary>
    private static void DeepGraph()
    {
        set_num_threads(1);
        using Tensor x = tensor(1.0, requires_grad: true);
        using (Tensor y = Deep(x))
        {
            y.Backward();
            using Tensor gradient = x.grad!;
            Console.WriteLine($"gradient {gradient.ToDouble()}");
        }
        Console.WriteLine("end");
    }

    private static void DeepGraphSeen()
    {
        using Tensor x = tensor(1.0, requires_grad: true);
        using (Tensor y = Deep(x))
        {
            AutogradGraph graph = Autograd.Graph(y);
            if (graph.ToDot().Length < 200_000 || graph.ToMermaid().Length < 200_000)
                throw new InvalidOperationException("the drawings are too short");
            Console.WriteLine(graph);
        }
        Console.WriteLine("end");
    }

    private static Tensor Deep(Tensor x)
    {
        Tensor y = x.neg();
        for (int i = 1; i < 200_000; i++)
        {
            using Tensor previous = y;
            y = previous.neg();
        }
        return y;
    }

    /// <summary>
    /// Prints how many bytes of memory were resident at most while a chain of 8 segments of 8 layers of 8 MB was differentiated.
    /// </summary>
    private static void TanhChain(Func<Func<Tensor, Tensor>, Tensor, Tensor> call)
    {
        set_num_threads(1);
        using Tensor x = zeros(1_000_000, dtype: float64).requires_grad_();
        Tensor y = x.alias();
        for (int segment = 0; segment < 8; segment++)
        {
            using Tensor previous = y;
            y = call(Layers, previous);
        }
        using Tensor sum = y.sum();
        y.Dispose();
        sum.Backward();
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        Console.WriteLine(process.PeakWorkingSet64);

        static Tensor Layers(Tensor input)
        {
            Tensor output = input.tanh();
            for (int layer = 1; layer < 8; layer++)
            {
                using Tensor before = output;
                output = before.tanh();
            }
            return output;
        }
    }

    /// <summary>LibTorch prints a warning to stderr about a graph between a leaf and its gradient, but not for Grad.</summary>
    private static void CreateGraph()
    {
        using Tensor x = tensor([1.0, 2.0], requires_grad: true);
        using Tensor product = x * x;
        using Tensor loss = product.sum();
        Autograd.Grad(loss, x, createGraph: true).Dispose();
        Console.Error.WriteLine("end of Grad");
        for (int i = 0; i < 3; i++)
        {
            loss.Backward(createGraph: true);
            x.ZeroGrad();
        }
        Console.Error.WriteLine("end of Backward");
    }

    private static void Diagnose()
    {
        NativeRuntimeReport report = NativeRuntime.Diagnose();
        Console.WriteLine(report);
        if (!report.IsLoaded)
            return;
        using Tensor x = tensor(3.0, requires_grad: true);
        using Tensor y = x * x;
        y.Backward();
        using Tensor gradient = x.grad!;
        Console.WriteLine($"gradient {gradient.ToDouble()}");
    }

    /// <summary>
    /// Members that can be called before any tensor exists. Each is called twice, to get the first error and a later one.
    /// </summary>
    private static void FirstCalls()
    {
        foreach (Action call in new Action[] { () => Autograd.DetectAnomaly().Dispose(), () => ForwardAD.EnterDualLevel().Dispose() })
            for (int i = 0; i < 2; i++)
                try
                {
                    call();
                    Console.WriteLine("nothing thrown");
                }
                catch (Exception e)
                {
                    Console.WriteLine($"{e.GetType().Name}: {string.Join(' ', e.Message.Split('\n'))}");
                }
    }

    /// <summary>An error that only the engine detects, in a pass that TorchSharp does not guard.</summary>
    private static void GradError()
    {
        using Tensor x = tensor(3.0, requires_grad: true);
        using Tensor y = x * x;
        Autograd.Grad(y, x).Dispose();
        try
        {
            Autograd.Grad(y, x);
        }
        catch (AutogradException e)
        {
            Console.WriteLine(e.Kind);
        }
        Console.WriteLine($"frame: {(Native.CatchFrame.IsSupported ? "yes" : "no")}");
    }
}
