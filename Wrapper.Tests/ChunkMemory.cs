using System.Globalization;
using TorchBridge.Tests.Tools;
using TorchSharp;
using static TorchBridge.Transforms;
using static TorchSharp.torch;

namespace TorchBridge.Tests;

/// <summary>A computation in pieces, and the memory that it needs: that of the result and of one piece.</summary>
/// <param name="Result">The bytes of the result.</param>
/// <param name="Piece">Computes one piece.</param>
/// <param name="Chunked">Computes all of them, piece by piece.</param>
/// <param name="Unchunked">Computes many of them at once, so that the test sees a difference.</param>
internal sealed record ChunkMemoryCase(long Result, Action Piece, Action Chunked, Action Unchunked);

/// <summary>The programs that <see cref="ChunkMemoryTests"/> measures, each in its own process.</summary>
internal static class ChunkMemory
{
    private const int Big = 1_000_000;      // elements of a temporary, 8 MB

    private static readonly Dictionary<string, Func<ChunkMemoryCase>> s_cases = new()
    {
        ["Vmap, chunkSize 1"] = () => Mapped(heavy => (x, chunk) => Vmap(heavy, chunkSize: chunk)(x), 400),
        ["Vmap, chunkSize 1, with a graph"] = () => MappedWithGraph(400),
        ["Vmap without levels"] =
            () => WithoutLevels(Mapped(heavy => (x, chunk) =>
            stack(chunk == 1 ? [Vmap(heavy)(x)] : [.. x.unbind().Take(chunk).Select(heavy)]), 100)),
        ["Vmap of Grad, chunkSize 1"] = () => Mapped(heavy => (x, chunk) => Vmap(Grad(heavy), chunkSize: chunk)(x), 100),
        ["Vmap of Vmap, chunkSize 1"] = () =>
            Mapped(heavy => (x, chunk) => Vmap(Vmap(heavy, chunkSize: chunk), chunkSize: chunk)(x.reshape(-1, 1)), 100),
        ["Jacobian, reverse, chunkSize 2"] = () => Columns(2, (f, x, chunk) => Autograd.Jacobian(f, x, chunkSize: chunk)),
        ["Jacobian, forward, chunkSize 2"] = () =>
            Columns(2, (f, x, chunk) => Autograd.Jacobian(f, x, strategy: JacobianStrategy.ForwardMode, chunkSize: chunk)),
        ["Jacobian, forward, one by one"] = () => Columns(1, (f, x, chunk) =>
            Autograd.Jacobian(f, x, strategy: JacobianStrategy.ForwardMode, vectorize: chunk == 1 ? false : null, chunkSize: chunk)),
        ["Jacobian, reverse, one by one"] = () =>
            Columns(1, (f, x, chunk) => Autograd.Jacobian(f, x, vectorize: chunk == 1 ? false : null, chunkSize: chunk)),
        ["JacFwd, chunkSize 2"] = () => Columns(2, (f, x, chunk) => JacFwd(f, chunkSize: chunk)(x)),
        ["JacRev, chunkSize 2"] = () => Columns(2, (f, x, chunk) => JacRev(f, chunkSize: chunk)(x)),
        ["JacFwd of JacRev, chunkSize 1"] = () =>
            Columns(1, (f, x, chunk) => JacFwd(JacRev((Tensor t) => f(t).sum(), chunkSize: chunk), chunkSize: chunk)(x), order: 2),
        ["JacRev of JacRev, chunkSize 1"] = () =>
            Columns(1, (f, x, chunk) => JacRev(JacRev((Tensor t) => f(t).sum(), chunkSize: chunk), chunkSize: chunk)(x), order: 2),
        ["Hessian, forward, one by one"] = () => Columns(1, (f, x, chunk) =>
            Autograd.Hessian(t => f(t).sum(), x, vectorize: chunk == 1 ? false : null, outerStrategy: JacobianStrategy.ForwardMode),
                order: 2),
        ["GradCheck"] = () => Checked(),
        ["Jacobian of a network, forward, chunkSize 8"] = () =>
            Network(400, 6, 8, (f, x, chunk) => Autograd.Jacobian(f, x, strategy: JacobianStrategy.ForwardMode, chunkSize: chunk)),
        ["JacFwd of a network, chunkSize 8"] = () => Network(400, 6, 8, (f, x, chunk) => JacFwd(f, chunkSize: chunk)(x)),
        ["a large network, forward, chunkSize 8"] = () =>
            Network(1500, 5, 8, (f, x, chunk) => Autograd.Jacobian(f, x, strategy: JacobianStrategy.ForwardMode, chunkSize: chunk)),
        ["a large network, JacFwd, chunkSize 8"] = () => Network(1500, 5, 8, (f, x, chunk) => JacFwd(f, chunkSize: chunk)(x)),
        ["a large network, JacRev, chunkSize 8"] = () => Network(1500, 5, 8, (f, x, chunk) => JacRev(f, chunkSize: chunk)(x)),
        ["a large network, reverse, chunkSize 8"] = () => Network(1500, 5, 8, (f, x, chunk) => Autograd.Jacobian(f, x, chunkSize: chunk)),
        ["a large network, forward, default"] = () => Network(1500, 5, 64, (f, x, chunk) =>
            Autograd.Jacobian(f, x, strategy: JacobianStrategy.ForwardMode, chunkSize: chunk == 64 ? null : chunk)),
    };

