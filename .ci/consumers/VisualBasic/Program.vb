Imports TorchBridge
Imports TorchSharp

' Visual Basic makes no difference between upper and lower case. So torch.tensor(3.0), which looks like torch.Tensor, does not compile, and
' y.Backward() is TorchSharp's own backward. The other functions that make tensors, and the static form of Backward, are as in C#.
Module Program
    Sub Main()
        Dim x = torch.ones(1, dtype:=torch.float64, requires_grad:=True)
        Dim y = x.mul(x)
        TensorExtensions.Backward(y, retainGraph:=True)
        Console.WriteLine($"gradient {x.grad.item(Of Double)()}")
        x.ZeroGrad()
        Autograd.Backward({y})
        Console.WriteLine($"again {x.grad.item(Of Double)()}")
        Dim derivative = Transforms.Grad(Function(t As torch.Tensor) t.mul(t).sum())
        Console.WriteLine($"of a function {derivative(x.detach()).item(Of Double)()}")
        Try
            TensorExtensions.Backward(torch.ones(2, requires_grad:=True).exp())
        Catch e As AutogradException
            Console.WriteLine($"an error {e.Kind}")
        End Try
        Try
            torch.ones(2, requires_grad:=True).exp().Backward()
        Catch e As Runtime.InteropServices.ExternalException
            Console.WriteLine("TorchSharp's own backward")
        End Try
    End Sub
End Module
