// An ensemble of 32 networks, trained and evaluated as one: StackModuleState stacks their weights, Vmap maps over the stack.
//   dotnet run --project examples/Ensemble [PICTURE.svg]
// Prints numbers that it checks, and exits with 1 if one is not what it should be.
using Examples;
using TorchBridge;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Parameters = System.Collections.Generic.IReadOnlyDictionary<string, TorchSharp.torch.Tensor>;

set_num_threads(1);
using var scope = NewDisposeScope();      // disposes every tensor made below
manual_seed(5);
var checks = new Checks();
const int Members = 32, Samples = 40, Steps = 400;

// Noisy samples of sin(2x), but none between -0.5 and 1. There the members have no data and should differ.
Tensor inputs = cat([rand(Samples / 2, 1, dtype: float64) * 1.5 - 2, rand(Samples / 2, 1, dtype: float64) + 1]);
Tensor targets = (2 * inputs).sin() + 0.1 * randn(Samples, 1, dtype: float64);

Network[] members = [.. Enumerable.Range(0, Members).Select(_ => new Network())];
(Parameters stacked, _) = Transforms.StackModuleState(members);
Console.WriteLine($"stacked weights: {string.Join(", ", stacked.Select(p => $"{p.Key} [{string.Join(", ", p.Value.shape)}]"))}");

// The prediction of one member from its weights. The first network only provides forward; its own weights are not used.
Tensor Predict(Parameters weights, Tensor x) => Transforms.FunctionalCall(members[0], weights, x);
Tensor Loss(Parameters weights, Tensor x, Tensor y) => (Predict(weights, x) - y).square().mean();

// All members: the first with its x and y, the second with its own, and so on; or all with the same x.
Func<Parameters, Tensor, Tensor, Parameters> gradients = Transforms.Vmap(Transforms.Grad<Parameters, Tensor, Tensor>(Loss));
Func<Parameters, Tensor, Tensor> predictions = Transforms.Vmap<Parameters, Tensor, Tensor>(Predict, (0, null));

Tensor together = predictions(stacked, inputs);
Tensor alone = stack(members.Select(member => member.call(inputs)).ToArray());
checks.AtMost("difference from calling each network by itself", (together - alone).abs().max().item<double>(), 1e-14);
double[] untouched = [.. members[0].parameters().Select(p => p.sum().item<double>())];

// Each member sees a sample of the data drawn with replacement. Adam does not know that its parameters are stacks.
Tensor draw = randint(Samples, [Members, Samples]);
(Tensor x, Tensor y) = (inputs[draw], targets[draw]);
var weights = stacked.ToDictionary(p => p.Key, p => new Parameter(p.Value.detach().clone()));
Parameters current = weights.ToDictionary(p => p.Key, p => (Tensor)p.Value);
optim.Optimizer adam = optim.Adam(weights.Values, lr: 0.02);
using (no_grad())
{
    for (int step = 0; step < Steps; step++)
    {
        using var temporaries = NewDisposeScope();
        foreach ((string name, Tensor gradient) in gradients(current, x, y))
            weights[name].grad = gradient;
        adam.step();
        if (step % 100 == 0)
            Console.WriteLine($"step {step,3} of {Steps}: the first member's mean square error is {FirstLoss():F3}");
    }
}

using var noGradient = no_grad();
Tensor at = linspace(-2.5, 2.5, 201, dtype: float64).unsqueeze(1);
Tensor all = predictions(current, at).squeeze(-1);      // [32, 201]
Tensor mean = all.mean([0L]), spread = all.std(0);
Tensor known = at.squeeze(1).lt(-0.5).logical_and(at.squeeze(1).gt(-2)).logical_or(at.squeeze(1).gt(1).logical_and(at.squeeze(1).lt(2)));
Tensor gap = at.squeeze(1).gt(-0.2).logical_and(at.squeeze(1).lt(0.7));
Console.WriteLine($"after {Steps} steps:");
checks.AtMost("root mean square error where there is data",
    (mean - (2 * at.squeeze(1)).sin())[known].square().mean().sqrt().item<double>(), 0.1);
checks.AtLeast("spread in the gap / spread where there is data", (spread[gap].mean() / spread[known].mean()).item<double>(), 2);
checks.AtMost("change of the first network's own weights",
    members[0].parameters().Select((p, i) => Math.Abs(p.sum().item<double>() - untouched[i])).Max(), 0);

double[] axis = Values(at), center = Values(mean), width = Values(spread);
Chart.Save(args.Length > 0 ? args[0] : "ensemble.svg", new Chart($"{Members} networks, trained as one", "x", "prediction")
    .Band("mean ± 2 spread", axis, [.. center.Zip(width, (m, s) => m - 2 * s)], [.. center.Zip(width, (m, s) => m + 2 * s)])
    .Points("data", Values(inputs), Values(targets))
    .Line("mean", axis, center)
    .Line("sin(2x)", axis, [.. axis.Select(v => Math.Sin(2 * v))], dashed: true));
return checks.ExitCode;

double FirstLoss() => Loss(current.ToDictionary(p => p.Key, p => p.Value[0]), x[0], y[0]).item<double>();

static double[] Values(Tensor tensor) => tensor.contiguous().data<double>().ToArray();

/// <summary>An ordinary module, without code for ensembles.</summary>
internal sealed class Network : nn.Module<Tensor, Tensor>
{
    private readonly Linear _first = nn.Linear(1, 24, dtype: float64), _second = nn.Linear(24, 24, dtype: float64),
        _last = nn.Linear(24, 1, dtype: float64);

    public Network() : base(nameof(Network)) => RegisterComponents();

    public override Tensor forward(Tensor x) => _last.forward(_second.forward(_first.forward(x).tanh()).tanh());
}
