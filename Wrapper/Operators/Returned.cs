using TorchBridge.Engine;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchBridge.Operators;

/// <summary>What a transformed function has returned, judged at its level.</summary>
internal static class Returned
{
    /// <summary>Outputs of this thread's levels, and the like beside them; tensors that are null there stay null.</summary>
    public static void Check<TAux>(string api, Delegate func, Tensor[] outputs, TAux aux)
    {
        Admission.ToLevel(api, outputs, nameof(func));
        foreach (Tensor output in outputs)
            if (output.dtype is ScalarType.QInt8 or ScalarType.QUInt8 or ScalarType.QInt32)
                throw new ArgumentException($"{api}: {nameof(func)} returned a quantized tensor, which has no derivatives. Call dequantize() on it.", nameof(func));
        foreach (Tensor tensor in Auxiliary.Tensors(aux))
        {
            if (tensor.IsInvalid)
                throw new ArgumentException($"{api}: {nameof(func)} returned a disposed tensor beside its output; it returns tensors, and does not dispose them.", nameof(func));
            Admission.Usable(api, tensor, nameof(func));
        }
    }

    /// <summary>Outputs that batches can be made of. What else was made in the function tells whether it asked for a derivative that a batch cannot have.</summary>
    public static void CheckBatches(string api, Delegate func, Tensor[] outputs, DisposeScope made)
    {
        Admission.ToLevel(api, outputs, nameof(func));
        foreach (IDisposable each in made.DisposablesView)
            if (each is Tensor { IsInvalid: false } tensor && Level.IsBatch(tensor) && tensor.requires_grad)
                throw new AutogradException(AutogradError.NotImplemented,
                    $"{api}: You are attempting to call Tensor.requires_grad_() (or perhaps using torch.autograd.functional.* APIs) inside of a function being transformed by a functorch transform. This is "
                    + "unsupported, please attempt to use the functorch transforms (e.g. grad, vjp, jacrev, jacfwd, hessian) or call requires_grad_() outside of a function being transformed instead. In C#: "
                    + "Transforms.Vmap(Transforms.Grad(f)).");
    }
}
