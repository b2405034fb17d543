// The mm example: a gradient picks rows of the Jacobian; gradients of paths add up; calls add up.
// Prints each step, checks every number, and exits with 1 if one differs from what mathematics says.
using TorchBridge;
using static TorchSharp.torch;

set_num_threads(1);
using var scope = NewDisposeScope();      // disposes every tensor made below
var check = new Checker();

Console.WriteLine("loss = mm(x, y), x = [[1, 2]], y = [[3, 4], [5, 6]]");
Tensor x = tensor(new[,] { { 1.0, 2.0 } }, requires_grad: true);
Tensor y = tensor(new[,] { { 3.0, 4.0 }, { 5.0, 6.0 } });
Tensor loss = mm(x, y);
check.Show("loss", loss, 13, 16);

Tensor first = tensor(new[,] { { 1.0, 0.0 } });
loss.Backward(first, retainGraph: true);
check.Show("x.grad after Backward([[1, 0]], retainGraph: true)", x.grad, 3, 5);
Tensor firstRow = x.grad!.clone();

x.ZeroGrad(setToNone: false);
check.Show("x.grad after ZeroGrad(setToNone: false)", x.grad, 0, 0);

Tensor second = tensor(new[,] { { 0.0, 1.0 } });
loss.Backward(second);
check.Show("x.grad after Backward([[0, 1]])", x.grad, 4, 6);
Tensor secondRow = x.grad!.clone();

Tensor jacobian = cat([firstRow, secondRow]);
check.Show("Jacobian d loss / d x, the two gradients as its rows", jacobian, 3, 5, 4, 6);
Console.WriteLine("Why: Backward(v) computes v J, with J[i, j] = d loss[i] / d x[j], so v = [1, 0] gives the first row of J and v = [0, "
    + "1] the second.");

Console.WriteLine();
Console.WriteLine("y = (a + b)(b + c), a = 2, b = 3, c = 5");
Tensor a = tensor(2.0, requires_grad: true);
Tensor b = tensor(3.0, requires_grad: true);
Tensor c = tensor(5.0, requires_grad: true);
Tensor left = a + b;
Tensor right = b + c;
Tensor product = left * right;
if (NativeRuntime.Diagnose().Capabilities.Graph)
    Console.Write(Autograd.Graph(product).ToMermaid());      // paste it into a Markdown file to see it drawn
product.Backward(retainGraph: true);
check.Show("y", product, 40);
check.Show("a.grad = b + c", a.grad, 8);
check.Show("b.grad = (b + c) + (a + b), the sum over both paths", b.grad, 13);
check.Show("c.grad = a + b", c.grad, 5);

Console.WriteLine();
Console.WriteLine("Accumulation: a second Backward adds to what is there");
product.Backward();
check.Show("a.grad", a.grad, 16);
check.Show("b.grad", b.grad, 26);
check.Show("c.grad", c.grad, 10);
Autograd.ZeroGrad([a, b, c]);
Console.WriteLine($"  after ZeroGrad a.grad is {(a.grad is null ? "null" : "still there")}");
return check.Failures == 0 && a.grad is null ? 0 : 1;

/// <summary>Prints tensors as nested lists and counts those that are not what they should be.</summary>
internal sealed class Checker
{
    public int Failures { get; private set; }

    public void Show(string name, Tensor? tensor, params double[] expected)
    {
        double[]? values = tensor?.data<double>().ToArray();
        bool right = values is not null && values.SequenceEqual(expected);
        Failures += right ? 0 : 1;
        string wrong = right ? "" : $"   WRONG: should be [{string.Join(", ", expected)}]";
        Console.WriteLine($"  {name}: {(values is null ? "null" : Nested(values, tensor!.shape))}{wrong}");
    }

    private static string Nested(ReadOnlySpan<double> values, ReadOnlySpan<long> shape)
    {
        if (shape.IsEmpty)
            return values[0].ToString();
        int step = values.Length / (int)shape[0];
        var parts = new string[shape[0]];
        for (int i = 0; i < parts.Length; i++)
            parts[i] = Nested(values.Slice(i * step, step), shape[1..]);
        return $"[{string.Join(", ", parts)}]";
    }
}
