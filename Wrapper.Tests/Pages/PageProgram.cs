using System.Reflection;
using System.Runtime.ExceptionServices;
using static TorchSharp.torch;

namespace TorchBridge.Tests.Pages;

/// <summary>
/// Runs a compiled program inside this process as if it had one of its own. It gets a thread, because grad mode, dispose scopes and the
/// levels of transforms belong to a thread, and an empty folder. What belongs to the process is as at its start, and a program that does
/// not put it back fails.
/// </summary>
internal static class PageProgram
{
    /// <summary>LibTorch's own seed. A program that sets none draws the same numbers in each new process.</summary>
    private const long FirstSeed = 67280421310721;

    /// <summary>What the main thread of a program has on Linux.</summary>
    private const int StackSize = 8 << 20;

    private static readonly string[] s_switches = ["FunctionTransforms", "ForwardMode", "Graph", "DirectGrad", "Decompositions",
        "Distributed", "Hooks", "DrawWatch", "KnownFaults"];

    /// <summary>What the program writes to the console.</summary>
    public static string Output(Assembly program)
    {
        using var output = new StringWriter();
        TextWriter console = Console.Out, writer = TextWriter.Synchronized(output);
        string folder = Directory.GetCurrentDirectory();
        DirectoryInfo own = Directory.CreateTempSubdirectory("page-");
        Console.SetOut(writer);
        Directory.SetCurrentDirectory(own.FullName);
        try
        {
            random.manual_seed(FirstSeed).Dispose();
            Run(program);
            AssertNothingIsLeftBehind();
        }
        finally
        {
            Directory.SetCurrentDirectory(folder);
            Console.SetOut(console);
            own.Delete(recursive: true);
            set_default_dtype(float32);
        }
        return output.ToString().ReplaceLineEndings("\n").TrimEnd();
    }

    private static void Run(Assembly program)
    {
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                set_num_threads(1);      // OpenMP counts threads for each thread that calls it
                MethodInfo main = program.EntryPoint!;
                object[] arguments = main.GetParameters().Length == 0 ? [] : [Array.Empty<string>()];
                main.Invoke(null, BindingFlags.DoNotWrapExceptions, null, arguments, null);
            }
            catch (Exception e)
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }
        }, StackSize);
        thread.Start();
        thread.Join();
        failure?.Throw();
    }

    private static void AssertNothingIsLeftBehind()
    {
        Assert.AreEqual(float32, get_default_dtype(), "The program leaves another default type of elements.");
        foreach (string name in s_switches)
            Assert.IsTrue(!AppContext.TryGetSwitch($"TorchBridge.{name}", out bool on) || on, $"The program leaves {name} off.");
        using var scope = NewDisposeScope();
        Tensor nan = zeros(1, requires_grad: true).sqrt() * 0;
        try
        {
            nan.Backward();
        }
        catch (AutogradException e) when (e.Kind == AutogradError.NaN)
        {
            Assert.Fail("The program leaves anomaly detection on.");
        }
    }
}
