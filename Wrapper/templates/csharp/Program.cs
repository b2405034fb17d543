// Trains a small network to compute the sine, and checks what it has learned.
using TorchBridge;
using TorchSharp;
using static TorchSharp.torch;

// Tensors live in native memory. A dispose scope frees those that are made inside it when it ends.
using var scope = NewDisposeScope();
manual_seed(1);      // the same random numbers in every run
Device device = cuda.is_available() ? CUDA : CPU;

// 1. Data: 200 points between -3 and 3 and their sines, one a row.
Tensor x = linspace(-3, 3, 200, device: device).unsqueeze(1);
Tensor y = x.sin();

// 2. A model, and an optimizer that changes the model's parameters.
using var model = nn.Sequential(nn.Linear(1, 32), nn.Tanh(), nn.Linear(32, 1));
model.to(device);
using var optimizer = optim.Adam(model.parameters(), lr: 0.01);

// 3. Training: compute the loss, its gradient in every parameter, and take a step that makes the loss smaller.
float first = 0, last = 0;
for (int step = 0; step <= 500; step++)
{
    using var temporaries = NewDisposeScope();
    Tensor loss = nn.functional.mse_loss(model.call(x), y);
    Autograd.ZeroGrad(model.parameters());      // Backward adds to the gradients that are there
    loss.Backward();                            // an error in here is an exception that says what is wrong
    optimizer.step();

    last = loss.item<float>();
    if (step == 0)
        first = last;
    if (step % 100 == 0)
        Console.WriteLine($"step {step,3}   loss {last:F5}");
}

// 4. A check: the derivative of the sine is the cosine, so the derivative of the model should be close to it.
//    Grad makes a function that computes the derivative at one point, Vmap one that does so for many points at once.
Func<Tensor, Tensor> slope = Transforms.Vmap(Transforms.Grad((Tensor point) => model.call(point.reshape(1, 1)).sum()));
Tensor points = linspace(-2, 2, 9, device: device);
float error = (slope(points) - points.cos()).abs().max().item<float>();
Console.WriteLine($"the derivative of the model differs from the cosine by {error:F3} at most");

bool good = last < first / 100 && error < 0.2;
Console.WriteLine(good ? "check passed" : "check failed");
return good ? 0 : 1;
