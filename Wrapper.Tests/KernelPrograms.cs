using System.Globalization;
using System.Runtime.InteropServices;
using TorchBridge.Engine;
using TorchBridge.Native;
using TorchBridge.Tests.Tools;
using static TorchBridge.Transforms;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace TorchBridge.Tests;

/// <summary>
/// Programs that test this library's kernels, each in its own process, because kernels stay registered and an error may end the process.
/// </summary>
internal static class KernelPrograms
{
    // Made here: TorchSharp's arithmetic with numbers is not safe from the collector, and one of the tests lets it run all the time.
    private static readonly Tensor s_scores = Kept(Wave(4, 5)), s_classes = Kept(arange(4)), s_points = Kept(Wave(2, 3)),
        s_factor = Kept(Wave(3, 3) + 3 * eye(3, dtype: float64)), s_lower = Kept(Wave(3, 3).tril()),
        s_image = Kept(Wave(1, 1, 3, 3)), s_filters = Kept(Wave(2, 1, 2, 2)), s_biases = Kept(Wave(3, 2));

    /// <summary>Results that can be computed with the registered rules and without them.</summary>
    public static readonly (string Name, Func<Tensor> Run)[] Calls =
    [
        ("Vmap(Grad(cross_entropy))", () => Vmap(Grad((Tensor[] x) => F.cross_entropy(x[0], x[1]), 0))([s_scores, s_classes])[0]),
        ("Vmap(Grad(mse_loss))", () => Vmap(Grad((Tensor x) => F.mse_loss(x, Square(x).detach())))(s_scores)),
        ("Vmap(Grad(huber_loss))", () => Vmap(Grad((Tensor x) => F.huber_loss(x, zeros_like(x), 0.7)))(s_scores)),
        ("Vmap(Grad(smooth_l1_loss))", () => Vmap(Grad((Tensor x) => F.smooth_l1_loss(x, zeros_like(x), beta: 0.7)))(s_scores)),
        ("Hessian(cross_entropy)", () => Hessian(x => F.cross_entropy(x, s_classes))(s_scores)),
        ("Hessian(softmax)", () => Hessian(x => Square(F.softmax(x, 1)).sum())(s_scores)),
        ("Hessian(layer_norm)", () => Hessian(x => F.layer_norm(x, [5]).sin().sum())(s_scores)),
        ("Hessian(mse_loss)", () => Hessian(x => F.mse_loss(Square(x), x))(s_scores)),
        ("JacRev(cdist)", () => JacRev((Tensor x) => cdist(x, x.cos().detach()))(s_points)),
        ("Jvp(Grad(log_sigmoid))", () => Jvp(Grad((Tensor x) => Square(F.logsigmoid(x)).sum()), s_scores, s_scores.cos()).Tangent),
        ("Vmap(conv2d)", () => Vmap((Tensor bias) => F.conv2d(s_image, s_filters, bias))(s_biases)),
        ("Jvp(cholesky_inverse)", () => Jvp((Tensor x) => cholesky_inverse(x), s_factor, s_lower).Tangent),
    ];

    /// <summary>
    /// Kernels that fail in every way, called many times on several threads. Each must be an exception with the kernel's message.
    /// </summary>
    public static void Failures()
    {
        set_num_threads(1);
        Transforms.Vmap((Tensor each) => each.neg())(Wave(2, 2)).Dispose();      // the library's own rules are registered
        // TorchSharp reads it as ANSI
        string text = new('x', 100_000), late = OperatingSystem.IsWindows() ? "it took too long" : "it took too long: é";
        Action[] failures =
        [
            () => throw new TimeoutException(late),
            () => throw new TimeoutException(text),
            () => ones(2).add(ones(3)),
            () => _ = ((Tensor)null!).shape,
        ];
        string[] expected = [late, text, "The size of tensor a (2) must match the size of tensor b (3)",
            "Object reference not set"];
        int next = 0;
        if (!KernelLibrary.Register("FuncTorchBatched",
            ("nll_loss_forward", call => Fail(call, 3)), ("huber_loss_backward", call => Fail(call, 3)),
                ("mse_loss_backward", call => call.Return(call.Tensor(1)))))
            throw new InvalidOperationException("the kernels were not registered");
        var threads = new List<Thread>();
        for (int i = 0; i < (Wine.IsHere ? 0 : 4); i++)      // Wine 8 hangs or ends where several threads throw C++ exceptions
            threads.Add(new Thread(() => FailOften()));
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        FailOften();
        Console.WriteLine("end");

        void Fail(KernelCall call, int tensors)
        {
            for (int i = 0; i < tensors - 1; i++)
                call.Tensor(i);
            failures[t_kind]();
        }

        void FailOften()
        {
            for (int i = 0; i < 12; i++)
            {
                t_kind = Interlocked.Increment(ref next) % failures.Length;
                Tensor classes = arange(4), scores = Wave(4, 5);
                string forward = MessageOf(() => Vmap(each => [F.cross_entropy(each[0], each[1])])([scores, classes])[0]);
                string backward = MessageOf(() => Vmap(Grad((Tensor each) => F.huber_loss(each, each.detach())))(scores));
                string outside = MessageOf(() =>
                {
                    using Tensor x = scores.detach().requires_grad_();
                    using Tensor sum = Vmap((Tensor each) => F.huber_loss(each, zeros_like(each)))(x).sum();
                    return Autograd.Grad(sum, x)!;
                });
                foreach (string message in new[] { forward, backward })
                    if (!message.Contains(expected[t_kind], StringComparison.Ordinal))
                        Console.WriteLine($"kind {t_kind}: {message[..Math.Min(message.Length, 300)]}");
                if (LevelStack.Depth != 0 || Functorch.Depth != 0 || outside.Length == 0)
                    Console.WriteLine($"not at rest: {LevelStack.Depth} {Functorch.Depth} {outside}");
            }
        }

        static string MessageOf(Func<Tensor> run)
        {
            using var scope = NewDisposeScope();
            try
            {
                run();
                return "no error";
            }
            catch (Exception e) when (e is ExternalException or AutogradException)
            {
                return e.Message;
            }
        }
    }

