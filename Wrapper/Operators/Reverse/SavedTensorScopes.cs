using TorchBridge.Engine;

namespace TorchBridge.Operators.Reverse;

/// <summary>The scopes of torch.autograd.graph that change how tensors are saved for backward.</summary>
internal static class SavedTensorScopes
{
    public static IDisposable WithHooks(string api, Func<Tensor, object?> pack, Func<object?, Tensor> unpack)
    {
        Supported(api);
        return SavedTensorHooks.Begin(pack, unpack);
    }

    /// <summary>A tensor that is on the CPU is saved as it is.</summary>
    public static IDisposable OnCpu(string api) => WithHooks(api, saved => (Device: saved.device, Tensor: saved.cpu()), packed =>
    {
        var (device, tensor) = ((Device, Tensor))packed!;
        return tensor.to(device);
    });

    public static IDisposable Disabled(string api, string message)
    {
        Capabilities.RequireLibrary();
        return SavedTensorHooks.Disable(api, message);
    }

    private static void Supported(string api)
    {
        Capabilities.RequireLibrary();
        if (PlainTransform.InTransform)
            throw TransformMessages.SavedTensorHooksInTransform(api);
        if (!Capabilities.SavedTensorHooks)
            throw GraphMessages.HooksAreMissing(api, "Autograd.Checkpoint saves memory without them.");
    }
}
