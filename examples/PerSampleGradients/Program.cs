// Differentially private SGD: every sample's own gradient is clipped before they are averaged and noise is added.
//   dotnet run --project examples/PerSampleGradients [PICTURE.svg]
// Prints numbers that it checks, and exits with 1 if one is not what it should be.
using Examples;
using TorchBridge;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Parameters = System.Collections.Generic.IReadOnlyDictionary<string, TorchSharp.torch.Tensor>;

set_num_threads(1);
using var scope = NewDisposeScope();      // disposes every tensor made below
manual_seed(3);
var checks = new Checks();
const int Samples = 256, Hidden = 16, Steps = 200;
const double Clip = 1.0, NoiseMultiplier = 1.0, Rate = 3.0;

// Two half moons, 0 and 1.
Tensor label = arange(Samples).remainder(2).to_type(float64);
Tensor angle = rand(Samples, dtype: float64) * Math.PI;
Tensor side = 1 - 2 * label;
Tensor points = stack([angle.cos() + label - 0.5, side * angle.sin() + 0.5 * label - 0.25], 1) + 0.15 * randn(Samples, 2, dtype: float64);

Sequential network = nn.Sequential(("in", nn.Linear(2, Hidden, dtype: float64)), ("tanh", nn.Tanh()),
    ("out", nn.Linear(Hidden, 1, dtype: float64)));
Dictionary<string, Tensor> parameters = network.named_parameters().ToDetachedDictionary();
parameters["in.weight"].normal_();      // the moons are about as wide as 1

// The loss of one sample, written for one sample: x [2], y [].
Tensor Logit(Parameters p, Tensor x) => Transforms.FunctionalCall(network, p, x)[0];
Tensor Loss(Parameters p, Tensor x, Tensor y) => Logit(p, x).softplus(1, 20) - y * Logit(p, x);

// The transforms make of it the gradients of all samples at once: a [256, ...] for each parameter.
Func<Parameters, Tensor, Tensor, Parameters> perSample = Transforms.Vmap(Transforms.Grad<Parameters, Tensor, Tensor>(Loss), (null, 0, 0));

Parameters gradients = perSample(parameters, points, label);
Console.WriteLine($"shapes: {string.Join(" ", gradients.Select(g => $"{g.Key} [{string.Join(", ", g.Value.shape)}]"))}");
checks.AtMost("difference from a loop of Backward, one sample at a time", DifferenceFromLoop(gradients), 1e-13);
double[] before = Norms(gradients).data<double>().ToArray();
Console.WriteLine($"norms before the first step: {before.Min():F3} to {before.Max():F3}; {before.Count(n => n > Clip)} of {Samples} are "
    + $"above {Clip}");
checks.AtLeast("samples that clipping changes", before.Count(n => n > Clip), 1);

double accuracyBefore = Accuracy();
double largest = 0;
for (int step = 0; step < Steps; step++)
{
    using var temporaries = NewDisposeScope();
    Parameters raw = perSample(parameters, points, label);
    Tensor factor = (Clip / Norms(raw)).clamp(max: 1);      // per sample: scales a gradient that is too long to length Clip
    Dictionary<string, Tensor> clipped = raw.ToDictionary(g => g.Key,
        g => g.Value * factor.reshape([Samples, .. Enumerable.Repeat(1L, (int)g.Value.dim() - 1)]));
    largest = Math.Max(largest, Norms(clipped).max().item<double>());
    foreach ((string name, Tensor parameter) in parameters)
        parameter.sub_(Rate / Samples * (clipped[name].sum(dim: 0L) + randn_like(parameter) * (NoiseMultiplier * Clip)));
    if (step % 50 == 0)
        Console.WriteLine($"step {step,3} of {Steps}: accuracy {Accuracy():F2}");
}
Console.WriteLine($"after {Steps} steps of DP-SGD, clip {Clip}, noise multiplier {NoiseMultiplier}:");
checks.AtMost("longest gradient after clipping", largest, Clip * (1 + 1e-12));
checks.AtLeast("accuracy", Accuracy(), 0.9);
Console.WriteLine($"       (it was {accuracyBefore:F2})");

double[] after = Norms(perSample(parameters, points, label)).data<double>().ToArray();
double[] bins = [.. Enumerable.Range(0, 40).Select(i => i * before.Concat(after).Max() / 39)];
double[] Histogram(double[] values) =>
    [.. bins.Select((low, i) => (double)values.Count(v => v >= low && (i == bins.Length - 1 || v < bins[i + 1])))];
double top = Histogram(before).Concat(Histogram(after)).Max();
Chart.Save(args.Length > 0 ? args[0] : "per-sample-gradients.svg",
    new Chart("Length of each sample's gradient", "norm of the gradient", "samples")
    .Bars("before training", bins, Histogram(before))
    .Bars("after", bins, Histogram(after))
    .Line($"clipped to {Clip}", [Clip, Clip], [0, top], dashed: true));
return checks.ExitCode;

// The norm of each sample's gradient over all parameters.
static Tensor Norms(Parameters gradients) => stack(gradients.Values.Select(g => g.reshape(Samples, -1).norm(1)).ToArray()).norm(0);

double Accuracy()
{
    Tensor logits = Transforms.Vmap((Tensor x) => Logit(parameters, x))(points);
    return logits.gt(0).eq(label.gt(0.5)).to_type(float64).mean().item<double>();
}

double DifferenceFromLoop(Parameters batched)
{
    double difference = 0;
    for (int i = 0; i < Samples; i++)
    {
        using var temporaries = NewDisposeScope();
        var leaves = parameters.ToDictionary(p => p.Key, p => p.Value.detach().requires_grad_());
        Loss(leaves, points[i], label[i]).Backward();
        difference = Math.Max(difference, leaves.Max(p => (p.Value.grad! - batched[p.Key][i]).abs().max().item<double>()));
    }
    return difference;
}
