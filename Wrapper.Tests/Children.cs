using TorchBridge.Tests.Tools;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchBridge.Tests;

/// <summary>Programs that a test runs in a process of their own, because they may end it. Each prints a line for each thing it found.</summary>
internal static class Children
{
    public static int Run(string name, string[] arguments)
    {
        Action program = name switch
        {
            "misuse" => EveryMisuse,
            "transform-misuse" => TransformMisuse.Run,
            "transform-escapes" => TransformEscapes.Run,
            "operator-misuse" => OperatorMisuse,
            "torchsharp-grad-error" => TorchSharpGradError,
            "deep-graph" => DeepGraph,
            "diagnose" => Diagnose,
            "jacobian-memory" => JacobianMemoryTests.Print,
            _ => throw new ArgumentException($"no child program {name} {string.Join(' ', arguments)}"),
        };
        program();
        return 0;
    }

    private static void EveryMisuse()
    {
        using var misuse = new BackwardMisuse();
        Judge(misuse.Judged().Concat(misuse.Reported()));
    }

    private static void OperatorMisuse()
    {
        using var misuse = new OperatorMisuse();
        Judge(misuse.All());
    }

    private static void Judge(IEnumerable<Misuse> misuses)
    {
        set_num_threads(1);
        foreach (Misuse each in misuses)
        {
            Console.WriteLine($"{each.Name}: {each.Verdict() ?? "ok"}");
            Console.Out.Flush();
        }
        Console.WriteLine("end");
    }

    /// <summary>The control of all these tests: what TorchSharp does on its own, which no test may take for success.</summary>
    private static void TorchSharpGradError()
    {
        using Tensor x = tensor([1.0, 2.0], requires_grad: true);
        using Tensor y = x * x;
        autograd.grad([y], [x]);      // an output of two elements without a gradient
        Console.WriteLine("end");
    }

    /// <summary>A graph deep enough to end the process if anything on the way recursed.</summary>
    private static void DeepGraph()
    {
        set_num_threads(1);
        using Tensor x = tensor(1.0, requires_grad: true);
        Tensor y = x.alias();
        for (int i = 0; i < 200_000; i++)
        {
            using Tensor previous = y;
            y = previous.neg();
        }
        y.Backward();
        using Tensor gradient = x.grad!;
        Console.WriteLine($"gradient {gradient.ToDouble()}");
        y.Dispose();
        Console.WriteLine("end");
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
}
