public static class Library { public static void Run(TorchSharp.torch.Tensor y) => TorchBridge.TensorExtensions.Backward(y); }
