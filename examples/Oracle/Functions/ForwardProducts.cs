using System.Runtime.InteropServices;
using TorchBridge.Oracle.Programs;
using static TorchSharp.torch;

namespace TorchBridge.Oracle.Functions;

/// <summary>Jacobian-vector products by dual numbers; where an operator has no rule for those, by two reverse passes.</summary>
internal static class ForwardProducts
{
    public static (Tensor[] Outputs, Tensor[] Products) Run(Func<Tensor[], Tensor[]> func, Tensor[] inputs, Tensor[] tangents, OracleProgram program)
    {
        if (EndsTheProcess(program))
            return Autograd.Jvp(func, inputs, tangents);
        try
        {
            return Dual(func, inputs, tangents);
        }
        catch (Exception e) when (HasNoRule(e))
        {
            return Autograd.Jvp(func, inputs, tangents);
        }
    }

    /// <summary>
    /// By dual numbers alone; not by the library's transforms, inside which a script cannot read the numbers that it is given.
    /// </summary>
    private static (Tensor[] Outputs, Tensor[] Products) Dual(Func<Tensor[], Tensor[]> func, Tensor[] inputs, Tensor[] tangents)
    {
        using DualLevel level = ForwardAD.EnterDualLevel();
        Tensor[] duals = [.. inputs.Zip(tangents, level.MakeDual)];
        var outputs = new List<Tensor>();
        var products = new List<Tensor>();
        foreach (Tensor output in func(duals))
        {
            (Tensor primal, Tensor? tangent) = level.UnpackDual(output);
            outputs.Add(primal);
            products.Add(tangent ?? zeros_like(primal));
        }
        return ([.. outputs], [.. products]);
    }

    /// <summary>scatter_reduce by product, in LibTorch 2.10: it has no rule, gives a result with half a tangent, and reading that is a segmentation fault.</summary>
    private static bool EndsTheProcess(OracleProgram program) =>
        program.Nodes.Any(node => node.Operator == "scatter_reduce" && node.Attributes.TryGetValue("reduce", out AttributeValue reduce) && reduce.Text == "prod");

    /// <summary>What LibTorch says, in several forms, of an operator that it cannot take dual numbers through.</summary>
    private static bool HasNoRule(Exception exception) => exception switch
    {
        AutogradException e => e.Kind == AutogradError.NotImplemented,
        ExternalException or Protocol.OracleException =>
            exception.Message.Contains("forward AD", StringComparison.Ordinal) || exception.Message.Contains("is not implemented", StringComparison.Ordinal),
        _ => false,
    };
}
