Imports TorchBridge
Imports TorchSharp

Module Program
    Sub Main()
        Dim x = torch.tensor(3.0, requires_grad:=True)
        Dim y = x.mul(x)
        ' Not y.Backward(): Visual Basic makes no difference between that and TorchSharp's own backward, and takes the latter.
        TensorExtensions.Backward(y, retainGraph:=True)
        Console.WriteLine($"gradient {x.grad.item(Of Double)()}")
        x.ZeroGrad()
        Autograd.Backward({y})
        Console.WriteLine($"again {x.grad.item(Of Double)()}")
        Dim derivative = Transforms.Grad(Function(t As torch.Tensor) t.mul(t))
        Console.WriteLine($"of a function {derivative(x.detach()).item(Of Double)()}")
        Try
            TensorExtensions.Backward(torch.ones(2, requires_grad:=True).exp())
        Catch e As AutogradException
            Console.WriteLine($"an error {e.Kind}")
        End Try
    End Sub
End Module
