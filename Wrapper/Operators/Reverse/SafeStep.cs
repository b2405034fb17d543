using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using TorchSharp.Modules;

namespace TorchBridge.Operators.Reverse;

/// <summary>A step of L-BFGS that lets no exception of its closure into native code.</summary>
internal sealed class SafeStep : IDisposable
{
    private const string Api = "StepSafely";

    /// <summary>LibTorch writes a warning each time it is asked for an optimizer's parameters: so it is asked once.</summary>
    private static readonly ConditionalWeakTable<LBFGS, Tensor[]> s_parameters = [];

    private readonly Tensor[] _parameters, _before;
    private ExceptionDispatchInfo? _thrown;

    private SafeStep(LBFGS optimizer)
    {
        _parameters = s_parameters.GetValue(optimizer, static each => [.. each.parameters().Select(parameter => parameter.DetachFromDisposeScope())]);
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

    /// <summary>The loss, without its graph: TorchSharp never releases what native code got from a closure.</summary>
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
            : throw new ArgumentException($"{Api}: {closure} returned {Describe.Tensor(loss)}; it returns the loss, a tensor of one element.", closure);
    }

    /// <summary>A loss that no other can be better than, at a point where its gradient is zero: no method searches on.</summary>
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
