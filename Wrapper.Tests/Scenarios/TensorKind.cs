using TorchSharp;
using static TorchSharp.torch;

namespace TorchBridge.Tests.Scenarios;

/// <summary>A kind of tensor that an operator may be given: how it is made, and the values it has for a function of the caller's.</summary>
/// <param name="Name">The kind.</param>
/// <param name="With">Makes one and calls an action while it is what it is, which may be on another thread.</param>
/// <param name="Dense">Its values as a dense float64 tensor, differentiable where that can be.</param>
/// <param name="Numbers">The same as an ordinary tensor.</param>
internal sealed record TensorKind(string Name, Action<Action<Tensor>> With, Func<Tensor, Tensor> Dense, Func<Tensor> Numbers)
{
    private static Tensor Plain => tensor(new[] { 0.5, 1.5, 2.5, 3.5, 0.25, 1.25 }).reshape(2, 3).clone();

    public static IEnumerable<TensorKind> All()
    {
        yield return Simple("dense", () => Plain);
        yield return Simple("COO", () => Plain.to_sparse(), t => t.to_dense());
        yield return Simple("CSR", () => Script("a0.to_sparse_csr()", Plain), t => t.to_dense());
        yield return Simple("CSC", () => Script("a0.to_sparse_csc()", Plain), t => t.to_dense());
        yield return Simple("BSR", () => Script("a0.to_sparse_bsr([1, 1])", Plain), t => t.to_dense());
        yield return Simple("mkldnn", () => Script("a0.to_mkldnn()", Plain.to(float32)), t => t.to_dense().to(float64));
        yield return Simple("nested",
            () => Script("torch._nested_tensor_from_tensor_list([a0, a1], None, None, None, None)", Plain, zeros(1, 3, dtype: float64)),
            t => Script("torch.nested_to_padded_tensor(a0, 0.0, None)", t));
        yield return Simple("quantized", () => Script("torch.quantize_per_tensor(a0, 0.25, 0, 12)", Plain.to(float32)),
            t => t.dequantize().to(float64));
        yield return Simple("meta", () => empty(2, 3, dtype: float64, device: new Device(DeviceType.META)));
        yield return Simple("bool", () => Plain.gt(1), t => t.to(float64));
        yield return Simple("int", () => Plain.to(int64), t => t.to(float64));
        yield return Simple("empty", () => zeros(0, 3, dtype: float64));
        yield return Simple("inference", () =>
        {
            using IDisposable mode = inference_mode();
            return Plain;
        });
        yield return Simple("disposed", () =>
        {
            Tensor gone = Plain;
            gone.Dispose();
            return gone;
        });
        yield return OnOtherThread("another thread's Grad", keep => Transforms.Grad((Tensor x) => keep(x).sum())(Plain));
        yield return OnOtherThread("another thread's result in Grad", keep => Transforms.Grad((Tensor x) => keep(x * 1).sum())(Plain));
        yield return OnOtherThread("another thread's Grad in Grad",
            keep => Transforms.Grad((Tensor x) => Transforms.Grad((Tensor y) => keep(y).sum())(x).sum())(Plain));
        yield return OnOtherThread("another thread's Jvp", keep => Transforms.Jvp((Tensor x) => keep(x), Plain, Plain));
        yield return OnOtherThread("another thread's batch", keep => Transforms.Vmap((Tensor x) => keep(x))(stack([Plain, Plain])));
        yield return OnOtherThread("another thread's batch in Grad",
            keep => Transforms.Grad((Tensor x) => Transforms.Vmap((Tensor y) => keep(y))(x).sum())(stack([Plain, Plain])));
        yield return Ended("an ended Grad", keep => Transforms.Grad((Tensor x) => keep(x).sum())(Plain));
        yield return Ended("an ended Jvp", keep => Transforms.Jvp((Tensor x) => keep(x), Plain, Plain));
        yield return Ended("an ended Vmap", keep => Transforms.Vmap((Tensor x) => keep(x))(stack([Plain, Plain])));
        yield return Ended("an ended Grad in Vmap",
            keep => Transforms.Vmap(Transforms.Grad((Tensor x) => keep(x).sum()))(stack([Plain, Plain])));
    }

    private static TensorKind Simple(string name, Func<Tensor> make, Func<Tensor, Tensor>? dense = null)
    {
        dense ??= t => t;
        return new(name, use => use(make()), dense, () => dense(make()).to(float64).clone());
    }

    /// <summary>The transform runs on this thread, and at the same time the action runs on another one.</summary>
    private static TensorKind OnOtherThread(string name, Action<Func<Tensor, Tensor>> transform) => new(name, use => transform(x =>
    {
        Task.Factory.StartNew(() => use(x), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Wait();
        return x;
    }), t => t, () => Plain);

    private static TensorKind Ended(string name, Action<Func<Tensor, Tensor>> transform) => new(name, use =>
    {
        Tensor? kept = null;
        transform(x => kept = x.DetachFromDisposeScope());
        use(kept!);
        kept!.Dispose();
    }, t => t, () => Plain);

    private static Tensor Script(string body, params Tensor[] arguments)
    {
        string names = string.Join(", ", arguments.Select((_, i) => $"a{i}: Tensor"));
        using jit.CompilationUnit unit = jit.compile($"def f({names}) -> Tensor:\n    return {body}\n");
        return (Tensor)unit.invoke("f", [.. arguments.Cast<object>()])!;
    }
}
