open TorchBridge
open TorchSharp

let x = torch.tensor (3.0, requires_grad = true)
let y = x.mul x
y.Backward(retainGraph = true)
printfn "gradient %g" (x.grad.item<float> ())
printfn "second gradient %g" (Transforms.Grad(Transforms.Grad(fun (t: torch.Tensor) -> t.mul t)).Invoke(x.detach ()).item<float> ())
