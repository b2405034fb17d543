namespace TorchBridge.Operators.Reverse;

/// <summary>The given gradients, with gradients of ones in place of the missing ones. Dispose disposes the gradients of ones.</summary>
internal readonly struct ImplicitGradients : IDisposable
{
    private readonly Tensor?[] _given;

    /// <summary>If all gradients are missing the list is empty, because the engine then makes them.</summary>
    public static ImplicitGradients For(Tensor[] outputs, Tensor?[] given) =>
        new(outputs, Array.TrueForAll(given, gradient => gradient is null) ? [] : given);

    private ImplicitGradients(Tensor[] outputs, Tensor?[] given)
    {
        _given = given;
        Gradients = new Tensor[given.Length];
        for (int i = 0; i < given.Length; i++)
            Gradients[i] = given[i] ?? ones_like(outputs[i]);
    }

    public Tensor[] Gradients { get; }

    public void Dispose()
    {
        for (int i = 0; i < Gradients.Length; i++)
            if (_given[i] is null)
                Gradients[i].Dispose();
    }
}
