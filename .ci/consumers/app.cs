#:package TorchBridge@VERSION
#:package TorchSharp-cpu@0.107.0
#:property PublishAot=true
// What has to work in a program that is compiled ahead of time and trimmed, too. Prints "everything works", or what does not.
using TorchBridge;
using TorchSharp;
using static TorchSharp.torch;
using Parameters = System.Collections.Generic.IReadOnlyDictionary<string, TorchSharp.torch.Tensor>;

using var scope = NewDisposeScope();
manual_seed(1);
int failed = 0;
Tensor three = tensor(3.0), oneTwo = tensor(new[] { 1.0, 2.0 });

Try("Backward", "6", () => Gradient(t => t * t));
Try("TorchSharp's own grad, which an analyzer reports", "6", () =>
{
    Tensor x = Leaf();
    return Text(torch.autograd.grad(new[] { x * x }, new[] { x })[0]);
});
Try("an error", "UnusedInput", () =>
{
    try { return Text(Autograd.Grad(Leaf() * 2, Leaf())); }
    catch (AutogradException e) { return e.Kind.ToString(); }
});
Try("Jacobian", "2, 0, 0, 4", () => Text(Autograd.Jacobian(t => t * t, oneTwo)));
Try("Hessian", "6, 0, 0, 12", () => Text(Autograd.Hessian(t => t.pow(3).sum(), oneTwo)));
Try("Vmap of Grad", "2, 4", () => Text(Transforms.Vmap(Transforms.Grad((Tensor t) => t * t))(oneTwo)));
Try("Jvp", "6", () => Text(Transforms.Jvp((Tensor t) => t * t, three, tensor(1.0)).Tangent));
Try("a custom function", "6", () => Gradient(t => Square(2)([t])[0]));
Try("an exception in its backward", "the caller's own", () =>
{
    var broken = CustomFunction.Define((c, t) => [t[0] * t[0]], (c, g) => throw new InvalidOperationException("the caller's own"));
    try { return Gradient(t => broken([t])[0]); }
    catch (InvalidOperationException e) { return e.Message; }
});
Try("GradCheck", "True", () => Autograd.GradCheck(t => Square(2)([t])[0], Leaf()).ToString());
Try("GradCheck of a wrong derivative", "refused", () =>
{
    try { return Autograd.GradCheck(t => Square(1)([t])[0], Leaf()).ToString(); }
    catch (GradCheckException) { return "refused"; }
});
Try("a hook", "12", () => Gradient(t => { t.RegisterHook(g => g * 2); return t * t; }));
Try("Checkpoint", "6", () => Gradient(t => Autograd.Checkpoint(u => u * u, t)));
Try("FunctionalCall of TorchSharp's Linear", "bias [5, 2], weight [5, 2, 3]", () => PerSample(nn.Linear(3, 2, dtype: float64)));
Try("FunctionalCall of a module of the program", "layer.bias [5, 2], layer.weight [5, 2, 3], scale [5]", () => PerSample(new Scaled()));
Try("a search for the native files", "True", () => (!NativeRuntime.Diagnose().ToString().Contains("missing")).ToString());
Console.WriteLine(failed == 0 ? "everything works" : $"{failed} failed");
return failed;

void Try(string name, string expected, Func<string> run)
{
    string got;
    try { got = run(); }
    catch (Exception e) { got = $"{e.GetType().Name}: {e.Message}"; }
    if (got != expected)
        failed++;
    Console.WriteLine($"{(got == expected ? "ok    " : "FAILED")} {name}: {got}");
}

Tensor Leaf() => tensor(3.0, requires_grad: true);

string Gradient(Func<Tensor, Tensor> function)
{
    Tensor x = Leaf();
    function(x).Backward();
    return Text(x.grad!);
}

string Text(Tensor values) => string.Join(", ", values.contiguous().data<double>());

// The square, with factor times its argument as the derivative.
Func<Tensor[], Tensor[]> Square(double factor) => CustomFunction.Define(
    (c, t) => { c.SaveForBackward(t); return [t[0] * t[0]]; }, (c, g) => [factor * g[0]! * c.SavedTensors[0]]);

// The shapes of the gradients in a module's parameters, for each of five samples.
string PerSample(nn.Module<Tensor, Tensor> model)
{
    Func<Parameters, Tensor, Tensor> loss = (p, x) => Transforms.FunctionalCall(model, p, x).square().sum();
    var gradients = Transforms.Vmap(Transforms.Grad(loss), inDims: (null, 0))(model.named_parameters().ToDetachedDictionary(), ones(5, 3, dtype: float64));
    return string.Join(", ", gradients.Select(g => $"{g.Key} [{string.Join(", ", g.Value.shape)}]").Order(StringComparer.Ordinal));
}

internal sealed class Scaled : nn.Module<Tensor, Tensor>
{
    private readonly TorchSharp.Modules.Linear layer = nn.Linear(3, 2, dtype: float64);
    private readonly TorchSharp.Modules.Parameter scale = nn.Parameter(tensor(1.0));

    public Scaled() : base("scaled") => RegisterComponents();

    public override Tensor forward(Tensor x) => layer.call(x) * scale;
}
