using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using TorchSharp.Modules;

namespace TorchBridge.Operators.Reverse;

/// <summary>A step of L-BFGS that keeps exceptions of its closure out of native code.</summary>
internal sealed class SafeStep : IDisposable
{
    private const string Api = "StepSafely";

    /// <summary>The parameters of optimizers. LibTorch prints a warning each time they are read, so they are read once.</summary>
    private static readonly ConditionalWeakTable<LBFGS, Tensor[]> s_parameters = [];

    private readonly Tensor[] _parameters, _before;
    private ExceptionDispatchInfo? _thrown;

    private SafeStep(LBFGS optimizer)
    {
        _parameters = s_parameters.GetValue(optimizer,
            static each => [.. each.parameters().Select(parameter => parameter.DetachFromDisposeScope())]);
        using (no_grad())
            _before = Array.ConvertAll(_parameters, parameter => parameter.clone().DetachFromDisposeScope());
    }

    public static Tensor Run(LBFGS optimizer, Func<Tensor> closure)
    {
        using var step = new SafeStep(optimizer);
        Tensor loss = optimizer.step(() => step.Evaluate(closure));
        if (step._thrown is { } thrown)
        {
            loss.Dispose();
            step.Undo();
            thrown.Throw();
        }
        return loss;
    }

    public void Dispose()
    {
        foreach (Tensor tensor in _before)
            tensor.Dispose();
    }

    /// <summary>The loss without its graph, because TorchSharp never frees the tensor that a closure returns.</summary>
    private Tensor Evaluate(Func<Tensor> closure)
    {
        try
        {
            if (_thrown is null)
                return Checked(closure(), nameof(closure)).detach().DetachFromDisposeScope();
        }
        catch (Exception thrown)
        {
            _thrown = ExceptionDispatchInfo.Capture(thrown);
        }
        return Nothing();
    }

    private static Tensor Checked(Tensor? loss, string closure)
    {
        Guard.UsableResult([loss!], Api, closure);
        return loss!.numel() == 1
            ? loss
            : throw ArgumentMessages.NotALoss(Api, closure, loss);
    }

    /// <summary>A loss of minus infinity with zero gradients, which makes the optimizer stop.</summary>
    private Tensor Nothing()
    {
        foreach (Tensor parameter in _parameters)
        {
            using Tensor zeros = zeros_like(parameter);
            parameter.grad = zeros;
        }
        return tensor(double.NegativeInfinity).DetachFromDisposeScope();
    }

    private void Undo()
    {
        using IDisposable notRecording = no_grad();
        for (int i = 0; i < _parameters.Length; i++)
        {
            _parameters[i].copy_(_before[i]);
            _parameters[i].grad = null;
        }
    }
}
