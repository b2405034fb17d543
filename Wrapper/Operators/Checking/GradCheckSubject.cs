using TorchBridge.Engine;
using TorchBridge.Operators.Forward;

namespace TorchBridge.Operators.Checking;

/// <summary>
/// The function that is checked, and the point. The function gets copies of the inputs that require grad. The other inputs are constants
/// and are passed as they are.
/// </summary>
internal sealed class GradCheckSubject
{
    /// <summary>The name of the function's parameter in every public check.</summary>
    public const string Func = "func";

    private readonly Func<Tensor[], Tensor[]> _func;
    private readonly Tensor[] _inputs;
    private readonly string _api, _name;

    public GradCheckSubject(Func<Tensor[], Tensor[]> func, Tensor[] inputs, GradCheckSettings settings)
    {
        (_func, _inputs, _api, _name) = (func, inputs, settings.Api, settings.Inputs);
        KeptModes.RefuseInference(_api);
        if (LevelStack.Depth > 0 || PlainDualLevel.Inside)
            throw TransformMessages.GradCheckInTransform(_api);
        Admission.ToLevel(_api, inputs, _name);
        Wanted = [.. Enumerable.Range(0, inputs.Length).Where(i => inputs[i].requires_grad)];
        foreach (int i in Wanted)
            Guard.Perturbable(inputs[i], _api, _name, i);
        if (Wanted.Length == 0)
            throw ArgumentMessages.NoCheckedInput(_api, _name, inputs.Length);
    }

    /// <summary>The indices of the inputs that require grad.</summary>
    public int[] Wanted { get; }

    public Tensor Input(int index) => _inputs[index];

    /// <summary>New leaves with the values of the inputs, and the function's outputs for them, with a graph.</summary>
    public (Tensor[] Leaves, Tensor[] Outputs) Evaluate()
    {
        Tensor[] arguments = Arguments(Point());
        Tensor[] leaves = [.. Wanted.Select(i => Handles.Another(arguments[i]))];      // the function may dispose its arguments
        return (leaves, Call(arguments));
    }

    /// <summary>A copy of each input that requires grad, with the same strides, which may be written to.</summary>
    public Tensor[] Point()
    {
        Tensor[] point = [.. _inputs];
        foreach (int i in Wanted)
            point[i] = Copy(_inputs[i].detach());
        return point;
    }

    /// <summary>The arguments for the function at a point: new leaves that share the memory of the point.</summary>
    public Tensor[] Arguments(Tensor[] point)
    {
        Tensor[] arguments = Array.ConvertAll(point, value => value.detach());
        foreach (int i in Wanted)
            arguments[i].requires_grad_();
        return arguments;
    }

    public Tensor[] Call(Tensor[] arguments)
    {
        Tensor[] outputs;
        using (new KeptModes())
            outputs = Guard.UsableResult(_func([.. arguments]), _api, Func);
        Admission.Shaped(_api, outputs, Func);
        for (int i = 0; i < outputs.Length; i++)
            if (outputs[i].is_sparse)
                throw ArgumentMessages.SparseCheckedOutput(_api, Func, i);
        return outputs;
    }

    /// <summary>
    /// Throws if the function captures the caller's tensor instead of using its argument. Such a function would seem constant in that
    /// input. (PyTorch can check it, because it writes to the caller's tensors. This library does not.)
    /// </summary>
    public void RefuseCapture(Tensor[] outputs)
    {
        if (!GraphWalk.IsSupported)
            return;
        foreach (Tensor leaf in GraphWalk.From(_api, outputs).Leaves)
            foreach (int i in Wanted)
                if (GraphWalk.Same(leaf, _inputs[i]))
                    throw ArgumentMessages.CapturesCheckedInput(_api, Func, i);
    }

    private static Tensor Copy(Tensor tensor)
    {
        Tensor copy = tensor.clone();
        if (copy.stride().AsSpan().SequenceEqual(tensor.stride()) || Overlaps(tensor))
            return copy;
        return empty_strided(Shapes.Of(tensor), tensor.stride(), tensor.dtype, tensor.device).copy_(tensor);
    }

    /// <summary>Whether the strides may let two elements share memory. Such a tensor can't be written to as a whole.</summary>
    private static bool Overlaps(Tensor tensor)
    {
        long reach = 0;
        foreach ((long size, long stride) in Shapes.Of(tensor).Zip(tensor.stride()).Where(dimension =>
            dimension.First > 1).OrderBy(dimension => dimension.Second))
        {
            if (stride <= reach)
                return true;
            reach += (size - 1) * stride;
        }
        return false;
    }
}
