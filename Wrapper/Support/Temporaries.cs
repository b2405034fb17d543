using System.Diagnostics.CodeAnalysis;

namespace TorchBridge.Support;

/// <summary>Tensors to dispose together. A dispose scope would also take the tensors of the caller's functions.</summary>
internal sealed class Temporaries : IDisposable
{
    private readonly List<Tensor> _tensors = [];

    [return: NotNullIfNotNull(nameof(tensor))]
    public Tensor? Add(Tensor? tensor)
    {
        if (tensor is not null)
            _tensors.Add(tensor);
        return tensor;
    }

    public void Dispose()
    {
        foreach (Tensor tensor in _tensors)
            tensor.Dispose();
    }
}
