using System.Collections.Concurrent;
using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchBridge.Tests.Programs;

/// <summary>A step of a random program: the name of its operation, the values it takes, and its arguments as the file names them.</summary>
internal sealed class ProgramStep(string name, int[] operands, JsonElement arguments)
{
    /// <summary>
    /// Held as long as the program runs, because TorchSharp's own temporaries may be finalized while native code reads them.
    /// </summary>
    private static readonly ConcurrentDictionary<double, Scalar> s_numbers = new();

    public string Name => name;

    public static Scalar Number(double value) => s_numbers.GetOrAdd(value, v => v);

    public Tensor Run(List<Tensor> values, Func<Tensor, Tensor> detach) =>
        ProgramOperations.All[name](new Call([.. operands.Select(i => values[i])], arguments, detach));

    public override string ToString() => $"{name}({string.Join(", ", operands.Select(i => $"v{i}"))}) {arguments.GetRawText()}";

    /// <summary>The operands and arguments of a step while it runs.</summary>
    public sealed record Call(Tensor[] Operands, JsonElement Arguments, Func<Tensor, Tensor> Detach)
    {
        public Tensor X => Operands[0];

        public Tensor Y => Operands[1];

        public Tensor Z => Operands[2];

        /// <summary>The dimension.</summary>
        public long D => Long("d");

        /// <summary>Whether the reduced dimension stays.</summary>
        public bool Keep => Flag("k");

        /// <summary>The number among the arguments.</summary>
        public Scalar V => Number(Arguments.GetProperty("v").GetDouble());

        public long Long(string key) => Arguments.GetProperty(key).GetInt64();

        public bool Flag(string key) => Arguments.GetProperty(key).GetBoolean();

        public string Text(string key) => Arguments.GetProperty(key).GetString()!;

        public long[] Longs(string key) => [.. Arguments.GetProperty(key).EnumerateArray().Select(e => e.GetInt64())];

        public nn.Reduction Reduction => Text("r") switch
        {
            "mean" => nn.Reduction.Mean,
            "sum" => nn.Reduction.Sum,
            _ => nn.Reduction.None,
        };

        /// <summary>A vector of indices.</summary>
        public Tensor Index(string key = "ix") => tensor(Longs(key), int64);

        /// <summary>Indices of a shape of their own.</summary>
        public Tensor ShapedIndex => Index().reshape(Longs("is"));

        public Tensor ShapedMask =>
            tensor(Arguments.GetProperty("ix").EnumerateArray().Select(e => e.GetBoolean()).ToArray()).reshape(Longs("is"));
    }
}
