using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace TorchBridge.Tests.Golden;

/// <summary>The function <c>f</c> of a TorchScript source, from tensors to tensors.</summary>
internal sealed class ScriptFunction(string source) : IDisposable
{
    private readonly jit.CompilationUnit _unit = jit.compile(source);

    public Tensor[] Call(Tensor[] inputs) => _unit.invoke("f", [.. inputs]) switch
    {
        Tensor one => [one],
        ITuple several => [.. Enumerable.Range(0, several.Length).Select(i => (Tensor)several[i]!)],
        object other => throw new InvalidOperationException($"the script returned {other.GetType()}"),
    };

    public void Dispose() => _unit.Dispose();
}
