using static TorchSharp.torch;

namespace TorchBridge.Operators;

/// <summary>The given gradients, with a 1 in place of each that was left out; the ones made here are disposed with this.</summary>
internal readonly struct ImplicitGradients : IDisposable
{
    private readonly Tensor?[] _given;

    public ImplicitGradients(Tensor[] outputs, Tensor?[] given)
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
