// The calls of docs/fsharp.md.
//   dotnet run --project examples/FSharp
// Checks every number, and exits with 1 if one is not what it should be.
open System
open System.Collections.Generic
open TorchBridge
open TorchSharp

type Tensor = torch.Tensor

let mutable failures = 0

let check (what: string) (expected: float) (found: Tensor) =
    let right = abs (found.ToDouble() - expected) < 1e-9
    if not right then failures <- failures + 1
    printfn "%s  %s: %g" (if right then "ok   " else "WRONG") what (found.ToDouble())

let scope = torch.NewDisposeScope()
let x = torch.tensor ([| 1.0; 2.0 |], requires_grad = true)

// Backward and Grad
let loss = (x * x).sum ()
loss.Backward(retainGraph = true)
check "x.grad" 4.0 x.grad[1]
check "Grad" 4.0 (Autograd.Grad(loss, x, retainGraph = true)[1])

// parameters(): any sequence of tensors
let model = torch.nn.Linear(2L, 1L, dtype = torch.float64)
let modelLoss = model.call(x.detach ()).sum ()
let gradients = Autograd.Grad(modelLoss, model.parameters () |> Seq.cast<Tensor>, retainGraph = true)
check "d loss / d bias" 1.0 (gradients[1].sum ())
modelLoss.Backward(inputs = (model.parameters () |> Seq.cast<Tensor>))

// A lambda with a typed parameter, and a function of its own
let cube (t: Tensor) = t.pow(torch.tensor 3.0).sum ()
check "Transforms.Grad" 12.0 (Transforms.Grad(fun (t: Tensor) -> t.pow(torch.tensor 3.0).sum ()).Invoke(x.detach ())[1])
check "Transforms.Hessian" 12.0 (Transforms.Hessian(cube).Invoke(x.detach ())[1, 1])
check "Autograd.Hessian" 12.0 (Autograd.Hessian(cube, x.detach ())[1, 1])

// Functions of several arguments, of dictionaries
let named = dict [ "w", torch.tensor ([| 3.0; 4.0 |]); "b", torch.tensor 1.0 ]
let squared = Func<IDictionary<string, Tensor>, Tensor, Tensor>(fun p t -> (p["w"].dot t + p["b"]).square ())
let perKey = Transforms.Grad(squared).Invoke(named, x.detach ())
check "gradient in w" 48.0 (perKey["w"][1])
let rows = torch.stack [| x.detach (); x.detach () |]
let perSample = Transforms.Vmap(fun (t: Tensor) -> Transforms.Grad(squared).Invoke(named, t)["w"])
check "per sample" 48.0 (perSample.Invoke(rows)[1, 1])

// A module with other parameters, called in any way
let parameters = readOnlyDict [ "weight", torch.ones(1L, 2L, dtype = torch.float64); "bias", torch.zeros(1L, dtype = torch.float64) ]
check "FunctionalCall" 3.0 (Transforms.FunctionalCall(model, parameters, x.detach ()).sum ())
check "FunctionalCall of a call" 6.0 (Transforms.FunctionalCall(model, parameters, fun m -> m.call(x.detach () * torch.tensor 2.0)).sum ())

scope.Dispose()
exit (if failures = 0 then 0 else 1)
