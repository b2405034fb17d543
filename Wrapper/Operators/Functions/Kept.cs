using TorchBridge.Engine;

namespace TorchBridge.Operators.Functions;

/// <summary>
/// What a call of a custom function keeps, in a form that is valid at every level: each saved tensor is an input, an output, or another
/// tensor.
/// </summary>
/// <param name="Saved">The tensors saved for backward.</param>
/// <param name="SavedForForward">The tensors saved for jvp; null if they are the same.</param>
/// <param name="NonDifferentiable">The outputs without a derivative.</param>
/// <param name="Dirty">The inputs that were written to.</param>
/// <param name="Settings">The context with the data and options.</param>
internal sealed record Kept(Kept.Place[] Saved, Kept.Place[]? SavedForForward, int[] NonDifferentiable, int[] Dirty,
    FunctionContext Settings)
{
    /// <summary>A saved tensor.</summary>
    /// <param name="Input">The number of the input; -1 if it is not an input.</param>
    /// <param name="Output">The number of the output; -1 if it is not an output.</param>
    /// <param name="Other">The tensor if it is neither.</param>
    public readonly record struct Place(int Input, int Output, Tensor? Other)
    {
        public Tensor In(Tensor[] inputs, Tensor[] outputs) => Input >= 0 ? inputs[Input] : Output >= 0 ? outputs[Output] : Other!;
    }

    /// <param name="api">The public name for messages.</param>
    /// <param name="context">The context, filled.</param>
    /// <param name="inputs">The inputs that forward was given.</param>
    /// <param name="outputs">The outputs that it returned.</param>
    public static Kept Of(string api, FunctionContext context, Tensor[] inputs, Tensor[] outputs)
    {
        int[] dirty = Array.ConvertAll(context.Dirty, tensor => Find(inputs, tensor));
        if (Array.IndexOf(dirty, -1) is var other and >= 0)
            throw GraphMessages.DirtyIsNoInput(api, other);
        return new(
            Places(context.ToSave),
            context.ToSaveForForward is { } forForward ? Places(forForward) : null,
            Array.FindAll(Array.ConvertAll(context.NonDifferentiable, tensor => Find(outputs, tensor)), output => output >= 0),
            dirty,
            context);

        Place[] Places(Tensor[] tensors) => Array.ConvertAll(tensors, tensor =>
            Find(inputs, tensor) is var input and >= 0 ? new Place(input, -1, null)
            : Find(outputs, tensor) is var output and >= 0 ? new Place(-1, output, null)
            : new Place(-1, -1, tensor));
    }

    /// <summary>The same at another level.</summary>
    /// <param name="other">
    /// Converts a tensor that is neither an input nor an output to that level; it also gets the tensor's position.
    /// </param>
    /// <param name="otherForForward">The same for the tensors saved for jvp.</param>
    public Kept At(Func<Tensor, int, Tensor> other, Func<Tensor, int, Tensor>? otherForForward = null)
    {
        return this with
        {
            Saved = Places(Saved, other),
            SavedForForward = SavedForForward is null ? null
            : Places(SavedForForward, otherForForward ?? other)
        };

        static Place[] Places(Place[] places, Func<Tensor, int, Tensor> other) =>
            [.. places.Select((place, i) => place.Other is { } tensor ? place with { Other = other(tensor, i) } : place)];
    }

    /// <summary>The position of the tensor in a list; -1 if it is not there.</summary>
    public static int Find(Tensor[] list, Tensor tensor)
    {
        for (int i = 0; i < list.Length; i++)
            if (GraphWalk.Same(list[i], tensor))
                return i;
        return -1;
    }
}
