// A physics-informed network: -u'' = pi^2 sin(pi x), u(0) = u(1) = 0, whose exact solution is sin(pi x).
//   dotnet run --project examples/PhysicsInformed [PICTURE.svg]
// u'' comes from Grad of Grad, mapped over the points by Vmap, and JacRev of all that trains the network.
// Prints numbers that it checks, and exits with 1 if one is not what it should be.
using Examples;
using TorchBridge;
using static TorchSharp.torch;

set_num_threads(1);
using var scope = NewDisposeScope();      // disposes every tensor made below
manual_seed(2);
var checks = new Checks();
const int Hidden = 12, Points = 40, Steps = 40;

// u(x; w) = x (1 - x) N(x; w): zero at both ends whatever the network N is. One number in, one number out.
static Tensor U(Tensor w, Tensor x) => x * (1 - x) * (w[(2 * Hidden)..] * (w[..Hidden] * x + w[Hidden..(2 * Hidden)]).tanh()).sum();

// What the equation leaves over at one point: u'' + pi^2 sin(pi x).
static Tensor Curvature(Tensor w, Tensor x) => Transforms.Grad(Transforms.Grad((Tensor s) => U(w, s)))(x);
static Tensor Residual(Tensor w, Tensor x) => Curvature(w, x) + Math.PI * Math.PI * (Math.PI * x).sin();

Func<Tensor, Tensor, Tensor> residuals = Transforms.Vmap(Residual, (null, 0));

Tensor points = linspace(0, 1, Points, dtype: float64);
Tensor weights = cat([randn(Hidden, dtype: float64) * 3, randn(Hidden, dtype: float64) * 2, randn(Hidden, dtype: float64) * 0.1]);
Func<Tensor, (Tensor Jacobian, Tensor Aux)> linearized = Transforms.JacRev((Tensor w) =>
{
    Tensor r = residuals(w, points);
    return (r, r);      // the second comes out as it is: the residuals themselves, from the same evaluation
});

checks.AtMost("u'' by Grad of Grad against central differences",
    (Curvature(weights, tensor(0.3)) - Differences(weights, 0.3)).abs().item<double>(), 1e-6);

// Levenberg-Marquardt: solve (J'J + damping) step = -J'r; less damping while it helps, more when it does not.
var history = new List<double>();
double damping = 1;
(Tensor jacobian, Tensor residual) = linearized(weights);
for (int step = 0; step < Steps; step++)
{
    history.Add(residual.square().mean().sqrt().item<double>());
    if (step % 5 == 0)
        Console.WriteLine($"step {step,3}: residual {history[^1]:0.0e-00}, error {Error():0.0e-00}");
    Tensor normal = jacobian.t().mm(jacobian) + damping * eye(weights.shape[0], dtype: float64);
    Tensor proposed = weights - linalg.solve(normal, jacobian.t().mv(residual).unsqueeze(1)).squeeze(1);
    (Tensor newJacobian, Tensor newResidual) = linearized(proposed);
    bool better = newResidual.square().mean().sqrt().item<double>() < history[^1];
    damping *= better ? 0.3 : 4;
    if (better)
        (weights, jacobian, residual) = (proposed, newJacobian, newResidual);
}
Console.WriteLine($"step {Steps,3}: residual {residual.square().mean().sqrt().item<double>():0.0e-00}, error {Error():0.0e-00}");
Console.WriteLine();
checks.AtMost("largest error of u against sin(pi x), between the points too", Error(), 1e-4);
checks.AtMost("u at the ends", Solution(tensor([0.0, 1.0])).abs().max().item<double>(), 0);
checks.AtLeast("first residual / last residual", history[0] / residual.square().mean().sqrt().item<double>(), 1e3);

Tensor fine = linspace(0, 1, 201, dtype: float64);
double[] x = fine.data<double>().ToArray();
Chart.Save(args.Length > 0 ? args[0] : "physics-informed.svg",
    new Chart("Solution of -u'' = π² sin(πx), u(0) = u(1) = 0", "x", "u")
        .Line("sin(πx)", x, [.. x.Select(v => Math.Sin(Math.PI * v))])
        .Line("network", x, Solution(fine).data<double>().ToArray(), dashed: true)
        .Points("where it was trained", points.data<double>().ToArray(), Solution(points).data<double>().ToArray()),
    new Chart("Training", "step", "root mean square of the residual") { Logarithmic = true, WholeNumbers = true }
        .Line("u'' + π² sin(πx)", [.. history.Select((_, i) => (double)i)], [.. history]));
return checks.ExitCode;

Tensor Solution(Tensor at) => Transforms.Vmap((Tensor s) => U(weights, s))(at);

double Error()
{
    Tensor at = linspace(0, 1, 201, dtype: float64);
    return (Solution(at) - (Math.PI * at).sin()).abs().max().item<double>();
}

static Tensor Differences(Tensor w, double at)
{
    const double h = 1e-4;
    return (U(w, tensor(at + h)) - 2 * U(w, tensor(at)) + U(w, tensor(at - h))) / (h * h);
}
