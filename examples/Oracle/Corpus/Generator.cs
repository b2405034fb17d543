using TorchBridge.Oracle.Cases;
using TorchBridge.Oracle.Corpus.Specs;
using TorchBridge.Oracle.Protocol;

namespace TorchBridge.Oracle.Corpus;

/// <summary>Makes the corpus: every file of cases, from the tables of specs and a seed.</summary>
internal sealed class Generator(ulong seed, Action<int, int>? progress = null)
{
    private static readonly (string File, string Category, string Base, string Edges)[] s_tables =
    [
        ("unary", "unary", SpecTable.Unary, SpecTable.UnaryEdges),
        ("activation", "activation", SpecTable.Activation, SpecTable.ActivationEdges),
        ("binary", "binary", SpecTable.Binary, SpecTable.BinaryEdges),
        ("reduction", "reduction", SpecTable.Reduction, SpecTable.ReductionEdges),
        ("shape", "shape", SpecTable.Shape, ""),
        ("indexing", "indexing", SpecTable.Indexing, ""),
        ("linalg", "linalg", SpecTable.Linalg, SpecTable.LinalgEdges),
        ("nn", "nn", SpecTable.Nn, SpecTable.NnEdges),
        ("composite", "composite", SpecTable.Composite, ""),
        ("traps", "traps", SpecTable.Traps, ""),
        ("complex", "complex", SpecTable.Complex, ""),
    ];

    private static readonly (string Function, DType Type, int Count)[] s_base =
    [
        ("vjp", DType.Float64, 2), ("vjp", DType.Float32, 1), ("jvp", DType.Float64, 1), ("jacobian", DType.Float64, 1), ("grad", DType.Float64, 1),
        ("hvp", DType.Float64, 1), ("hessian", DType.Float64, 1),
    ];

    private static readonly (string Function, DType Type, int Count)[] s_edges = [("vjp", DType.Float64, 1), ("vjp", DType.Float32, 1), ("jvp", DType.Float64, 1), ("grad", DType.Float64, 1)];

    private static readonly (string Function, DType Type, int Count)[] s_complex = [("vjp", DType.Complex128, 2),
        ("jvp", DType.Complex128, 1), ("value", DType.Complex128, 1), ("vjp", DType.Complex64, 1)];

    /// <summary>The first thing that an implementer runs: ten small programs, each with another lesson.</summary>
    private static readonly string[] s_smoke =
    [
        "add | x[2] y[2] | add(x, y)", "mul | x[2] y[2] | mul(x, y)", "tanh | x[2] | tanh(x)", "chain | x[3] | a = tanh(x); y = mul(a, x)",
        "broadcast | x[2,1] y[3] | mul(x, y)", "shared | x[2] | a = exp(x); b = mul(a, a); y = add(b, a)", "sum | x[2,2] | sum(x)",
        "mm | x[2,2] y[2,2] | mm(x, y)", "relu | x[3] | relu(x)", "softmax | x[2,3] | softmax(x, 1) | Normalizer",
    ];

    /// <summary>Version 1 counted from 1: no id of this version is one of that.</summary>
    private const int FirstNumber = 200;

    private readonly CaseMaker _maker = new(seed);

    public string[] Rejections => [.. _maker.Rejections.Order(StringComparer.Ordinal)];

    /// <summary>Each file with its cases; one file alone, if it is named.</summary>
    public IEnumerable<(string File, Case[] Cases)> Files(string? only = null)
    {
        int done = 0;
        (string File, Func<IEnumerable<Case?>> Make)[] files =
        [
            ("smoke.jsonl", () => s_smoke.Select(line =>
                _maker.Make(Spec.Parse("smoke", line).Single(), "vjp", DType.Float64, FirstNumber + 1))),
            ("semantics/backward.jsonl", () => SemanticsTable.Make(_maker)),
            .. s_tables.Select(table => ($"{table.File}.jsonl", (Func<IEnumerable<Case?>>)(() =>
                [.. All(Spec.Parse(table.Category, table.Base), s_base), .. All(Spec.Parse(table.Category, table.Edges), s_edges)]))),
            ("complex128.jsonl", () => All(Spec.Parse("complex128", SpecTable.ComplexTyped + "\n" + SpecTable.ComplexTraps), s_complex)),
        ];
        if (only is not null && files.All(file => file.File != only))
            throw new ArgumentException($"there is no file {only}; there are {string.Join(", ", files.Select(file => file.File))}");
        foreach ((string file, Func<IEnumerable<Case?>> make) in files.Where(file => only is null || file.File == only))
        {
            yield return (file, [.. make().OfType<Case>()]);
            progress?.Invoke(++done, only is null ? files.Length : 1);
        }
    }

    /// <summary>On all processors, in their order.</summary>
    private ParallelQuery<Case?> All(IEnumerable<Spec> specs, (string Function, DType Type, int Count)[] functions) =>
        specs.AsParallel().AsOrdered().SelectMany(spec => All(spec, functions).ToArray());

    private IEnumerable<Case?> All(Spec spec, (string Function, DType Type, int Count)[] functions)
    {
        foreach ((string function, DType type, int count) in functions)
        {
            bool scalarOnly = function is "grad" or "hvp" or "hessian";
            if (scalarOnly && (spec.Program.Outputs.Length > 1 || (spec.IsGiven && function != "grad")))
                continue;
            for (int number = 1; number <= (spec.IsGiven ? Math.Min(count, 1) : count); number++)
                yield return _maker.Make(spec, function, type, FirstNumber + number);
        }
    }
}
