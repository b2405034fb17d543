namespace TorchBridge.Operators.Reverse;

/// <summary>Optimizer.zero_grad for any tensors: forgets their gradients, or fills them with zeros where they are.</summary>
internal static class ZeroGrad
{
    public static void Run(Tensor tensor, bool setToNone)
    {
        if (setToNone)
            tensor.grad = null;
        else
            Fill(tensor);
        GC.KeepAlive(tensor);
    }

    private static void Fill(Tensor tensor)
    {
        using Tensor? grad = tensor.grad;
        if (grad is null)
            return;
        // A gradient made with createGraph hangs on a graph, which zeros have no part in.
        if (grad.is_leaf)
            grad.requires_grad = false;
        else
            grad.detach_();
        using Tensor same = grad.zero_();      // TorchSharp's in-place methods give another wrapper of the tensor
    }
}
