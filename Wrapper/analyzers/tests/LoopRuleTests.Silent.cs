namespace TorchBridge.Analyzers.Tests;

public sealed partial class LoopRuleTests
{
    [TestMethod]
    public Task LoopsWithAScopeAreNotReported() => Verify.Reports<LoopAnalyzer>("""
        Tensor x = ones(2, requires_grad: true);
        for (int i = 0; i < 10; i++)
        {
            using var scope = NewDisposeScope();
            Tensor loss = (x * x).sum();
            loss.Backward();
            for (int j = 0; j < 2; j++)
            {
                Tensor again = x * j;
                Console.WriteLine(again.sum().item<float>());
            }
        }
        foreach (int i in new[] { 1, 2 })
            using (torch.NewDisposeScope())
                (x * x).sum().backward();
        using (var d = torch.NewDisposeScope())
            for (int i = 0; i < 10; i++)
            {
                (x * x).sum().backward();
                d.DisposeEverythingBut(x);
            }
        for (int i = 0; i < 10; i++)
        {
            using Tensor loss = x.sum();
            loss.Backward();
            Tensor second = x * 2;
            second.Dispose();
        }
        """);

    [TestMethod]
    public Task LoopsWhoseTensorsOthersKeepAreNotReported() => Verify.Reports<LoopAnalyzer>("""
        Tensor state = zeros(2);
        var all = new List<Tensor>();
        for (int i = 0; i < 10; i++)
            state = state * 2 + 1;
        for (int i = 0; i < 10; i++)
        {
            Tensor made = state * i;
            all.Add(made);
            Tensor moved = (state * i).DetachFromDisposeScope(), got = all[0];
            Console.WriteLine(moved.shape.Length + got.shape.Length);
        }
        for (int i = 0; i < 10; i++)
            Console.WriteLine(i + all[0].item<float>());
        Console.WriteLine(Power(state, 3).shape.Length);

        // Its caller has a scope, and the graph needs what is between.
        static Tensor Power(Tensor x, int n)
        {
            Tensor y = x;
            for (int i = 1; i < n; i++)
            {
                Tensor next = y * x;
                y = next.relu();
                Tensor unused = y * 2;
            }
            return y;
        }
        """);

    [TestMethod]
    public Task ALoopThatAwaitsIsNotReported() => Verify.Reports<LoopAnalyzer>("""
        for (int i = 0; i < 10; i++)
        {
            Tensor x = ones(i);
            await Task.Delay(1);
            Console.WriteLine(x.sum().item<float>());
        }
        """);
}
