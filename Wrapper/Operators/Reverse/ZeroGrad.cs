namespace TorchBridge.Operators.Reverse;

/// <summary>Does for any tensor what Optimizer.zero_grad does: sets its gradient to null, or fills it with zeros.</summary>
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
        // A gradient made with createGraph has a graph, which does not apply to zeros.
        if (grad.is_leaf)
            grad.requires_grad = false;
        else
            grad.detach_();
        using Tensor same = grad.zero_();      // TorchSharp's in-place methods return a new object for the tensor
    }
}
