using static TorchSharp.torch;      // TorchSharp first: TorchBridge has not run a line yet
using TorchBridge;
using Tensor x = tensor(3.0, requires_grad: true);
using Tensor y = x * x;
y.Backward();
using Tensor gradient = x.grad!;
Console.WriteLine($"gradient {gradient.item<double>()}");
