using TorchBridge.Engine;
using TorchBridge.Operators.Forward;
using TorchBridge.Operators.Reverse;

namespace TorchBridge.Operators.Jacobians;

/// <summary>A function's value and its differentiable gradient at a point. Both Hessian products start from them.</summary>
internal readonly record struct SecondOrder(Tensor[] At, Tensor Output, Tensor?[]? Gradient, Tensor[]? Vectors, bool CreateGraph)
{
    /// <summary>Why there is no <see cref="Gradient"/>.</summary>
    private KnownFaultException? Refusal { get; init; }

    /// <summary>
    /// A Hessian product: the function's output, and the product that <paramref name="product"/> computes from the gradient.
    /// </summary>
    /// <param name="api">The public name for messages.</param>
    /// <param name="func">The function, of one output of one element.</param>
    /// <param name="inputs">The point.</param>
    /// <param name="v">The vectors; may be null if there is one real element.</param>
    /// <param name="createGraph">Whether the results get a graph.</param>
    /// <param name="strict">Whether a missing derivative is an error.</param>
    /// <param name="single">Whether the caller gave one tensor instead of a list.</param>
    /// <param name="product">Computes the product from the gradient, which it gets as a pullback to the inputs.</param>
    /// <param name="independent">The exception for a missing product, from the API's name and the index.</param>
    public static (Tensor Output, Tensor[] Product) Run(string api, Func<Tensor[], Tensor[]> func, Tensor[] inputs, Tensor[]? v,
        bool createGraph, bool strict, bool single, Func<Pullback, SecondOrder, Tensor?[]> product,
        Func<string, int, AutogradException> independent)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable recording = enable_grad();
        SecondOrder order = Of(api, func, inputs, v, createGraph, strict, single);
        return order.Results(scope, order.Gradient is { } gradient
            ? Strict.WithZeros(strict, api, product(new Pullback(api, gradient, order.At), order), order.At, createGraph, independent,
                "hessian")
            : order.ForwardOverReverse(api, func, strict));
    }

    private static SecondOrder Of(string api, Func<Tensor[], Tensor[]> func, Tensor[] inputs, Tensor[]? v,
        bool createGraph, bool strict, bool single)
    {
        Tensor[] at = Evaluation.Inputs(inputs, createGraph, api);
        Tensor[]? vectors = v is null ? null : Evaluation.Vectors(v, createGraph, api);
        Guard.Vector(vectors, at, api, nameof(v), single, ArgumentMessages.NoVectorForInputs);
        Tensor[] outputs = Evaluation.Call(func, at, api);
        Strict.Outputs(strict, api, outputs);
        Tensor output = Evaluation.Single(outputs, api);
        KnownFaults faults = KnownFaults.Behind(api, outputs);
        if (faults.Have(Faults.SecondBackward))
            return new(at, output, null, vectors, createGraph)
            {
                Refusal = faults.Refusal(api, Faults.SecondBackward, TransformMessages.NoOtherRoute),
            };
        Tensor?[] gradient = new Pullback(api, [output], at).Apply(null, createGraph: true);
        Strict.Gradient(strict, api, gradient);
        return new(at, output, gradient, vectors, createGraph);
    }

    /// <summary>
    /// Hv by forward mode over the gradient. It is used if there is no <see cref="Gradient"/>, because a second backward pass would be
    /// wrong.
    /// </summary>
    private Tensor[] ForwardOverReverse(string api, Func<Tensor[], Tensor[]> func, bool strict)
    {
        Tensor[] primals = CreateGraph ? At : Evaluation.Each(At, input => input.detach());
        Tensor[] vectors = Vectors ?? Array.ConvertAll(At, input => ones_like(input));
        var gradient = new Pushforward<int>(api, arguments => (Gradients(arguments), 0), primals);
        Pushed<int> result = OtherRoute.Instead(Refusal!, () => gradient.Apply(vectors));
        return Strict.WithZeros(strict, api, result.Tangents, primals, CreateGraph, GraphMessages.HessianIndependentOfVector, "hessian");

        Tensor[] Gradients(Tensor[] arguments) =>
            GradAndValue.Run(api, inner => (Evaluation.Single(Evaluation.Call(func, inner, api), api).reshape([]), 0),
                arguments, [.. Enumerable.Range(0, arguments.Length)]).Grads;
    }

    /// <summary>The results for the caller, moved out of the scope.</summary>
    private (Tensor Output, Tensor[] Product) Results(DisposeScope scope, Tensor[] product)
    {
        (Tensor Output, Tensor[] Product) results =
            (Evaluation.Results([Output], CreateGraph)[0], Evaluation.Results(product, CreateGraph));
        scope.MoveToOuter([results.Output, .. results.Product]);
        return results;
    }
}
