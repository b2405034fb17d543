using TorchSharp;
using static TorchBridge.Transforms;
using static TorchSharp.torch;

namespace TorchBridge.Tests.Scenarios;

/// <summary>
/// Tensors of a level kept beyond it and put to every use: an error or a
/// plain value, never the end of the process. Run in a process of its own.
/// </summary>
internal static class TransformEscapes
{
    private static readonly (string Name, Func<Tensor> Keep)[] s_kept =
    [
        ("argument of vmap", () => Kept(keep => Vmap((Tensor x) => keep(x))(Batch))),
        ("result of an operation in vmap", () => Kept(keep => Vmap((Tensor x) => keep(x.sin()))(Batch))),
        ("constant made in vmap", () => Kept(keep => Vmap((Tensor x) => keep(zeros_like(x)))(Batch))),
        ("argument of vmap in vmap", () => Kept(keep => Vmap(Vmap((Tensor x) => keep(x)))(Batch))),
        ("argument of grad", () => Kept(keep => Grad((Tensor x) => keep(x).sum())(Batch))),
        ("result of an operation in grad", () => Kept(keep => Grad((Tensor x) => keep(x * x).sum())(Batch))),
        ("argument of grad of grad", () => Kept(keep => Grad((Tensor x) => Grad((Tensor y) => keep(y * x).sum())(x).sum())(Batch))),
        ("argument of vmap of grad", () => Kept(keep => Vmap(Grad((Tensor x) => keep(x).sum()))(Batch))),
        ("result of an operation in vmap of grad", () => Kept(keep => Vmap(Grad((Tensor x) => keep(x * x).sum()))(Batch))),
        ("argument of grad of vmap", () => Kept(keep => Grad((Tensor x) => Vmap((Tensor y) => keep(y))(x).sum())(Batch))),
        ("argument of jvp", () => Kept(keep => Jvp((Tensor x) => keep(x), Batch, Batch))),
        ("result of an operation in jvp", () => Kept(keep => Jvp((Tensor x) => keep(x * x), Batch, Batch))),
        ("argument of jacfwd", () => Kept(keep => JacFwd((Tensor x) => keep(x))(Batch))),
        ("argument of hessian", () => Kept(keep => Hessian((Tensor x) => keep(x * x).sum())(Batch))),
        ("argument of a level left by a throw", () => Kept(keep =>
        {
            try
            {
                Vmap(Grad((Tensor x) => keep(x).sum() is { } ? throw new TimeoutException() : x))(Batch);
            }
            catch (TimeoutException)
            {
                // kept all the same
            }
        })),
    ];

    private static readonly (string Name, Action<Tensor> Use)[] s_uses =
    [
        ("shape", t => _ = t.shape.Length + t.dim() + t.numel()),
        ("add", t => (t + 1).Dispose()),
        ("add to itself", t => (t + t).Dispose()),
        ("add a plain one", t => (t + Batch).Dispose()),
        ("read", t => _ = t.sum().ToDouble()),
        ("data", t => _ = t.data<double>().ToArray().Length),
        ("print", t => _ = t.ToString(TorchSharp.TensorStringStyle.Julia).Length),
        ("clone, detach, view", t => _ = (t.clone(), t.detach(), t.view(-1))),
        ("write", t => t.add_(1)),
        ("compare", t => t.eq(t).Dispose()),
        ("stack", t => stack([t, t]).Dispose()),
        ("requires_grad", t => _ = t.requires_grad),
        ("set requires_grad", t => t.requires_grad_()),
        ("grad", t => _ = t.grad),
        ("another thread", t =>
        {
            Exception? thrown = null;
            var thread = new Thread(() =>
            {
                try
                {
                    (t + t).Dispose();
                }
                catch (Exception e)
                {
                    thrown = e;
                }
            });
            thread.Start();
            thread.Join();
            if (thrown is not null)
                throw new InvalidOperationException($"On the other thread: {thrown.Message}", thrown);
        }),
        ("dispose", t => t.Dispose()),
        ("leave to the finalizer", _ => GC.Collect()),
        .. ScenarioCatalogue.With(Tags.Role).Select(scenario => (scenario.Name, Use(scenario))),
    ];

    private static Action<Tensor> Use(Scenario scenario) => t => scenario.Run(Setting.Given(t, x => x * x));

    private static Tensor Batch => full([2, 3], 0.5, float64);

    /// <summary>What can be done with a tensor, for other programs.</summary>
    internal static IReadOnlyList<(string Name, Action<Tensor> Use)> Uses => s_uses;

    /// <summary>Prints a line for each use of each.</summary>
    public static void Run()
    {
        set_num_threads(1);
        int errors = 0, values = 0;
        foreach ((string kept, Func<Tensor> keep) in s_kept)
        {
            foreach ((string name, Action<Tensor> use) in s_uses)
            {
                Console.Write($"{kept}: {name}: ");
                Console.Out.Flush();
                using (NewDisposeScope())
                    Console.WriteLine(Outcome(keep, use, ref errors, ref values));
                if (Engine.LevelStack.Depth != 0 || Native.Functorch.Depth != 0 || !is_grad_enabled())
                    Console.WriteLine("NOT AT REST");
                // The next call is not touched by what has been done.
                using Tensor x = Batch, y = Vmap(Grad((Tensor t) => (t * t).sum()))(x);
                if (y.sum().ToDouble() != 6)
                    Console.WriteLine("WRONG AFTERWARDS");
            }
        }
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Console.WriteLine($"end, {values} values and {errors} errors");
    }

    private static string Outcome(Func<Tensor> keep, Action<Tensor> use, ref int errors, ref int values)
    {
        Tensor tensor = keep();
        try
        {
            use(tensor);
            values++;
            return "value";
        }
        catch (Exception e)
        {
            errors++;
            return e.Message.Length < 20 ? $"UNCLEAR {e.Message}" : $"error {e.GetType().Name}: {e.Message.Split('\n')[0]}";
        }
    }

    /// <summary>Runs a transform and gives what its function put aside.</summary>
    private static Tensor Kept(Action<Func<Tensor, Tensor>> transform)
    {
        Tensor? kept = null;
        transform(x =>
        {
            kept ??= x.DetachFromDisposeScope();
            return x;
        });
        return kept!;
    }
}
