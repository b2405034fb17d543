using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace TorchBridge.Analyzers;

/// <summary>TB0003: places where a transformed function reads a number from a tensor.</summary>
internal static class Reads
{
    private const string
        Batch = "there, one tensor stands for all examples; use tensor operations (where, masks), or return the tensor and read it outside",
        NoStorage = "there, a tensor has no storage; read it with ToDouble(), or return the tensor and read it outside",
        Ends = "there, it ends the process; return the tensor and read it outside";

    public static IEnumerable<Diagnostic> Find(TransformedFunction function, Flow flow, KnownTypes types)
    {
        if (flow.IsEmpty)
            yield break;
        foreach (IOperation operation in function.Code.Body.DescendantsAndSelf())
            if (Read(operation, types) is (string name, { } tensor, bool needsStorage) && (needsStorage || function.IsVmap)
                && flow.Reaches(tensor))
                yield return Report(operation, name, function);
    }

    /// <summary>The name of the read, the tensor, and whether the read needs the tensor's memory; null for other operations.</summary>
    private static (string Name, IOperation? Tensor, bool NeedsStorage)? Read(IOperation operation, KnownTypes types) => operation switch
    {
        IInvocationOperation call when types.IsMemberOfTensor(call.TargetMethod) => call.TargetMethod.Name switch
        {
            "item" or "data" or "storage" => (call.TargetMethod.Name, call.Instance, true),
            string name when name.StartsWith("ReadCpu", StringComparison.Ordinal) => (name, call.Instance, true),
            "ToScalar" or "tolist" or "ToString" => (call.TargetMethod.Name, call.Instance, false),
            _ => null,
        },
        IInvocationOperation call when types.IsReadingExtension(call.TargetMethod) && call.TargetMethod.Name is not "ToTensor" =>
            (call.TargetMethod.Name, Syntax.Receiver(call), false),
        IPropertyReferenceOperation { Property.Name: "bytes" } property when types.IsMemberOfTensor(property.Property) =>
            ("bytes", property.Instance, true),
        IConversionOperation { OperatorMethod: { Name: "op_Explicit" } method } conversion when types.IsMemberOfTensor(method) =>
            ($"({method.ReturnType.ToDisplayString()})", conversion.Operand, false),
        _ => null,
    };

    private static Diagnostic Report(IOperation operation, string name, TransformedFunction function)
    {
        bool ends = name == "storage";
        return Diagnostic.Create(Rules.Read, Place(operation),
            function.IsVmap || ends ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning, null,
            function.IsVmap ? null : ImmutableDictionary<string, string?>.Empty.Add(TransformAnalyzer.Instead, Instead(operation, name)),
            name, function.Transform, ends ? Ends : function.IsVmap ? Batch : NoStorage);
    }

    private static Location Place(IOperation operation) =>
        (operation.Syntax is CastExpressionSyntax cast ? cast : Syntax.Name(operation.Syntax)).GetLocation();

    /// <summary>A method that reads the same number without the tensor's memory.</summary>
    private static string? Instead(IOperation operation, string name) =>
        name != "item" || operation is not IInvocationOperation call ? null : call.TargetMethod.TypeArguments[0].SpecialType switch
        {
            SpecialType.System_Boolean or SpecialType.System_Byte or SpecialType.System_SByte or SpecialType.System_Int16
                or SpecialType.System_Int32 or SpecialType.System_Int64 or SpecialType.System_Single or SpecialType.System_Double =>
                $"To{call.TargetMethod.TypeArguments[0].Name}",
            _ => null,
        };
}
