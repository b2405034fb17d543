using System.Diagnostics;
using System.Globalization;
using Examples;
using TorchBridge;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DataParallelExample;

/// <summary>The program of each process.</summary>
internal static class Training
{
    private const int Samples = 512, Side = 16, Classes = 4, Batch = 128, Epochs = 12;

    /// <param name="file">The file to which rank 0 writes the parameters at the end; null for none.</param>
    public static int Run(string? file)
    {
        set_num_threads(1);      // one core for each process
        using var scope = NewDisposeScope();
        using ProcessGroup group = ProcessGroup.Init(timeout: TimeSpan.FromMinutes(2));
        var checks = new Checks();
        (Tensor images, Tensor labels) = Images();
        manual_seed(100 + group.Rank);      // each process starts with other weights; DataParallel copies those of rank 0 to all
        if (group.Rank == 0)
            manual_seed(1);
        using var network = new Network();
        using optim.Optimizer optimizer = optim.Adam(network.parameters(), lr: 0.005);
        using DataParallel ddp = group.DataParallel(network);
        var sampler = new DistributedSampler(Samples, group.WorldSize, group.Rank, seed: 5);

        var watch = new Stopwatch();
        double loss = 0;
        for (int epoch = 0; epoch < Epochs; epoch++)
        {
            if (epoch == 1)      // the first one warms up
                watch.Start();
            loss = Epoch(epoch);
            if (group.Rank == 0)
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"epoch {epoch}: loss {loss:F6}"));
        }
        watch.Stop();
        using Tensor parameters = cat(network.parameters().Select(parameter => parameter.detach().flatten()).ToArray());
        Tensor[] everybodys = group.AllGather(parameters);
        if (group.Rank == 0)
        {
            checks.AtMost("ranks whose parameters differ in a bit from those of rank 0",
                everybodys.Count(each => !each.data<double>().ToArray().SequenceEqual(parameters.data<double>().ToArray())), 0);
            checks.AtLeast("part of the images that is recognized", Accuracy(network, images, labels), 0.95);
            if (file is not null)
                File.WriteAllLines(file,
                    parameters.data<double>().ToArray().Select(value => value.ToString("R", CultureInfo.InvariantCulture)));
            Console.WriteLine($"{Launcher.SecondsAre}{watch.Elapsed.TotalSeconds.ToString(CultureInfo.InvariantCulture)}");
        }
        group.Barrier();
        return checks.ExitCode;

        // The mean loss over the epoch, of all ranks.
        double Epoch(int epoch)
        {
            double sum = 0;
            int batches = 0;
            foreach (long[] own in sampler.Indices(epoch).Chunk(Batch / group.WorldSize))
            {
                using var temporaries = NewDisposeScope();
                Tensor rows = tensor(own);
                optimizer.zero_grad();
                Tensor mine = nn.functional.cross_entropy(network.call(images[rows]), labels[rows]);
                ddp.Backward(mine);
                optimizer.step();
                Tensor all = mine.detach().clone();
                group.AllReduce(all, ReduceOp.Avg);
                sum += all.item<double>();
                batches++;
            }
            return sum / batches;
        }
    }

    /// <summary>Noisy images of a bar: level, upright, and along the two diagonals. They are the same in every process.</summary>
    private static (Tensor Images, Tensor Labels) Images()
    {
        manual_seed(7);
        Tensor labels = randint(Classes, [Samples]), row = arange(Side).view(1, Side, 1), column = arange(Side).view(1, 1, Side);
        Tensor at = randint(3, Side - 3, [Samples, 1, 1]), label = labels.view(-1, 1, 1);
        Tensor distance = where(label.eq(0), row - at, where(label.eq(1), column - at,
            where(label.eq(2), row - column + at - Side / 2, row + column - at - Side / 2)));
        Tensor bar = distance.abs().lt(2).to_type(ScalarType.Float64);
        return ((bar + 0.3 * randn(Samples, Side, Side, dtype: float64)).unsqueeze(1), labels);
    }

    private static double Accuracy(Network network, Tensor images, Tensor labels)
    {
        using IDisposable _ = no_grad();
        return network.call(images).argmax(1).eq(labels).to_type(ScalarType.Float64).mean().item<double>();
    }

    private sealed class Network : nn.Module<Tensor, Tensor>
    {
        private readonly Conv2d _first = nn.Conv2d(1, 12, 3, padding: 1, dtype: float64),
            _second = nn.Conv2d(12, 24, 3, padding: 1, dtype: float64);
        private readonly Linear _last = nn.Linear(24 * Side * Side / 16, Classes, dtype: float64);

        public Network() : base(nameof(Network)) => RegisterComponents();

        public override Tensor forward(Tensor x)
        {
            Tensor half = nn.functional.max_pool2d(_first.forward(x).relu(), 2);
            Tensor quarter = nn.functional.max_pool2d(_second.forward(half).relu(), 2);
            return _last.forward(quarter.flatten(1));
        }
    }
}
