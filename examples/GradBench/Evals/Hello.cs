using GradBench.Serving;
using TorchBridge;
using static TorchSharp.torch;

namespace GradBench.Evals;

/// <summary>x² and its derivative.</summary>
internal static class Hello
{
    public static readonly Module Module = new("hello", "3",
        new("square", input => Prepared(input, Square)),
        new("double", input => Prepared(input, Transforms.Grad(Square))));

    private static Tensor Square(Tensor x) => x * x;

    private static Func<object> Prepared(Input input, Func<Tensor, Tensor> function)
    {
        Tensor x = tensor(input.Number());
        return () => function(x);
    }
}
