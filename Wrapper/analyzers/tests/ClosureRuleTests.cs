using TorchBridge.CodeFixes;

namespace TorchBridge.Analyzers.Tests;

/// <summary>TB0008.</summary>
[TestClass]
public sealed class ClosureRuleTests
{
    private const string Program = """
        var x = new Parameter(ones(2));
        LBFGS optimizer = optim.LBFGS([x]);
        optimizer.{|TB0008:step|}(() => { Tensor loss = x.sum(); loss.Backward(); return loss; });
        """;

    [TestMethod]
    public Task StepBecomesStepSafely() => Verify.Fixes<ClosureAnalyzer, ClosureFix>("""
        var x = new Parameter(ones(2));
        LBFGS optimizer = optim.LBFGS([x]);
        LBFGS? maybe = optimizer;
        optimizer.{|TB0008:step|}(() => { Tensor loss = x.sum(); loss.backward(); return loss; });
        maybe?.{|TB0008:step|}(Closure);
        Func<Tensor> variable = () =>
        {
            try
            {
                Tensor loss = x.sum();
                autograd.backward([loss]);
                return loss;
            }
            catch (ArgumentException)
            {
                return zeros(1);
            }
        };
        optimizer.{|TB0008:step|}(variable);
        Tensor Closure()
        {
            Tensor loss = x.sum();
            loss.backward();
            return loss;
        }
        """, """
        var x = new Parameter(ones(2));
        LBFGS optimizer = optim.LBFGS([x]);
        LBFGS? maybe = optimizer;
        optimizer.StepSafely(() => { Tensor loss = x.sum(); loss.backward(); return loss; });
        maybe?.StepSafely(Closure);
        Func<Tensor> variable = () =>
        {
            try
            {
                Tensor loss = x.sum();
                autograd.backward([loss]);
                return loss;
            }
            catch (ArgumentException)
            {
                return zeros(1);
            }
        };
        optimizer.StepSafely(variable);
        Tensor Closure()
        {
            Tensor loss = x.sum();
            loss.backward();
            return loss;
        }
        """);

    [TestMethod]
    public Task ACatchThatThrowsAgainDoesNotHelp() => Verify.Reports<ClosureAnalyzer>("""
        var x = new Parameter(ones(2));
        LBFGS optimizer = optim.LBFGS([x]);
        optimizer.{|TB0008:step|}(() =>
        {
            try { Tensor loss = x.sum(); loss.Backward(); return loss; }
            catch (Exception e) { Console.WriteLine(e); throw; }
        });
        optimizer.{|TB0008:step|}(() =>
        {
            try { return x.sum(); }
            catch { x.sum().Backward(); return zeros(1); }
        });
        """);

    [TestMethod]
    public Task SafeClosuresAndOtherOptimizersAreNotReported() => Verify.Reports<ClosureAnalyzer>("""
        var x = new Parameter(ones(2));
        LBFGS optimizer = optim.LBFGS([x]);
        Func<Tensor> closure = () => { Tensor loss = x.sum(); loss.Backward(); return loss; };
        optimizer.StepSafely(closure);
        optim.SGD([x], 0.1).step(closure);
        optimizer.step(() =>
        {
            try { Tensor loss = x.sum(); loss.Backward(); return loss; }
            catch (Exception) { return zeros(1); }
        });
        optimizer.step(() =>
        {
            try { Tensor loss = x.sum(); loss.Backward(); return loss; }
            catch { return zeros(1); }
        });
        optimizer.step(() => x.sum());
        """);

    [TestMethod]
    public Task EditorconfigSwitchesItOff() => Verify.IsSwitchedOff<ClosureAnalyzer>("TB0008", Program);
}
