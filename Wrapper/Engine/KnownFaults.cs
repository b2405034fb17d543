using System.Collections.Frozen;
using TorchBridge.Native;

namespace TorchBridge.Engine;

/// <summary>Which derivatives of an operation LibTorch computes wrongly without an error.</summary>
[Flags]
internal enum Faults
{
    None = 0,

    /// <summary>The backward pass, for a batch of gradients at one point.</summary>
    BatchOfGradients = 1,

    /// <summary>The reverse-mode derivative of the backward pass.</summary>
    SecondBackward = 2,

    /// <summary>The forward-mode derivative of the backward pass.</summary>
    ForwardOverReverse = 4,

    /// <summary>The derivative of the tangent with respect to the primal, in any mode.</summary>
    DerivativeOfTangent = 8,

    /// <summary>The tangent itself, and so everything that is computed from it.</summary>
    Tangent = 16 | DerivativeOfTangent | ForwardOverReverse,

    /// <summary>The third derivative, if at least one of the three is taken in reverse mode.</summary>
    ThirdDerivative = 32,

    /// <summary>
    /// The derivative of the second backward pass. So two backward passes cannot replace a tangent that is differentiated.
    /// </summary>
    DerivativeOfSecondBackward = 64 | ThirdDerivative,

    /// <summary>The backward pass, for a batch of gradients inside a batch of points.</summary>
    BatchInBatch = 128,
}

/// <summary>
/// The one place that knows which derivatives LibTorch computes wrongly without an error (docs/known-faults.md has the numbers). Operations
/// are identified by their nodes in the graph, so code that has a graph can ask before it trusts a rule.
/// </summary>
internal sealed class KnownFaults
{
    private static readonly FrozenDictionary<string, Faults> s_nodes = new Dictionary<string, Faults>
    {
        ["CdistBackward0"] = Faults.BatchOfGradients,
        ["LinalgLuSolveBackward0"] = Faults.BatchOfGradients | Faults.BatchInBatch | Faults.ForwardOverReverse | Faults.DerivativeOfTangent,
        ["LogcumsumexpBackward0"] = Faults.SecondBackward,
        ["WeightNormInterfaceBackward0"] = Faults.SecondBackward,
        ["LinalgDetBackward0"] = Faults.DerivativeOfTangent | Faults.ForwardOverReverse | Faults.ThirdDerivative,
        ["LinalgSlogdetBackward0"] = Faults.DerivativeOfTangent | Faults.ForwardOverReverse,
        ["LinalgSolveExBackward0"] = Faults.DerivativeOfTangent | Faults.ForwardOverReverse,
        ["LinalgEigBackward0"] = Faults.ForwardOverReverse,
        ["LinalgEighBackward0"] = Faults.DerivativeOfTangent,
        ["LinalgHouseholderProductBackward0"] = Faults.DerivativeOfTangent,
        ["NativeLayerNormBackward0"] = Faults.DerivativeOfTangent | Faults.DerivativeOfSecondBackward,
        ["NativeBatchNormBackward0"] = Faults.DerivativeOfTangent | Faults.DerivativeOfSecondBackward,
        ["CumprodBackward0"] = Faults.DerivativeOfTangent,
        ["ScatterReduceBackward0"] = Faults.Tangent,
        ["CholeskyInverseBackward0"] = Faults.Tangent,
        ["CholeskySolveBackward0"] = Faults.Tangent,
    }.ToFrozenDictionary();

    /// <summary>
    /// Used if the graph can't be read. It may then contain an operation that is wrong for a batch of gradients, so the gradients are
    /// computed one by one. The other faults have no such safe replacement, so they are not assumed.
    /// </summary>
    private static readonly KnownFaults s_unseen = new(["an operation of a graph that can't be seen"], Faults.BatchOfGradients);

    /// <summary>No known faults.</summary>
    public static KnownFaults None { get; } = new([], Faults.None);

    /// <summary>Whether every backward pass is right for a batch of gradients that is not inside another batch.</summary>
    public static bool TakesPlainBatches => Decompositions.EnsureBatching();

    /// <summary>For tests: the nodes with known faults.</summary>
    internal static IReadOnlyDictionary<string, Faults> Nodes => s_nodes;

    private readonly string[] _operations;
    private readonly Faults _faults;

    private KnownFaults(string[] operations, Faults faults) => (_operations, _faults) = (operations, faults);

    /// <summary>The faults of all operations behind outputs.</summary>
    /// <param name="api">The public name for messages.</param>
    /// <param name="outputs">Tensors of the innermost grad level, or of no level.</param>
    /// <param name="since">
    /// Only operations that this thread recorded from this sequence number on; see <see cref="GraphWalk.NextSequenceNumber"/>.
    /// </param>
    public static KnownFaults Behind(string api, IEnumerable<Tensor> outputs, ulong since = 0)
    {
        if (!Switches.KnownFaults)
            return None;
        List<string>? operations = null;
        foreach (Tensor output in outputs)
        {
            using Tensor? beneath = LevelStack.BatchesSince(0) ? Level.Beneath(output) : null;
            Tensor recorded = beneath ?? output;
            if (recorded.requires_grad && !GraphWalk.Names(api, recorded, since, Add))
                // TorchBridge's rules do not correct lu_solve inside another batch.
                return TakesPlainBatches && (GraphWalk.IsSupported || !LevelStack.BatchesSince(0)) ? None : s_unseen;
        }
        return operations is null ? None : new([.. operations], operations.Aggregate(Faults.None, (all, name) => all | s_nodes[name]));

        void Add(string name)
        {
            if (s_nodes.ContainsKey(name) && operations?.Contains(name) != true && !IsMended(name))
                (operations ??= []).Add(name);
        }
    }

    /// <summary>Whether a rule of TorchBridge replaces the wrong one. (A corrected operator has another node in the graph.)</summary>
    private static bool IsMended(string name) => name == "CdistBackward0" && TakesPlainBatches;

    public bool Have(Faults fault) => (_faults & fault) == fault;

    /// <summary>Why a derivative is not trusted; null if it is trusted.</summary>
    public string? Reason(Faults fault)
    {
        if (!Have(fault))
            return null;
        string what = fault switch
        {
            Faults.BatchOfGradients or Faults.BatchInBatch => "backward pass with a batch of gradients",
            Faults.SecondBackward => "second backward pass",
            Faults.ForwardOverReverse => "forward derivative of the backward pass",
            Faults.ThirdDerivative => "third derivative",
            _ => "derivative of the tangent",
        };
        IEnumerable<string> operations = _operations.Where(name => (s_nodes.GetValueOrDefault(name, fault) & fault) == fault);
        return $"LibTorch's {what} of {string.Join(", ", operations)} gives wrong numbers";
    }

    /// <summary>The exception for a derivative that would be wrong.</summary>
    /// <param name="api">The public name for messages.</param>
    /// <param name="fault">What is wrong.</param>
    /// <param name="wayOut">What to call instead: a sentence of <see cref="TransformMessages"/>.</param>
    public KnownFaultException Refusal(string api, Faults fault, string wayOut) =>
        new(fault, TransformMessages.WrongDerivative(api, Reason(fault), wayOut));
}

/// <summary>LibTorch's rule for a derivative is wrong, so it is refused. Code that knows another way catches this.</summary>
internal sealed class KnownFaultException(Faults fault, string message) : AutogradException(AutogradError.NotImplemented, message)
{
    public Faults Fault { get; } = fault;
}