    [ThreadStatic]
    private static int t_kind;

    /// <summary>
    /// The first batches and the first dual numbers of a process, of many threads at once, while others run the same operators in
    /// ordinary autograd.
    /// </summary>
    public static void RegisteredByMany()
    {
        set_num_threads(1);
        using Tensor x = Wave(4, 5), classes = arange(4);
        using Tensor gradient = OrdinaryGradient(x, classes);
        int wrong = 0, runs = 0;
        bool stop = false;
        Thread[] ordinary = [.. Enumerable.Range(0, 3).Select(_ => new Thread(() =>
        {
            while (!Volatile.Read(ref stop))
                Count(OrdinaryGradient(x, classes), gradient);
        }))];
        Array.ForEach(ordinary, thread => thread.Start());
        Thread.Sleep(200);
        using var gate = new Barrier(6);
        Thread[] first = [.. Enumerable.Range(0, 6).Select(i => new Thread(() =>
        {
            gate.SignalAndWait();
            for (int k = 0; k < 30; k++)
            {
                using var scope = NewDisposeScope();
                Count(i % 2 == 0
                    ? Vmap(Grad((Tensor[] each) => F.cross_entropy(each[0], each[1]) / 4, 0))([x, classes])[0]
                    : Jvp(at => F.cross_entropy(at, classes), x, ones_like(x)).Tangent + gradient, gradient);
            }
        }))];
        Array.ForEach(first, thread => thread.Start());
        Array.ForEach(first, thread => thread.Join());
        Volatile.Write(ref stop, true);
        Array.ForEach(ordinary, thread => thread.Join());
        Console.WriteLine(runs > 180 && Decompositions.EnsureBatching() && Decompositions.EnsureForward() ? $"wrong: {wrong}"
            : $"{runs} runs");

        void Count(Tensor found, Tensor expected)
        {
            Interlocked.Increment(ref runs);
            if (!found.allclose(expected, 1e-10, 1e-10))
                Interlocked.Increment(ref wrong);
        }

        static Tensor OrdinaryGradient(Tensor x, Tensor classes)
        {
            using Tensor at = x.detach().requires_grad_();
            using Tensor loss = F.cross_entropy(at, classes);
            return Autograd.Grad(loss, at)!;
        }
    }

    /// <summary>Prints what is left with both switches off, then the results.</summary>
    public static void WithoutDecompositions()
    {
        AppContext.SetSwitch("TorchBridge.Decompositions", false);
        AppContext.SetSwitch("TorchBridge.DirectGrad", false);
        set_num_threads(1);
        Console.WriteLine(NativeRuntime.Diagnose().Capabilities);
        foreach ((string name, Func<Tensor> run) in Calls)
        {
            string values;
            try
            {
                using Tensor result = run().detach();
                values = string.Join(' ', result.flatten().data<double>().Select(value =>
                    value.ToString("R", CultureInfo.InvariantCulture)));
            }
            catch (Exception e) when (e is ExternalException or AutogradException)
            {
                values = e.Message.Split('\n')[0];
            }
            Console.WriteLine($"{name}: {values}");
        }
    }

    private static Tensor Kept(Tensor tensor) => tensor.DetachFromDisposeScope();

    public static Tensor Wave(params long[] shape) =>
        (arange(shape.Aggregate(1L, (a, b) => a * b), dtype: float64) * 0.7 + 0.1).sin().reshape(shape);

    /// <summary>TorchSharp's own square makes a Scalar that nothing holds: a collector may take it.</summary>
    private static Tensor Square(Tensor x) => x.mul(x);
}
