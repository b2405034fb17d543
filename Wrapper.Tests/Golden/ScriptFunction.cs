using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace TorchBridge.Tests.Golden;

/// <summary>
/// The function <c>f</c> of a TorchScript source, from tensors to tensors. Each call compiles it again. From the second call on,
/// TorchScript would run an optimized graph with its own derivatives, and those of complex functions lack the conjugate.
/// </summary>
internal sealed class ScriptFunction(string source)
{
    public Tensor[] Call(Tensor[] inputs)
    {
        using jit.CompilationUnit unit = jit.compile(source);
        return unit.invoke("f", [.. inputs]) switch
        {
            Tensor one => [one],
            ITuple several => [.. Enumerable.Range(0, several.Length).Select(i => (Tensor)several[i]!)],
            object other => throw new InvalidOperationException($"the script returned {other.GetType()}"),
        };
    }
}
