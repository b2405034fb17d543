using static TorchSharp.torch;

namespace TorchBridge.Tests.Scenarios;

/// <summary>Wrong outputs of the function, and dual numbers.</summary>
internal sealed partial class OperatorMisuse
{
    private IEnumerable<Misuse> OfOutputs()
    {
        yield return Kind(AutogradError.NotImplemented, "Jacobian in forward mode inside another", "inside of a function being transformed",
            () => Discard(Autograd.Jacobian(a => Autograd.Jacobian(exp, a, strategy: JacobianStrategy.ForwardMode), _x,
                strategy: JacobianStrategy.ForwardMode)));
        yield return Kind(AutogradError.NotScalar, "Hessian of a vector",
            "The Tensor returned by the function given to hessian should contain a single element", () =>
            Discard(Autograd.Hessian(exp, _x)));
        yield return Kind(AutogradError.NotScalar, "Hessian of a vector, forward", "given to hessian should contain a single element",
            () => Discard(Autograd.Hessian(exp, _x, outerStrategy: JacobianStrategy.ForwardMode)));
        yield return Kind(AutogradError.NotScalar, "Hvp of a vector", "given to hvp should contain a single element",
            () => Discard(Autograd.Hvp(exp, _x, _v)));
        yield return Kind(AutogradError.NotScalar, "Vhp of a vector", "given to vhp should contain a single element",
            () => Discard(Autograd.Vhp(exp, _x, _v)));
        yield return Kind(AutogradError.NotScalar, "ValueAndGrad of a vector", "grad can be implicitly created only for scalar outputs",
            () => Discard(Autograd.ValueAndGrad(exp, _x)));
        yield return Kind(AutogradError.NotScalar, "ValueAndGrad of nothing", "grad can be implicitly created only for scalar outputs",
            () => Discard(Autograd.ValueAndGrad(a => a[..0], _x)));
        yield return Kind(AutogradError.NotScalar, "ValueAndGrad of a complex number", "only for real scalar outputs",
            () => Discard(Autograd.ValueAndGrad(z => z.sum(), _complex)));
        yield return Kind(AutogradError.NotScalar, "Hessian of a complex number", "only for real scalar outputs",
            () => Discard(Autograd.Hessian(z => (z * z).sum(), _complex)));
        yield return Kind(AutogradError.DoesNotRequireGrad, "strict Jacobian of a constant",
            "Output 0 of the user-provided function does not require gradients",
            () => Discard(Autograd.Jacobian(_ => _v, _x, strict: true)));
        yield return Kind(AutogradError.UnusedInput, "strict Vjp of an unused input", "independent of input 1",
            () => Discard(Autograd.Vjp(a => [a[0].sum()], [_x, _x], strict: true)));
        yield return Kind(AutogradError.NotImplemented, "an operation without a derivative", "derivative for aten::",
            () => Discard(Autograd.Hessian(a => nn.functional.hardsigmoid(a).sum(), _x)));
        yield return Argument<ArgumentException>("Jacobian of lists, null among the outputs", "func", "func returned null at index 1",
            () => Discard(Autograd.Jacobian(a => [a[0], null!], [_x])));
        yield return Argument<ArgumentException>("Jacobian of lists, no array", "func", "func returned null. Return the outputs",
            () => Discard(Autograd.Jacobian(_ => (Tensor[])null!, [_x])));
        yield return Argument<ArgumentException>("Vjp of lists, a disposed output", "func", "func returned a disposed tensor at index 0",
            () => Discard(Autograd.Vjp(_ => [_disposed], [_x])));
    }

    private IEnumerable<Misuse> OfDuals()
    {
        yield return Argument<ArgumentNullException>("MakeDual of null", "primal", "primal is null",
            () => InLevel(level => level.MakeDual(null!, _v)));
        yield return Argument<ArgumentNullException>("MakeDual without tangent", "tangent", "tangent is null",
            () => InLevel(level => level.MakeDual(_x, null!)));
        yield return Argument<ArgumentException>("MakeDual of a disposed tensor", "primal", "primal has been disposed",
            () => InLevel(level => level.MakeDual(_disposed, _v)));
        yield return Argument<ArgumentException>("MakeDual with a disposed tangent", "tangent", "tangent has been disposed",
            () => InLevel(level => level.MakeDual(_x, _disposed)));
        yield return Argument<ArgumentException>("MakeDual of integers", "primal",
            "Expected primal to be floating point or complex, but got: torch.int64", () => InLevel(level => level.MakeDual(_integers, _v)));
        yield return Argument<ArgumentException>("MakeDual with integers", "tangent", "Expected tangent to be floating point or complex",
            () => InLevel(level => level.MakeDual(_x, _integers)));
        yield return Argument<ArgumentException>("MakeDual, complex and real", "tangent", "complex128",
            () => InLevel(level => level.MakeDual(_x, _complex)));
        yield return Argument<ArgumentException>("MakeDual, another shape", "tangent", "different size than that of the original Tensor",
            () => InLevel(level => WithOnes(v => level.MakeDual(_x, v!), 2)));
        yield return Argument<ArgumentNullException>("UnpackDual of null", "dual", "dual is null",
            () => InLevel(level => level.UnpackDual(null!)));
        yield return Argument<ArgumentException>("UnpackDual of a disposed tensor", "dual", "dual has been disposed",
            () => InLevel(level => level.UnpackDual(_disposed)));
        yield return Kind(AutogradError.Other, "MakeDual after the level", "no level exists", AfterLevel);
        yield return Kind(AutogradError.NotImplemented, "a level in a level", "Nested forward mode AD is not supported",
            () => InLevel(_ => ForwardAD.EnterDualLevel().Dispose()));
        yield return Kind(AutogradError.Other, "MakeDual of a dual", "already has a forward gradient at the same level",
            () => InLevel(level => level.MakeDual(level.MakeDual(_x, _v), _v)));
    }

    private static void InLevel(Action<DualLevel> call)
    {
        using var scope = NewDisposeScope();
        using DualLevel level = ForwardAD.EnterDualLevel();
        call(level);
    }

    private void AfterLevel()
    {
        DualLevel level = ForwardAD.EnterDualLevel();
        level.Dispose();
        level.MakeDual(_x, _v).Dispose();
    }
}
