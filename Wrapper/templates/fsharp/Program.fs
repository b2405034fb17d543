// Trains a small network to compute the sine, and checks what it has learned.
open TorchBridge
open TorchSharp

type Tensor = torch.Tensor

// Tensors live in native memory. A dispose scope frees those that are made inside it when it ends.
let scope = torch.NewDisposeScope()
torch.manual_seed 1L |> ignore // the same random numbers in every run
let device = if torch.cuda.is_available () then torch.CUDA else torch.CPU

// 1. Data: 200 points between -3 and 3 and their sines, one a row.
let x = torch.linspace(-3.0, 3.0, 200L, device = device).unsqueeze 1L
let y = x.sin ()

// 2. A model, and an optimizer that changes the model's parameters.
let model = torch.nn.Sequential(torch.nn.Linear(1L, 32L), torch.nn.Tanh(), torch.nn.Linear(32L, 1L))
model.``to`` device |> ignore
let optimizer = torch.optim.Adam(model.parameters (), lr = 0.01)
let parameters = model.parameters () |> Seq.cast<Tensor>

// 3. Training: compute the loss, its gradient in every parameter, and take a step that makes the loss smaller.
let train step =
    use temporaries = torch.NewDisposeScope()
    let loss = torch.nn.functional.mse_loss (model.call x, y)
    Autograd.ZeroGrad parameters // Backward adds to the gradients that are there
    loss.Backward() // an error in here is an exception that says what is wrong
    optimizer.step () |> ignore
    let value = loss.item<float32> ()
    if step % 100 = 0 then printfn "step %3d   loss %.5f" step value
    value

let losses = [ for step in 0..500 -> train step ]

// 4. A check: the derivative of the sine is the cosine, so the derivative of the model should be close to it.
//    Grad makes a function that computes the derivative at one point, Vmap one that does so for many points at once.
let slope = Transforms.Vmap(Transforms.Grad(fun (point: Tensor) -> model.call(point.reshape (1L, 1L)).sum ()))
let points = torch.linspace (-2.0, 2.0, 9L, device = device)
let error = (slope.Invoke points - points.cos ()).abs().max().item<float32> ()
printfn "the derivative of the model differs from the cosine by %.3f at most" error

let good = List.last losses < List.head losses / 100.0f && error < 0.2f
printfn (if good then "check passed" else "check failed")
scope.Dispose()
exit (if good then 0 else 1)
