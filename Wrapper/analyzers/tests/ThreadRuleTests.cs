namespace TorchBridge.Analyzers.Tests;

/// <summary>TB0006.</summary>
[TestClass]
public sealed class ThreadRuleTests
{
    private const string Program =
        "Func<Tensor, Tensor> f = Transforms.Grad((Tensor t) => Task.{|TB0006:Run|}(() => t.sum()).GetAwaiter().GetResult());";

    [TestMethod]
    public Task AThreadThatComputesForTheFunctionIsReported() => Verify.Reports<TransformAnalyzer>("""
        Func<Tensor, Tensor> f = Transforms.Vmap((Tensor t) =>
        {
            Tensor square = t * t;
            Tensor a = Task.{|TB0006:Run|}(() => square.sum()).GetAwaiter().GetResult();
            Parallel.{|TB0006:For|}(0, 2, i => Console.WriteLine(square.dim() + i));
            var thread = {|TB0006:new Thread(() => Console.WriteLine(t.dim()))|};
            ThreadPool.{|TB0006:QueueUserWorkItem|}(_ => square.neg());
            _ = Task.Factory.{|TB0006:StartNew|}(Compute);
            var parts = new[] { 1, 2 }.AsParallel().{|TB0006:Select|}(i => t * i);
            return a;
        });
        static void Compute() { }
        """);

    [TestMethod]
    public Task AnAwaitIsReported() => Verify.Reports<TransformAnalyzer>("""
        Func<Tensor, Tensor> f = Transforms.Grad((Tensor t) => Later(t).GetAwaiter().GetResult()), g = Transforms.Grad((Tensor t) =>
        {
            async Task<Tensor> Inner() { {|TB0006:await|} Task.Delay(1); return t.sum(); }
            return Inner().GetAwaiter().GetResult();
        });
        static async Task<Tensor> Later(Tensor t) { await Task.Delay(1); return t.sum(); }
        """);

    [TestMethod]
    public Task OthersAreNot() => Verify.Reports<TransformAnalyzer>("""
        Tensor x = ones(2);
        Tensor outside = await Task.Run(() => Transforms.Grad((Tensor t) => t.sum())(x));
        Parallel.For(0, 2, i => Console.WriteLine(Transforms.Vmap((Tensor t) => t * i)(x)));
        Func<Tensor, Tensor> f = Transforms.Vmap((Tensor t) =>
        {
            Task.Run(() => Console.WriteLine("called"));
            Mine.Run(() => t);
            return t.sum();
        });
        internal static class Mine
        {
            public static Tensor Run(Func<Tensor> f) => f();
        }
        """);

    [TestMethod]
    public Task EditorconfigSwitchesItOff() => Verify.IsSwitchedOff<TransformAnalyzer>("TB0006", Program);
}
