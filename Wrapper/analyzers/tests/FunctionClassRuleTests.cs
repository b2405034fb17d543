namespace TorchBridge.Analyzers.Tests;

/// <summary>TB0007.</summary>
[TestClass]
public sealed class FunctionClassRuleTests
{
    private const string Program = """
        Console.WriteLine(Square.apply(ones(2)));
        internal sealed class {|TB0007:Square|} : autograd.SingleTensorFunction<Square>
        {
            public override string Name => nameof(Square);
            public override Tensor forward(autograd.AutogradContext ctx, params object[] vars) => (Tensor)vars[0];
            public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output) => [grad_output];
        }
        """;

    [TestMethod]
    public Task AClassOfTheirsIsReportedWhereItIsDeclared() => Verify.Reports<FunctionClassAnalyzer>(Program + """

        internal abstract class {|TB0007:Several|}<T> : torch.autograd.MultiTensorFunction<T> where T : Several<T>, new();
        """);

    [TestMethod]
    public Task OthersAreNot() => Verify.Reports<FunctionClassAnalyzer>("""
        Console.WriteLine(CustomFunction.Apply((_, inputs) => [inputs[0].clone()], (_, gradients) => gradients, ones(2))[0]);
        internal sealed class Net() : nn.Module<Tensor, Tensor>("net")
        {
            public override Tensor forward(Tensor input) => input;
        }
        internal abstract class SingleTensorFunction<T>;
        internal sealed class Mine : SingleTensorFunction<Mine>;
        """);

    [TestMethod]
    public Task EditorconfigSwitchesItOff() => Verify.IsSwitchedOff<FunctionClassAnalyzer>("TB0007", Program);
}
