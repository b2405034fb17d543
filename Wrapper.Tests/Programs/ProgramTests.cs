using static TorchSharp.torch;

namespace TorchBridge.Tests.Programs;

[TestClass]
public sealed class ProgramTests
{
    [TestMethod]
    public void X() => Run();

    public static void Run()
    {
        string? only = Environment.GetEnvironmentVariable("TORCHBRIDGE_PROGRAM"), method = Environment.GetEnvironmentVariable("TORCHBRIDGE_METHOD");
        set_num_threads(1);
        int n = 0;
        foreach (RandomProgram p in RandomProgram.Load(id => only is null || only == $"{id}"))
            foreach (ProgramMethod m in ProgramMethod.All.Where(m => method is null || method == m.Name))
            {
                n++;
                ProgramComparison c = ProgramComparison.Of(p, m);
                if (c.Outcome != ProgramOutcome.Agrees || only is not null)
                    Console.WriteLine($"{c.Outcome} {c.Program} {c.Method} {c.Detail}");
                if (method is not null) Console.WriteLine(p);
            }
        Console.WriteLine($"{n} comparisons");
    }
}
