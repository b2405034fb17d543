using System.Numerics;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchBridge.Tests;

/// <summary>The rows of docs/torchsharp.md that end the process, each run in a process of its own.</summary>
internal static class TorchSharpDefects
{
    public static IReadOnlyDictionary<string, Action> EndTheProcess { get; } = new Dictionary<string, Action>
    {
        ["matmul of shapes"] = () => ones(2, 3).matmul(ones(2, 3)),
        ["matmul of types"] = () => ones(2, 3).matmul(ones(3, 2, float64)),
        ["torch.matmul"] = () => matmul(ones(2, 3), ones(2, 3)),
        ["cummax"] = () => ones(3).cummax(5),
        ["cummin"] = () => ones(3).cummin(5),
        ["storage of sparse"] = () => ones(3).to_sparse().storage<float>(),
        ["storage in Vmap"] = () => Transforms.Vmap((Tensor x) => InStorage(x))(ones(3)),
        ["LBFGS"] = () => optim.LBFGS([new Parameter(ones(2))]).step(() => throw new TimeoutException("in the closure")),
        ["SingleTensorFunction"] = () => Single.apply(ones(2, requires_grad: true)).sum().Backward(),
        ["MultiTensorFunction"] = () => Multi.apply(ones(2, requires_grad: true))[0].sum().Backward(),
        ["array of Complex"] = ReadArraysOfComplex,
        ["autograd.grad"] = () => autograd.grad([ones(2, requires_grad: true)], [ones(2, requires_grad: true)]),
    };

    public static void Run(string name)
    {
        EndTheProcess[name]();
        Console.WriteLine("end");
    }

    /// <summary>The tensors read the memory of arrays that nothing pins: the collector moves them.</summary>
    private static void ReadArraysOfComplex()
    {
        Tensor[] tensors = [.. Enumerable.Range(0, 200).Select(_ => tensor(new Complex[] { new(1, 2), new(3, 4) }))];
        for (int i = 0; i < 3; i++)
            GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: true);
        foreach (Tensor each in tensors)
            each.clone();
    }

    private static Tensor InStorage(Tensor x)
    {
        x.storage<float>();
        return x;
    }

    private sealed class Single : autograd.SingleTensorFunction<Single>
    {
        public override string Name => nameof(Single);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars) => ((Tensor)vars[0]).neg();

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output) =>
            throw new TimeoutException("in backward");
    }

    private sealed class Multi : autograd.MultiTensorFunction<Multi>
    {
        public override string Name => nameof(Multi);

        public override List<Tensor> forward(autograd.AutogradContext ctx, params object[] vars) => [((Tensor)vars[0]).neg()];

        public override List<Tensor> backward(autograd.AutogradContext ctx, List<Tensor> grad_outputs) =>
            throw new TimeoutException("in backward");
    }
}
