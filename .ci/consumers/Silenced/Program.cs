using TorchSharp;
using static TorchSharp.torch;

using Tensor x = tensor(3.0, requires_grad: true);
using Tensor y = x * x;
using Tensor gradient = torch.autograd.grad(new[] { y }, new[] { x })[0];
Console.WriteLine($"gradient {gradient.item<double>()}");
