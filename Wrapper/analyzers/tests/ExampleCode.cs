namespace TorchBridge.Analyzers.Tests;

/// <summary>Programs as users of TorchSharp write them. None of them causes a warning.</summary>
internal static partial class ExampleCode
{
    public const string Classifier = """
        using System;
        using System.Collections.Generic;
        using System.Diagnostics;
        using TorchSharp;
        using TorchSharp.Modules;
        using static TorchSharp.torch;
        using static TorchSharp.torch.nn;
        using static TorchSharp.torch.nn.functional;

        namespace Digits;

        public sealed class Net : Module<Tensor, Tensor>
        {
            private readonly Module<Tensor, Tensor> conv1 = Conv2d(1, 32, 3), conv2 = Conv2d(32, 64, 3);
            private readonly Module<Tensor, Tensor> fc1 = Linear(9216, 128), fc2 = Linear(128, 10);
            private readonly ModuleList<Module<Tensor, Tensor>> blocks = new();
            private readonly Dictionary<string, Tensor> seen = new();
            private Tensor? last;

            public Net(string name, Device? device = null) : base(name)
            {
                RegisterComponents();
                if (device is not null)
                    this.to(device);
            }

            public override Tensor forward(Tensor input)
            {
                using var scope = NewDisposeScope();
                Tensor x = relu(conv2.call(relu(conv1.call(input))));
                foreach (Module<Tensor, Tensor> block in blocks)
                {
                    Tensor residual = x;
                    Tensor y = block.call(x);
                    x = relu(y + residual);
                }
                last = x.detach();
                seen["x"] = x;
                return log_softmax(fc2.call(fc1.call(x.flatten(1))), 1).MoveToOuterDisposeScope();
            }
        }

        internal static class Program
        {
            private static readonly int epochs = 2;

            internal static void Main(string[] args)
            {
                manual_seed(1);
                Device device = cuda.is_available() ? CUDA : CPU;
                using var model = new Net("model", device);
                using var optimizer = optim.Adam(model.parameters(), 1e-3);
                var scheduler = optim.lr_scheduler.StepLR(optimizer, 1, 0.7);
                var batches = new List<(Tensor Data, Tensor Target)> { (randn(4, 1, 28, 28), zeros(4, ScalarType.Int64)) };
                for (int epoch = 1; epoch <= epochs; epoch++)
                {
                    Train(model, optimizer, batches, epoch, device);
                    Test(model, batches);
                    scheduler.step();
                    GC.Collect();
                }
            }

            private static void Train(
                Net model, optim.Optimizer optimizer, List<(Tensor Data, Tensor Target)> batches, int epoch, Device device)
            {
                model.train();
                int id = 1;
                var watch = Stopwatch.StartNew();
                using (var d = NewDisposeScope())
                {
                    foreach (var (data, label) in batches)
                    {
                        optimizer.zero_grad();
                        var target = label.to(device);
                        var prediction = model.call(data.to(device));
                        var output = nll_loss(prediction, target);
                        output.backward();
                        optimizer.step();
                        if (id++ % 100 == 0)
                            Console.WriteLine($"{epoch}: {output.ToSingle():F4} after {watch.Elapsed}");
                        d.DisposeEverything();
                    }
                }
            }

            private static void Test(Net model, List<(Tensor Data, Tensor Target)> batches)
            {
                model.eval();
                double loss = 0;
                long correct = 0;
                using (no_grad())
                {
                    foreach (var (data, label) in batches)
                    {
                        using var scope = NewDisposeScope();
                        using var output = model.call(data);
                        loss += nll_loss(output, label, reduction: Reduction.Sum).item<float>();
                        correct += output.argmax(1).eq(label).sum().ToInt64();
                    }
                }
                Console.WriteLine($"{loss} {correct}");
            }
        }
        """;

    public const string Sequences = """
        using System;
        using System.Collections.Generic;
        using System.Linq;
        using System.Threading.Tasks;
        using TorchSharp;
        using TorchSharp.Modules;
        using static TorchSharp.torch;

        var encoder = nn.LSTM(8, 16);
        var decoder = nn.Linear(16, 8);
        var parameters = encoder.parameters().Concat(decoder.parameters());
        var optimizer = optim.SGD(parameters, 0.1);
        List<Tensor> sentences = Enumerable.Range(0, 3).Select(i => randn(5, 1, 8)).ToList();
        var losses = new List<float>();
        for (int epoch = 0; epoch < 3; epoch++)
        {
            using (var scope = NewDisposeScope())
            {
                Tensor total = zeros(1);
                foreach (Tensor sentence in sentences)
                {
                    var (output, hidden, cell) = encoder.call(sentence);
                    total += nn.functional.mse_loss(decoder.call(output), sentence);
                }
                optimizer.zero_grad();
                total.backward();
                nn.utils.clip_grad_norm_(parameters, 0.5);
                optimizer.step();
                losses.Add(total.item<float>());
            }
        }

        // Adversarial examples: the gradient of the input.
        Tensor Attack(Tensor image, double epsilon, Tensor gradient)
        {
            using Tensor sign = gradient.sign();
            return (image + epsilon * sign).clamp(0, 1);
        }
        foreach (double epsilon in new[] { 0.0, 0.1 })
        {
            using var scope = NewDisposeScope();
            Tensor image = randn(8).requires_grad_();
            decoder.call(cat([image, image])).sum().backward();
            Console.WriteLine(Attack(image, epsilon, image.grad!).mean().item<float>());
        }

        // Data is prepared on other threads, before anything is differentiated.
        Tensor[] prepared = await Task.WhenAll(Enumerable.Range(0, 2).Select(i => Task.Run(() => randn(i + 1))));
        Parallel.ForEach(prepared, each => Console.WriteLine(each.sum().item<float>()));

        // A policy that is asked step by step, with numbers that come out of tensors.
        var rewards = new List<double>();
        var logs = new List<Tensor>();
        for (int step = 0; step < 10; step++)
        {
            Tensor probabilities = nn.functional.softmax(decoder.call(ones(16)), 0);
            int action = (int)probabilities.argmax().item<long>();
            logs.Add(probabilities.log()[action]);
            rewards.Add(action);
        }
        stack(logs).sum().neg().backward();
        """;
}
