using static TorchSharp.torch;

namespace TorchBridge.Tests.Programs;

/// <summary>
/// The derivatives of a random program at a point by central differences of its values, which share nothing with the engine. What the
/// program detaches stays as it is at the point.
/// </summary>
internal sealed class ProgramDifferences
{
    private const double Step = 1e-3;

    /// <summary>Differences of the fourth order: the derivative is the sum of weight × f(x + steps × Step) / Step.</summary>
    private static readonly (int Steps, double Weight)[] s_stencil = [(1, 2.0 / 3), (-1, -2.0 / 3), (2, -1.0 / 12), (-2, 1.0 / 12)];

    private readonly RandomProgram _program;
    private readonly List<Tensor> _detached = [];

    public ProgramDifferences(RandomProgram program)
        : this(program, program.Inputs)
    {
    }

    private ProgramDifferences(RandomProgram program, Tensor[] inputs)
    {
        (_program, Inputs) = (program, inputs);
        Output = program.Output(inputs, x =>
        {
            _detached.Add(x.clone());
            return _detached[^1];
        });
    }

    public Tensor[] Inputs { get; }

    public Tensor Output { get; }

    public Tensor Loss => _program.LossOf(Output);

    /// <summary>For each input, of shape [output..., input...].</summary>
    public Tensor[] Jacobian => Parts(JacobianMatrix, Output.shape);

    public Tensor[] Vjp => Parts(_program.Cotangent.matmul(JacobianMatrix));

    public Tensor Jvp => Along(_program.Tangents);

    public Tensor[] Gradient => Parts(Derivative(LossAt, Point));

    /// <summary>For each pair of inputs, row by row.</summary>
    public Tensor[] Hessian => [.. HessianMatrix.split(Sizes, 0).Zip(Inputs).SelectMany(row => Parts(row.First, row.Second.shape))];

    public Tensor[] Hvp => Parts(HessianMatrix.matmul(Vector(_program.Tangents)));

    private long[] Sizes => [.. Inputs.Select(x => x.numel())];

    private Tensor Point => Vector(Inputs);

    private Tensor JacobianMatrix => Derivative(OutputAt, Point);

    private Tensor HessianMatrix => Derivative(at => Derivative(LossAt, at), Point);

    /// <summary>The Jacobian times a vector for each input.</summary>
    public Tensor Along(Tensor[] tangents) => JacobianMatrix.matmul(Vector(tangents));

    /// <summary>What is asked for at each point of the program's batch, times a factor, stacked.</summary>
    public Tensor[] Rows(Func<ProgramDifferences, Tensor[]> select, double factor = 1) =>
        Stacked(b => [.. _program.Batch.Select(x => x[b].mul(ProgramStep.Number(factor)))], select);

    /// <summary>The same where one input comes from the batch.</summary>
    public Tensor[] RowsOf(Index input, Func<ProgramDifferences, Tensor[]> select) =>
        Stacked(b => _program.With(input, _program.Batch[input][b].clone()), select);

    private Tensor[] Stacked(Func<int, Tensor[]> inputs, Func<ProgramDifferences, Tensor[]> select)
    {
        IEnumerable<int> points = Enumerable.Range(0, (int)_program.Batch[0].shape[0]);
        Tensor[][] rows = [.. points.Select(b => select(new ProgramDifferences(_program, inputs(b))))];
        return [.. rows[0].Select((_, i) => stack(rows.Select(row => row[i])))];
    }

    /// <summary>Of inputs in memory of their own, because as_strided counts from the start of the memory.</summary>
    private Tensor OutputAt(Tensor point)
    {
        int next = 0;
        return _program.Output([.. Parts(point).Select(x => x.clone())], _ => _detached[next++]);
    }

    private Tensor LossAt(Tensor point) => _program.LossOf(OutputAt(point));

    /// <summary>The derivative of a function of a vector, in a last dimension that it gets.</summary>
    private static Tensor Derivative(Func<Tensor, Tensor> function, Tensor at)
    {
        using var scope = NewDisposeScope();
        return stack(Enumerable.Range(0, (int)at.numel()).Select(Column), -1).MoveToOuterDisposeScope();

        Tensor Column(int element) =>
            stack(s_stencil.Select(point => function(Moved(element, point.Steps)).mul(ProgramStep.Number(point.Weight / Step)))).sum(0L);

        Tensor Moved(int element, int steps)
        {
            Tensor moved = at.clone();
            moved[element].add_(ProgramStep.Number(steps * Step));
            return moved;
        }
    }

    private static Tensor Vector(Tensor[] tensors) => cat([.. tensors.Select(x => x.flatten())]);

    /// <summary>The last dimension cut into one part for each input, of that input's shape behind another.</summary>
    private Tensor[] Parts(Tensor joined, params long[] before) =>
        [.. joined.split(Sizes, -1).Zip(Inputs, (part, input) => part.reshape([.. before, .. input.shape]))];
}