    public static IEnumerable<string> Quick =>
        ["Vmap, chunkSize 1", "Jacobian, forward, chunkSize 2", "JacFwd, chunkSize 2", "JacRev, chunkSize 2"];

    /// <summary>The programs that take longer.</summary>
    public static IEnumerable<string> Others => s_cases.Keys.Except(Quick);

    /// <summary>The child's program: how many bytes the process grew by at most.</summary>
    public static void Print(string name)
    {
        set_num_threads(1);
        using DisposeScope scope = NewDisposeScope();
        ChunkMemoryCase measured = s_cases[name]();
        long before = Status("VmRSS");
        Console.WriteLine($"result {measured.Result}");
        foreach ((string what, Action action) in
            new[] { ("piece", measured.Piece), ("chunked", measured.Chunked), ("unchunked", measured.Unchunked) })
        {
            File.WriteAllText("/proc/self/clear_refs", "5");      // the peak starts anew
            using (NewDisposeScope())
                action();
            Console.WriteLine($"{what} {Status("VmHWM") - before}");
        }
    }

    private static ChunkMemoryCase Mapped(Func<Func<Tensor, Tensor>, Func<Tensor, int, Tensor>> over, int count)
    {
        Tensor big = ones(Big, dtype: float64), x = rand(count, dtype: float64);
        Func<Tensor, int, Tensor> run = over(t => big.mul(t.sum()).sum());
        return new(count * sizeof(double), () => run(x[..1], 1), () => run(x, 1), () => run(x, 24));
    }

    /// <summary>A captured tensor requires grad, so the results need a graph. The temporaries of this function do not.</summary>
    private static ChunkMemoryCase MappedWithGraph(int count)
    {
        Tensor big = ones(Big, dtype: float64), x = rand(count, dtype: float64), w = tensor(1.0, requires_grad: true);
        Func<Tensor, Tensor> f = t => big.add(w).add(t).sum();
        return new(count * sizeof(double), () => Vmap(f, chunkSize: 1)(x[..1]), () => Vmap(f, chunkSize: 1)(x),
            () => Vmap(f, chunkSize: 24)(x));
    }

    private static ChunkMemoryCase WithoutLevels(ChunkMemoryCase of)
    {
        SwitchedOff.Set("FunctionTransforms", false);
        return of;
    }

    /// <summary>100 inputs and 100 outputs by way of temporaries of 8 MB.</summary>
    private static ChunkMemoryCase Columns(int chunk, Func<Func<Tensor, Tensor>, Tensor, int, Tensor> jacobian, int order = 1)
    {
        const int count = 100;
        Tensor big = rand(Big, dtype: float64), x = rand(count, dtype: float64), rest = x[chunk..];
        Tensor whole(Tensor t) => t.mul(big.mul(t.sum()).mean());
        // The same work, in as many inputs and outputs as one piece has.
        Tensor part(Tensor t) => whole(cat([t, rest])).narrow(0, 0, chunk);
        return new(count * count * sizeof(double), () => jacobian(part, x[..chunk], chunk), () => jacobian(whole, x, chunk),
            () => jacobian(whole, x, order == 1 ? 40 : 20));
    }

    private static ChunkMemoryCase Checked()
    {
        Tensor big = rand(Big, dtype: float64), x = rand(30, dtype: float64).requires_grad_();
        Tensor heavy(Tensor t) => big.mul(t.sum()).mean();
        return new(30 * sizeof(double), () => Autograd.GradCheck(heavy, x[..1].detach().requires_grad_()),
            () => Autograd.GradCheck(heavy, x),
            () => stack([.. Enumerable.Range(0, 30).Select(_ => big.mul(x.sum()))]));
    }

    private static ChunkMemoryCase Network(int width, int layers, int chunk, Func<Func<Tensor, Tensor>, Tensor, int, Tensor> jacobian)
    {
        Tensor weight = rand(width, width, dtype: float64), x = rand(width, dtype: float64), rest = x[chunk..];
        Tensor whole(Tensor t) => Enumerable.Range(0, layers).Aggregate(t, (y, _) => weight.mv(y).tanh());
        Tensor part(Tensor t) => whole(cat([t, rest])).narrow(0, 0, chunk);
        return new((long)width * width * sizeof(double), () => jacobian(part, x[..chunk], chunk), () => jacobian(whole, x, chunk),
            () => jacobian(whole, x, width));
    }

    private static long Status(string name) =>
        1024 * long.Parse(File.ReadLines("/proc/self/status").First(line => line.StartsWith(name, StringComparison.Ordinal))
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1],
            CultureInfo.InvariantCulture);
}
