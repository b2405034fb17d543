using TorchSharp;
using static TorchBridge.Transforms;
using static TorchSharp.torch;

namespace TorchBridge.Tests.Scenarios;

/// <summary>
/// The parts of a custom function run at levels below the one where they are called, and capture tensors of the levels above: every such
/// use is an error or a value, never the end of the process. Run in a process of its own.
/// </summary>
internal static class CustomCaptures
{
    private static readonly (string Name, Action<Func<Tensor, Tensor>> Run)[] s_transforms =
    [
        ("grad", f => Grad((Tensor x) => f(x).sum())(Batch)),
        ("vmap", f => Vmap((Tensor x) => f(x))(Batch)),
        ("jvp", f => Jvp((Tensor x) => f(x), Batch, Batch)),
        ("vmap of grad", f => Vmap(Grad((Tensor x) => f(x).sum()))(Batch)),
        ("grad of vmap", f => Grad((Tensor x) => Vmap(f)(x).sum())(Batch)),
        ("hessian", f => Hessian((Tensor x) => f(x).sum())(Batch)),
    ];

    private static readonly string[] s_parts = ["forward", "setup", "backward", "jvp", "vmap"];

    private static Tensor Batch => full([2, 3], 0.5, float64);

    /// <summary>Prints a line for each use in each part.</summary>
    public static void Run()
    {
        set_num_threads(1);
        int errors = 0, values = 0;
        foreach ((string transform, Action<Func<Tensor, Tensor>> run) in s_transforms)
            foreach (string part in s_parts)
                foreach ((string name, Action<Tensor> use) in TransformEscapes.Uses)
                {
                    if (name == "dispose")
                        continue;      // of a tensor that the transform itself goes on with
                    Console.Write($"{transform}, {part}: {name}: ");
                    Console.Out.Flush();
                    try
                    {
                        using var scope = NewDisposeScope();
                        run(x => Defined(x, part, use));
                        values++;
                        Console.WriteLine("value");
                    }
                    catch (Exception e)
                    {
                        errors++;
                        Console.WriteLine($"error {e.GetType().Name}: {e.Message.Split('\n')[0]}");
                    }
                    if (Engine.LevelStack.Depth != 0 || Native.Functorch.Depth != 0 || !is_grad_enabled())
                        Console.WriteLine("NOT AT REST");
                    using Tensor after = Batch, y = Vmap(Grad((Tensor t) => (t * t).sum()))(after);
                    if (y.sum().ToDouble() != 6)
                        Console.WriteLine("WRONG AFTERWARDS");
                }
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Console.WriteLine($"end, {values} values and {errors} errors");
    }

    /// <summary>The identity. One of its parts uses the tensor that the function is called with.</summary>
    private static Tensor Defined(Tensor captured, string part, Action<Tensor> use)
    {
        return CustomFunction.Define(
            x =>
            {
                In("forward");
                return [x[0] * 1];
            },
            (_, _, _) => In("setup"),
            (_, g) =>
            {
                In("backward");
                return g;
            },
            (_, t) =>
            {
                In("jvp");
                return t;
            },
            part == "vmap"
                ? (_, dims, x) =>
                {
                    In("vmap");
                    return ([x[0] * 1], dims);
                }
        : null,
            part != "vmap")([captured])[0];

        void In(string here)
        {
            if (here == part)
                use(captured);
        }
    }
}
