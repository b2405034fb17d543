// Newton's method for logistic regression: the Hessian in one call, or only its products with vectors.
//   dotnet run --project examples/Newton [PICTURE.svg]
// Prints every step, checks that the convergence is quadratic, and exits with 1 if a number is not what it should be.
using Examples;
using TorchBridge;
using static TorchSharp.torch;

set_num_threads(1);
using var scope = NewDisposeScope();      // disposes every tensor made below
manual_seed(1);
var checks = new Checks();
const int Samples = 500, Features = 20;
const double Penalty = 1e-3;

// f(w) = mean of log(1 + exp(-t x.w)) + penalty |w|^2: smooth and strictly convex, so that there is one minimum to find.
Tensor x = randn(Samples, Features, dtype: float64);
Tensor truth = randn(Features, dtype: float64);
Tensor t = (x.mv(truth) + randn(Samples, dtype: float64)).sign();
Tensor F(Tensor w) => (-t * x.mv(w)).softplus(1, 20).mean() + Penalty * w.dot(w);

Func<Tensor, (Tensor Grad, Tensor Value)> gradient = Transforms.GradAndValue(F);
Func<Tensor, Tensor> hessian = Transforms.Hessian(F);

Console.WriteLine($"logistic regression, {Samples} samples, {Features} weights");
(double[] dense, Tensor minimum) = Newton((w, g) => -linalg.solve(hessian(w), g.unsqueeze(1)).squeeze(1), "Newton, the Hessian solved");
(double[] free, Tensor sameMinimum) = Newton((w, g) => ConjugateGradients(v => Transforms.Jvp(Transforms.Grad(F), w, v).Tangent, -g),
    "Newton, Hessian-vector products only");
(double[] descent, _) = Newton((_, g) => -2 * g, "gradient descent, for comparison", report: false);
Console.WriteLine();

checks.AtMost("|gradient| at the end", dense[^1], 1e-14);
checks.AtMost("steps", dense.Length - 1, 9);
checks.AtMost("|gradient| after step k+1 / |gradient|^2 after step k, the largest of the last steps (quadratic convergence)",
    Quadratic(dense), 100);
checks.AtMost("distance of the two minima", (minimum - sameMinimum).norm().item<double>(), 1e-10);
checks.AtMost("steps without a Hessian", free.Length - 1, 9);
checks.AtLeast("|gradient| of gradient descent after as many steps", descent[dense.Length - 1], 1e-3);
checks.AtMost("asymmetry of the Hessian", (hessian(minimum) - hessian(minimum).t()).abs().max().item<double>(), 1e-15);
checks.AtLeast("smallest eigenvalue of the Hessian (a minimum)", linalg.eigvalsh(hessian(minimum)).min().item<double>(), 2 * Penalty);

double[] Steps(double[] norms) => [.. Enumerable.Range(0, norms.Length).Select(i => (double)i)];
Chart.Save(args.Length > 0 ? args[0] : "newton.svg",
    new Chart("Each Newton step doubles the digits", "step", "|gradient|") { Logarithmic = true, WholeNumbers = true }
    .Line("Newton, Hessian", Steps(dense), dense)
    .Line("Newton, Hessian-vector products", Steps(free), free, dashed: true)
    .Line("gradient descent", Steps(descent), descent));
return checks.ExitCode;

// Steps from zero until the gradient is at the limit of rounding; the norms of the gradient, and where it ended.
(double[] Norms, Tensor Minimum) Newton(Func<Tensor, Tensor, Tensor> step, string name, bool report = true)
{
    Console.WriteLine(name);
    var norms = new List<double>();
    Tensor w = zeros(Features, dtype: float64);
    while (true)
    {
        (Tensor g, Tensor value) = gradient(w);
        norms.Add(g.norm().item<double>());
        if (report)
            Console.WriteLine($"  step {norms.Count - 1}: f = {value.item<double>():F12}, |gradient| = {norms[^1]:0.0e-00}");
        if (norms[^1] < 1e-14 || norms.Count > 30)
            return ([.. norms], w);
        w += step(w, g);
    }
}

// Solves H s = b with the products v -> H v only, for a Hessian that is too large for memory.
Tensor ConjugateGradients(Func<Tensor, Tensor> product, Tensor b)
{
    Tensor s = zeros_like(b), residual = b.clone(), direction = b.clone();
    double square = residual.dot(residual).item<double>(), enough = square * 1e-24;
    for (int i = 0; i < 2 * Features && square > enough; i++)
    {
        Tensor image = product(direction);
        double length = square / direction.dot(image).item<double>();
        s += length * direction;
        residual -= length * image;
        double next = residual.dot(residual).item<double>();
        direction = residual + next / square * direction;
        square = next;
    }
    return s;
}

// The constant of quadratic convergence, from the steps that rounding does not affect.
static double Quadratic(double[] norms) =>
    Enumerable.Range(0, norms.Length - 1).Where(i => norms[i] is < 1e-1 and > 1e-7).Max(i => norms[i + 1] / (norms[i] * norms[i]));
